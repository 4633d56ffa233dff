"""The sentences of the passages found that may answer, with what stands around them."""

import re
from collections.abc import Iterator, Sequence

from assistant.answer import Span
from assistant.kinds import ASSIGNMENT
from assistant.mastheads import word_stands
from assistant.understanding import Question
from documents.notice import CELL
from documents.outline import marker
from documents.sentences import sentence_spans
from index.hit import Hit
from index.words import normalise

_TAG = re.compile(r"^[（(][^（()）]*[）)]\s*")
"""The bracket of the task before, where a page was copied into one line: (责任单位：市财政局) 7.加强保障。"""
_LONGEST_LABEL = 25
_TABLE_LABEL = re.compile(r"序号|任务|事项|内容|单位|部门|时限|期限|备注|名称|项目|类别|指标")

_SIGNED = re.compile(
    r"[^。；，：:]{0,60}?\s*[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日(?:印发|\s|【[^】]*】|责任编辑.*)*"
)
"""A body and the day: a notice's end, not what it says."""
_PASSAGES = 8
"""Passages whose sentences are weighed."""


def sentences(question: Question, hits: Sequence[Hit]) -> list["Sentence"]:
    """The sentences that may answer, in the order of the hits and of their text."""
    return [
        place
        for rank, hit in enumerate(hits[:_PASSAGES])
        for place in _places(_Around(hit, rank))
        if question.allots or not _is_tag(place.text)
    ]


class _Around:
    """What a hit's sentences have in common, spelled as questions' words are; made once a hit."""

    def __init__(self, hit: Hit, rank: int) -> None:
        self.hit, self.rank = hit, rank
        self.headings = normalise(" ".join(hit.headings))
        self.title = normalise(_about(hit))
        self.body = normalise(hit.text)
        self.all = self.body + self.headings + self.title


class Sentence:
    """A sentence and what stands around it."""

    def __init__(self, around: _Around, start: int, end: int) -> None:
        hit = around.hit
        self.around = around
        self.text = hit.text[start:end].strip()
        begin = hit.start + hit.text.index(self.text, start)
        self.span = Span(hit.notice, begin, begin + len(self.text))
        self.own = normalise(hit.text[start:end])
        self.near = normalise(hit.text[max(0, start - 120) : end + 60])

    def covered(self, word: str) -> float:
        """Whether the word stands anywhere here; for a long word, how much of it."""
        everything = self.around.all
        return 1.0 if word_stands(word, everything) else _partly(word, everything)


def _places(around: _Around) -> Iterator[Sentence]:
    """The hit's sentences that may answer."""
    for start, end in sentence_spans(around.hit.text):
        if not _is_label(around.hit.text[start:end].strip(), around.hit):
            yield Sentence(around, start, end)


def _about(hit: Hit) -> str:
    notice = hit.notice
    dates = " ".join(f"{d.year}年{d.month}月" for d in (notice.issued_on, notice.published_on) if d)
    return f"{notice.title} {notice.issuer or ''} {dates}"


def _partly(word: str, text: str) -> float:
    """Share of a long word's pairs of characters that the text has; 0 for short words."""
    if len(word) < 3:
        return 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs)


def _is_label(text: str, hit: Hit) -> bool:
    """A title, a heading, a question, a table's head: it names what is answered elsewhere."""
    words = text.rstrip("。：:")
    bare = _TAG.sub("", words).strip()
    if not words or words in hit.headings or text.endswith(("？", "?")):
        return True
    if _SIGNED.fullmatch(text):
        return True
    if marker(bare) is not None and len(bare) < (_LONGEST_LABEL if bare != words else 8):
        return True
    cells = text.split(CELL)
    if len(cells) > 1:
        return all(len(cell) < 9 for cell in cells) and len(_TABLE_LABEL.findall(text)) > 1
    return not text.endswith(("。", "；")) and normalise(words) in normalise(hit.notice.title)


def _is_tag(text: str) -> bool:
    """（责任单位：市财政局） and nothing else: an answer to who, to nothing else."""
    return ASSIGNMENT.search(text) is not None and not _TAG.sub("", text.rstrip("。")).strip()
