"""Decide what a language model is asked to do with a question, and what it is given for it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Kind, Span, Statement
from assistant.answering import Draft
from assistant.holdings import Library
from assistant.phrasing.exhibits import Exhibit, exhibits
from assistant.understanding import Question, understand
from documents.sentences import sentence_spans
from index.catalogue import NoticeText
from index.hit import Filters, NoticeRecord

COMPOSE, SUMMARISE, COMPARE, EXPLAIN = "compose", "summarise", "compare", "explain"
"""The names of prompts."""
_SUMMARISE = re.compile(
    r"总结|概括|概述|归纳|摘要|主要内容|主要(?:讲|说)|(?:讲|说|写)了(?:些)?什么|要点"
)
_COMPARE = re.compile(r"比较|对比|相比|区别|不同|异同|差异|差别|变化")
_EXPLAIN = re.compile(r"什么意思|怎么理解|如何理解|通俗|解释|说明白|看不懂|含义")
_MANNER = re.compile(
    r"[，,。；;\s]*(?:请|麻烦)?(?:你)?(?:帮我|给我|跟我|帮忙)?(?:再)?(?:用(?:通俗|简单|大白话|白话)?(?:易懂)?的?(?:话|语言|方式)?)?(?:来)?(?:通俗|简单)?(?:地)?"
    r"(?:解释|说明)(?:一下|一遍|明白|清楚)?[。！!]*$"
)
_FROM_EACH = 4
_OPENING = 220
"""Characters at the beginning of a section."""
_SECTIONS = 12


def without_manner(text: str) -> str:
    """A question without how it is to be answered: …，请用通俗的话解释."""
    return _MANNER.sub("", text) or text


@dataclass(frozen=True)
class Brief:
    """A prompt, the numbered places for it, and the statements that the answer must convey."""

    prompt: str
    question: str
    exhibits: Sequence[Exhibit]
    required: Sequence[Statement] = ()


class Briefing:
    """Makes briefs from one reader's library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def brief(self, draft: Draft, asked: str, filters: Filters | None = None) -> Brief | None:
        """None where the answer is exact as it is, or a refusal. `asked` says how it is to be told."""
        question = understand(draft.answer.question)
        text = f"{draft.answer.question}\n{asked}"
        if draft.answer.kind in {Kind.DUTY, Kind.MASTHEAD}:
            return None
        meant = self._library.allowed(self._library.named(question), filters)
        if _COMPARE.search(text) and len(meant) > 1:
            return self._made(COMPARE, question.text, self._compared(question, meant[:2], filters))
        if _SUMMARISE.search(text) and len(meant) == 1:
            return self._made(SUMMARISE, question.text, self._openings(meant[0]))
        if not draft.statements:
            return None
        prompt = EXPLAIN if _EXPLAIN.search(text) else COMPOSE
        shown = exhibits(draft.statements, draft.others, self._library.catalogue.notice)
        return Brief(prompt, question.text, shown, draft.statements)

    def _made(self, prompt: str, text: str, spans: Iterable[Span]) -> Brief | None:
        shown = exhibits((), list(spans), self._library.catalogue.notice, _SECTIONS)
        return Brief(prompt, text, shown) if shown else None

    def _compared(
        self, question: Question, meant: Sequence[NoticeRecord], filters: Filters | None
    ) -> Iterator[Span]:
        """What each of them says on the matter, in turn."""
        search = self._library.retriever.search
        found = [search(question.text, _FROM_EACH, filters, (), [n.version_id]) for n in meant]
        for hits in zip(*found, strict=False):
            yield from (Span(hit.notice, hit.start, hit.end) for hit in hits)

    def _openings(self, record: NoticeRecord) -> Iterator[Span]:
        """How its sections begin; its first paragraphs where it has none."""
        notice = self._library.catalogue.notice(record.id)
        if notice is not None:
            for start, end in _openings(notice):
                yield Span(record, start, end)


def _openings(notice: NoticeText) -> Iterator[tuple[int, int]]:
    sections = [section for section in notice.outline if section.level <= 2]
    starts = [section.start + len(section.heading) for section in sections] or [0]
    ends = [section.end for section in sections] or [len(notice.text)]
    for start, end in zip(starts, ends, strict=True):
        spans = sentence_spans(notice.text, start, end)
        fitting = [stop for _, stop in spans if stop - start <= _OPENING]
        stop = fitting[-1] if fitting else spans[0][1] if spans else start
        if notice.text[start:stop].strip():
            yield start, stop
