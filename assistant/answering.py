"""One question in, one answer or refusal out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.allotting import (
    Allotted,
    by_when,
    department_named,
    tasks_of,
    who_does,
    without_parties,
)
from assistant.answer import Answer, Citation, CitedDuty, Kind, Span, Statement, Status, Tell
from assistant.citing import cite
from assistant.composing import compose
from assistant.conversation import Turn, standalone
from assistant.errors import QuestionError
from assistant.extracting import choose, of_years_asked
from assistant.following.places import known_in
from assistant.holdings import Library
from assistant.kinds import typed_answer_stands
from assistant.mastheads import FIELD_NAMES, notices_meant, stated
from assistant.refusing import doubt, not_of_the_kind, reason_to_refuse
from assistant.sought import Sought
from assistant.understanding import Question, Wants, understand
from assistant.validity import (
    cautioned,
    holding,
    notices_asked,
    state_validity,
    validity_asked,
)
from assistant.weighing import weigh
from index.hit import DutyRecord, Filters, Hit
from index.linear import as_probability
from index.register import DutyQuery
from index.schema import key

_PASSAGES = 20
_NEAREST = 3
_TRIES = 5
_LIKELY = 0.001
"""The chance of answering from which a sentence is told of beside the answer."""
_NEARBY = 10
"""Passages in which a name is looked up."""


@dataclass(frozen=True)
class Draft:
    """An answer in the notices' own words; where it quotes sentences, these and what else was found."""

    answer: Answer
    statements: Sequence[Statement] = ()
    others: Sequence[Span] = ()


class Assistant:
    """Answers from the current notices, without a language model."""

    def __init__(self, library: Library, question_length: int) -> None:
        self.holdings = library
        self._longest = question_length

    def ask(
        self,
        text: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        tell: Tell | None = None,
    ) -> Answer:
        """Raises QuestionError for an empty or overlong question, StoreError for a broken store."""
        answer = self.draft(text, history, filters).answer
        if tell is not None:
            tell(answer.text)
        return answer

    def draft(
        self, text: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Draft:
        """What `ask` answers, with what it was made of.

        Where notices were replaced meanwhile it is made again, so that it never mixes versions.
        """
        checked = self._checked(text)
        for _ in range(_TRIES):
            flip = self.holdings.catalogue.last_flip()
            draft = self._once(checked, history, filters)
            if self.holdings.catalogue.last_flip() == flip:
                break
        return draft

    def _once(self, text: str, history: Sequence[Turn], filters: Filters | None) -> Draft:
        question = understand(standalone(text, history, self._knows_place))
        hits = self._search(question, filters)
        for answer_from in (self._validity, self._masthead, self._allotted):
            if answer := answer_from(question, hits, filters):
                return Draft(answer)
        current = holding(question, hits)
        draft = self._extract(question, current)
        if draft.answer.status is Status.REFUSED and len(current) < len(hits):
            return self._extract(question, hits)
        return draft

    def _search(self, question: Question, filters: Filters | None) -> list[Hit]:
        """What is found in all notices, or in those that the question names."""
        return self.holdings.retriever.search(
            question.text,
            _PASSAGES,
            filters,
            question.document_numbers,
            self._named(question, filters) or None,
        )

    def _named(self, question: Question, filters: Filters | None) -> list[str]:
        """Versions of the notices that the question names by title or number: it asks of no others."""
        catalogue = self.holdings.catalogue
        found = [n for number in question.document_numbers for n in catalogue.numbered(number)]
        for title in question.titles:
            found += [n for n in catalogue.titled(title) if key(n.title) == key(title)]
        return [record.version_id for record in self.holdings.allowed(found, filters)]

    def _checked(self, text: str) -> str:
        stripped = text.encode("utf-8", "ignore").decode().strip()  # half a character is no text
        if not stripped:
            raise QuestionError("问题是空的。请输入要问的内容，例如：哪个部门负责文化旅游合作？")
        if len(stripped) > self._longest:
            raise QuestionError(
                f"问题有 {len(stripped)} 个字，超过上限 {self._longest} 个字。请只保留要问的那句话。"
            )
        return stripped

    def _knows_place(self, name: str) -> bool:
        """Whether the notices found by a name call a place so."""
        library = self.holdings
        found = library.catalogue.passages([i for i, _ in library.keywords.search(name, _NEARBY)])
        return any(known_in(name, f"{p.notice.title}\n{p.text}") for p in found.values())

    # --- validity -------------------------------------------------------------------------------

    def _validity(
        self, question: Question, _hits: Sequence[Hit], filters: Filters | None
    ) -> Answer | None:
        """Whether and since when a notice holds; None where no notice is meant or none says so."""
        about = validity_asked(question)
        if about is None:
            return None
        catalogue = self.holdings.catalogue
        meant = self.holdings.allowed(notices_asked(question, about, catalogue), filters)
        said = state_validity(question, about, meant, catalogue)
        answer = self._answer(question, Kind.MASTHEAD, said)
        return answer if answer.status is Status.ANSWERED else None

    # --- masthead fields ------------------------------------------------------------------------

    def _masthead(
        self, question: Question, hits: Sequence[Hit], filters: Filters | None
    ) -> Answer | None:
        """The field asked for; None where no notice is clearly meant."""
        if question.wants is not Wants.FIELD:
            return None
        library = self.holdings
        words = library.words.content_words(question.topic)
        meant = notices_meant(question, words, library.catalogue, hits, library.keywords.rarity)
        meant = self.holdings.allowed(meant, filters)
        if not meant or question.field is None:
            return None
        read = [(r, library.catalogue.notice(r.id)) for r in meant]
        statements = [
            statement
            for record, notice in read
            if notice and (statement := stated(record, question.field, notice))
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
        if not (question.allots or question.by_when):
            return None
        records, topic = self._register_of(question, holding(question, hits), filters)
        found = self._found_in(records, question, topic, filters) if records else None
        if found is None:
            return None
        if found.refusal:
            refused = self._refuse(question, found.refusal, hits)
            return refused if question.allots_plainly and question.wants is Wants.WHO else None
        answer = self._answer(question, Kind.DUTY, found.statements)
        return replace(answer, duties=tuple(_cited(found.records, answer.citations)))

    def _found_in(
        self, records: list[DutyRecord], question: Question, topic: str, filters: Filters | None
    ) -> Allotted | None:
        if question.wants is Wants.TASKS:
            return tasks_of(question, self._of_department(question, records, filters))
        library = self.holdings
        about = replace(question, topic=without_parties(topic, records), years=())
        sought = Sought(about, library.words, library.keywords.rarity)
        return by_when(sought, records) if question.by_when else who_does(sought, records)

    def _register_of(
        self, question: Question, hits: Sequence[Hit], filters: Filters | None
    ) -> tuple[list[DutyRecord], str]:
        """The assignments of the notice named, or of those found; and the topic without its title."""
        topic = question.topic
        for title in question.titles:
            topic = topic.replace(f"《{title}》", " ")
        named = self.holdings.named(question)
        found = self.holdings.allowed(named, filters) if named else [hit.notice for hit in hits]
        ids = list(dict.fromkeys(notice.id for notice in found))
        return self.holdings.register.of_notices(ids), topic

    def _of_department(
        self, question: Question, records: list[DutyRecord], filters: Filters | None
    ) -> list[DutyRecord]:
        """What a department does in all notices, unless the question names one."""
        department = department_named(question, records)
        if department is None or question.titles or question.document_numbers:
            return records
        held = self.holdings.register.find(DutyQuery(department=department))
        allowed = {notice.id for notice in self.holdings.allowed([r.notice for r in held], filters)}
        return [record for record in held if record.notice.id in allowed]

    # --- sentences ------------------------------------------------------------------------------

    def _extract(self, question: Question, hits: Sequence[Hit]) -> Draft:
        library = self.holdings
        sought = Sought(question, library.words, library.keywords.rarity)
        ranked = of_years_asked(question, weigh(sought, hits))
        chance = doubt(sought, ranked, hits)
        reason = reason_to_refuse(question, ranked, chance, library.words.knows)
        if reason:
            return Draft(self._refuse(question, reason, hits))
        chosen = choose(question, ranked)
        statements = compose(question, chosen, ranked, library.catalogue.notice)
        if not typed_answer_stands(question, " ".join(s.text for s in statements)):
            return Draft(self._refuse(question, not_of_the_kind(question), hits))
        answer = self._answer(question, Kind.EXTRACT, statements)
        likely = [e for e in ranked if as_probability(e.score) >= _LIKELY]
        return Draft(answer, statements, [evidence.span for evidence in likely])

    # --- putting together -----------------------------------------------------------------------

    def _answer(self, question: Question, kind: Kind, statements: Sequence[Statement]) -> Answer:
        catalogue = self.holdings.catalogue
        cited = cite(statements, catalogue.notice)
        if not cited.citations:
            return self._refuse(question, "现有公文里没有找到能回答这个问题的内容。", ())
        marked = cautioned(statements, catalogue)
        if len(marked) > len(statements):
            cited = cite(marked, catalogue.notice)
        return Answer(Status.ANSWERED, kind, cited.text, question.text, cited.citations)

    def _refuse(self, question: Question, reason: str, hits: Sequence[Hit]) -> Answer:
        return Answer(
            Status.REFUSED, Kind.EXTRACT, reason, question.text, nearest=self._nearest(hits)
        )

    def _nearest(self, hits: Sequence[Hit]) -> tuple[Citation, ...]:
        places = [Statement("", (Span(h.notice, h.start, h.end),)) for h in hits[:_NEAREST]]
        return cite(places, self.holdings.catalogue.notice).citations


def _cited(records: Sequence[DutyRecord], citations: Sequence[Citation]) -> Iterator[CitedDuty]:
    marks = {(c.notice.id, c.start, c.end): c.mark for c in citations}
    for record in records:
        mark = marks.get((record.notice.id, record.duty.start, record.duty.end))
        if mark is not None:
            yield CitedDuty(record.duty, mark)
