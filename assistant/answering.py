"""One question in, one answer or refusal out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.allotting import department_named, tasks_of, who_does
from assistant.answer import Answer, Citation, CitedDuty, Kind, Span, Statement, Status
from assistant.citing import cite
from assistant.composing import compose
from assistant.conversation import Turn, standalone
from assistant.errors import QuestionError
from assistant.extracting import choose, of_years_asked, reason_to_refuse
from assistant.mastheads import FIELD_NAMES, notices_meant, state_field
from assistant.understanding import Question, Wants, understand
from assistant.weighing import rerank, weigh
from index.catalogue import Catalogue
from index.hit import DutyRecord, Filters, Hit, NoticeRecord
from index.keywords import Keywords
from index.register import DutyQuery, Register
from index.retrieving import Retriever
from index.words import Words

_PASSAGES = 20
_NEAREST = 3


@dataclass(frozen=True)
class Library:
    """What the assistant looks things up in."""

    catalogue: Catalogue
    register: Register
    retriever: Retriever
    keywords: Keywords
    words: Words
    embeddings: Embeddings


class Assistant:
    """Answers from the current notices, without a language model."""

    def __init__(self, library: Library, question_length: int) -> None:
        self._library = library
        self._longest = question_length

    def ask(
        self, text: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Answer:
        """Raises QuestionError for an empty or overlong question, StoreError for a broken store."""
        asked = self._checked(text)
        whole = standalone(asked, history)
        question = understand(whole)
        hits = self._library.retriever.search(whole, _PASSAGES, filters)
        if question.wants is Wants.FIELD:
            answer = self._masthead(question, hits, filters)
            if answer:
                return answer
        if question.allots:
            answer = self._allotted(question, hits, filters)
            if answer:
                return answer
        return self._extract(question, hits)

    def _checked(self, text: str) -> str:
        stripped = text.encode("utf-8", "ignore").decode().strip()  # half a character is no text
        if not stripped:
            raise QuestionError("问题是空的。请输入要问的内容，例如：哪个部门负责文化旅游合作？")
        if len(stripped) > self._longest:
            raise QuestionError(
                f"问题有 {len(stripped)} 个字，超过上限 {self._longest} 个字。请只保留要问的那句话。"
            )
        return stripped

    # --- masthead fields ------------------------------------------------------------------------

    def _masthead(
        self, question: Question, hits: Sequence[Hit], filters: Filters | None
    ) -> Answer | None:
        """The field asked for; None where no notice is clearly meant."""
        library = self._library
        words = library.words.content_words(question.topic)
        meant = notices_meant(question, words, library.catalogue, hits, library.keywords.rarity)
        meant = self._allowed(meant, filters)
        if not meant or question.field is None:
            return None
        read = {record.id: library.catalogue.notice(record.id) for record in meant}
        statements = [
            statement
            for record in meant
            if (notice := read[record.id])
            and (statement := state_field(record, question.field, notice))
        ]
        if statements:
            return self._answer(question, Kind.MASTHEAD, statements)
        name = FIELD_NAMES[question.field]
        return self._refuse(question, f"《{meant[0].title}》没有写明{name}。", hits)

    # --- who does what --------------------------------------------------------------------------

    def _allotted(
        self, question: Question, hits: Sequence[Hit], filters: Filters | None
    ) -> Answer | None:
        """From the register; None where the notices that speak of it allot nothing, or not in so many words."""
        library = self._library
        records, topic = self._register_of(question, hits, filters)
        if not records:
            return None
        if question.wants is Wants.TASKS:
            found = tasks_of(question, self._of_department(question, records, filters))
        else:
            words = library.words.content_words(topic)
            found = who_does(question, words, records, library.keywords.rarity)
        if found.refusal:
            refused = self._refuse(question, found.refusal, hits)
            return refused if question.allots_plainly else None
        answer = self._answer(question, Kind.DUTY, found.statements)
        return replace(answer, duties=tuple(_cited(found.records, answer.citations)))

    def _register_of(
        self, question: Question, hits: Sequence[Hit], filters: Filters | None
    ) -> tuple[list[DutyRecord], str]:
        """The assignments of the notice named, or of those found; and the topic without its title."""
        catalogue, topic = self._library.catalogue, question.topic
        named = [n for title in question.titles for n in catalogue.titled(title)[:1]]
        named += [n for number in question.document_numbers for n in catalogue.numbered(number)[:1]]
        for title in question.titles:
            topic = topic.replace(f"《{title}》", " ")
        found = self._allowed(named, filters) if named else [hit.notice for hit in hits]
        ids = list(dict.fromkeys(notice.id for notice in found))
        return self._library.register.of_notices(ids), topic

    def _of_department(
        self, question: Question, records: list[DutyRecord], filters: Filters | None
    ) -> list[DutyRecord]:
        """What a department does in all notices, unless the question names one."""
        department = department_named(question, records)
        if department is None or question.titles or question.document_numbers:
            return records
        held = self._library.register.find(DutyQuery(department=department))
        allowed = {notice.id for notice in self._allowed([r.notice for r in held], filters)}
        return [record for record in held if record.notice.id in allowed]

    def _allowed(self, records: list[NoticeRecord], filters: Filters | None) -> list[NoticeRecord]:
        """What was looked up by name obeys the filters as what was searched does."""
        if not filters:
            return records
        allowed = set(self._library.catalogue.versions_matching(filters))
        return [record for record in records if record.version_id in allowed]

    # --- sentences ------------------------------------------------------------------------------

    def _extract(self, question: Question, hits: Sequence[Hit]) -> Answer:
        words = [
            *self._library.words.content_words(question.topic or question.text),
            *question.years,
        ]
        found = weigh(question, words, hits, self._library.keywords.rarity)
        possible = of_years_asked(question, found)
        ranked = rerank(possible, lambda texts: self._similarity(question.text, texts))
        reason = reason_to_refuse(question, ranked, self._library.words.knows)
        if reason:
            return self._refuse(question, reason, hits)
        chosen = choose(question, ranked)
        statements = compose(question, chosen, self._library.catalogue.notice)
        return self._answer(question, Kind.EXTRACT, statements)

    def _similarity(self, question: str, texts: Sequence[str]) -> list[float]:
        embeddings = self._library.embeddings
        asked = np.asarray(embeddings.embed_query(question))
        return [float(x) for x in np.asarray(embeddings.embed_documents(list(texts))) @ asked]

    # --- putting together -----------------------------------------------------------------------

    def _answer(self, question: Question, kind: Kind, statements: Sequence[Statement]) -> Answer:
        cited = cite(statements, self._library.catalogue.notice)
        if not cited.citations:
            return self._refuse(question, "现有公文里没有找到能回答这个问题的内容。", ())
        return Answer(Status.ANSWERED, kind, cited.text, question.text, cited.citations)

    def _refuse(self, question: Question, reason: str, hits: Sequence[Hit]) -> Answer:
        return Answer(
            Status.REFUSED, Kind.EXTRACT, reason, question.text, nearest=self._nearest(hits)
        )

    def _nearest(self, hits: Sequence[Hit]) -> tuple[Citation, ...]:
        places = [Statement("", (Span(h.notice, h.start, h.end),)) for h in hits[:_NEAREST]]
        return cite(places, self._library.catalogue.notice).citations


def _cited(records: Sequence[DutyRecord], citations: Sequence[Citation]) -> Iterator[CitedDuty]:
    marks = {(c.notice.id, c.start, c.end): c.mark for c in citations}
    for record in records:
        mark = marks.get((record.notice.id, record.duty.start, record.duty.end))
        if mark is not None:
            yield CitedDuty(record.duty, mark)
