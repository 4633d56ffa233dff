"""What has been told of an answer: sentence after sentence, with the marks it will keep."""

from dataclasses import dataclass, field

from assistant.answer import Citation, Statement, Tell
from assistant.citing import Citer
from assistant.grounding.facts import plain


@dataclass
class Page:
    """Tells what it is given, and keeps it."""

    citer: Citer
    tell: Tell
    text: str = ""
    statements: list[Statement] = field(default_factory=list)

    def add(self, statement: Statement, *, on_new_line: bool, is_checked: bool = False) -> bool:
        """Whether it was told; what was told before, or rests on nothing that can be read, is not."""
        if any(plain(statement.text) in plain(told.text) for told in self.statements):
            return False
        line = self.citer.line(statement, is_checked=is_checked)
        if not line:
            return False
        piece = f"\n{line}" if on_new_line and self.text else line
        self.text += piece
        self.statements.append(statement)
        self.tell(piece)
        return True

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Of all that was told."""
        return tuple(self.citer.citations)
