"""Have a follow-up made whole by a language model where rules did not find an answer to it."""

import re
import secrets
from collections.abc import Sequence

import prompts
from assistant.conversation import Turn
from assistant.errors import ModelFailure
from assistant.following.topics import names_nothing
from assistant.grounding.gate import Flaw, Gate
from assistant.grounding.names import Lexicon
from assistant.grounding.source import Place
from assistant.speaking.model import LanguageModel, Message

_TURNS, _LONGEST_TURN = 6, 400
_LONGEST = 120
_TOKENS_OUT = 160
_POINTS = re.compile(r"[这那它其该此]|他们|上述|前面|刚才")
_OWN = {None, Flaw.WORDS, Flaw.DENIAL}
"""A question may have words of its own; names and figures it may not."""


class Rewriter:
    """Makes questions whole, with names from the conversation alone."""

    def __init__(self, model: LanguageModel, lexicon: Lexicon, seconds: float) -> None:
        self._model = model
        self._gate = Gate(lexicon)
        self._seconds = seconds

    def whole(self, question: str, history: Sequence[Turn]) -> str | None:
        """The question made whole; None where it is whole, or the model fails or adds to it."""
        leans = names_nothing(question) or _POINTS.search(question)
        if not history or not leans or len(question) > _LONGEST:
            return None
        said = _spoken([*history[-_TURNS:]])
        try:
            made = self._made(question, said)
        except ModelFailure:
            return None
        verdict = self._gate.verdict(made, [Place(f"{said}\n{question}", "")])
        is_question = made and "\n" not in made and len(made) <= _LONGEST
        return made if is_question and verdict.flaw in _OWN and made != question else None

    def _made(self, question: str, said: str) -> str:
        seal = secrets.token_hex(4)
        conversation = f'<对话 封签="{seal}">\n{said}\n</对话 {seal}>'
        asked = prompts.load("rewrite", conversation=conversation, question=question)
        messages = [Message("user", asked)]
        return "".join(self._model.stream(messages, self._seconds, _TOKENS_OUT)).strip()


def _spoken(turns: Sequence[Turn]) -> str:
    names = {"user": "问", "assistant": "答"}
    return "\n".join(f"{names[t.role]}：{t.content[:_LONGEST_TURN]}" for t in turns)
