"""A golden question: what is asked, and what a right answer must say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from assistant.conversation import Turn
from assistant.errors import GoldenError
from assistant.evaluating.matching import plain
from index.hit import NoticeRecord

MOST = 20_000
"""Questions in a file."""
_BACKSLASH = "\\"
"""Between the folders of a path that was copied from Windows."""


@dataclass(frozen=True)
class GoldenQuestion:
    """A question with its gold answer.

    Every one of `answers` must be given, or one of `any_of`. `relevant` names the notices that say
    so, by file (with or without folder and ending), title or document number; where it is empty
    any notice will do. `where` is the line or row it was read from.
    """

    where: str
    text: str
    answers: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    relevant: tuple[str, ...] = ()
    answerable: bool = True
    type: str = ""
    departments: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    id: str = ""

    def means(self, notice: NoticeRecord) -> bool:
        """Whether the notice is one of the relevant ones."""
        return any(names(name, notice) for name in self.relevant)


@dataclass(frozen=True)
class Fault:
    """A line that is no question, and why."""

    where: str
    reason: str


@dataclass(frozen=True)
class GoldenSet:
    """The questions of a file, and its lines that are none."""

    name: str
    questions: tuple[GoldenQuestion, ...]
    faults: tuple[Fault, ...] = ()


def names(name: str, notice: NoticeRecord) -> bool:
    """Whether a name means the notice: its file, its title or its document number."""
    return not names_of(notice).isdisjoint(_readings(name))


def names_of(notice: NoticeRecord) -> frozenset[str]:
    """All that a notice may be called, each reading marked with its kind."""
    path = PurePath(notice.source)
    files = {f"file:{name}" for name in (notice.source, path.name, path.stem)}
    words = {f"words:{plain(text)}" for text in (notice.title, notice.document_number) if text}
    return frozenset(files | words)


def unknown_names(
    questions: Iterable[GoldenQuestion], notices: Iterable[NoticeRecord]
) -> tuple[str, ...]:
    """The relevant notices that are none of these."""
    known = frozenset[str]().union(*(names_of(notice) for notice in notices))
    wanted = dict.fromkeys(n for q in questions if q.answerable for n in q.relevant)
    return tuple(name for name in wanted if known.isdisjoint(_readings(name)))


def _readings(name: str) -> tuple[str, str]:
    return f"file:{name.replace(_BACKSLASH, '/')}", f"words:{plain(name)}"


def golden_question(where: str, row: Mapping[str, object]) -> GoldenQuestion:
    """The question of a row with the keys of a JSON line; raises GoldenError with what is missing."""
    text = _word(row.get("question"), "问题（question）")
    if not text:
        raise GoldenError("没有写问题（question）。请补上要问的话，或删去这一行。")
    answers = _words(row.get("answers"), "答案（answers）")
    any_of = _words(row.get("any"), "任一答案（any）")
    departments = _words(row.get("departments"), "部门（departments）")
    answers = answers or (() if any_of else departments)
    return GoldenQuestion(
        where=where,
        text=text,
        answers=answers,
        any_of=any_of,
        relevant=_words(row.get("relevant"), "依据文件（relevant）"),
        answerable=_answerable(row.get("answerable"), bool(answers or any_of)),
        type=_word(row.get("type"), "类型（type）"),
        departments=departments,
        history=_history(row.get("history")),
        id=_word(row.get("id"), "编号（id）"),
    )


def _answerable(value: object, has_answers: bool) -> bool:
    if value is not None and not isinstance(value, bool):
        raise GoldenError(
            f"“应拒答”写的是“{value}”。请只写“是”或“否”（JSONL 的 answerable 写 true 或 false）。"
        )
    if value is not False and not has_answers:
        raise GoldenError(
            "没有写答案（answers）。请补上标准答案；如果公文里本来就没有，"
            "请在“应拒答”写“是”（JSONL 写 answerable: false）。"
        )
    return value is not False


def _history(value: object) -> tuple[Turn, ...]:
    if value is None:
        return ()
    turns: list[Turn] = []
    for pair in value if isinstance(value, list) else [value]:
        if not isinstance(pair, list) or len(pair) != 2:
            raise GoldenError(
                "上文（history）的格式不对。请写成一问一答：JSONL 是 [[问, 答], …]，"
                "表格里每行一句，以“问：”“答：”开头。"
            )
        asked, answered = (_word(part, "上文（history）") for part in pair)
        turns += [Turn("user", asked), Turn("assistant", answered)]
    return tuple(turns)


def _words(value: object, name: str) -> tuple[str, ...]:
    """The texts of a list, or the one text; blank ones are left out."""
    values = value if isinstance(value, list) else [value]
    words = [_word(each, name) for each in values]
    empty = [word for word in words if word and not plain(word)]
    if empty:
        raise GoldenError(f"{name}里的“{empty[0]}”只有标点，无法比对。请写出文字。")
    return tuple(dict.fromkeys(word for word in words if word))


def _word(value: object, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise GoldenError(f"{name}的格式不对：应当是文字，不是 {_shown(value)}。请改正这一处。")
    return str(value).encode("utf-8", "ignore").decode().strip()  # half a character is no text


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true 或 false"
    return "列表" if isinstance(value, Sequence) else "对象"
