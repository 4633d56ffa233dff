"""Write an answer sentence by sentence: what passes the gate is told, what does not is quoted or left out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import prompts
from assistant.answer import Answer, Kind, LeftOut, Span, Statement, Status, Tell
from assistant.citing import Citer
from assistant.errors import ModelFailure, ModelUnfinishedError
from assistant.grounding.context import pairs
from assistant.grounding.facts import plain as spelt
from assistant.grounding.gate import Flaw, Gate
from assistant.grounding.names import Lexicon
from assistant.phrasing.briefing import EXPLAIN, Brief
from assistant.phrasing.conveying import conveys
from assistant.phrasing.exhibits import Exhibit, fenced
from assistant.phrasing.marks import parted, unlisted
from assistant.phrasing.page import Page
from assistant.phrasing.sentences import sentences
from assistant.phrasing.tally import QUOTED, SHOWN, Tally
from assistant.speaking.hearing import let_go
from assistant.speaking.model import LanguageModel, Message
from assistant.speaking.tokens import MESSAGE_TOKENS, tokens_at_most
from assistant.validity import cautioned
from documents.sentences import sentence_spans
from index.catalogue import Catalogue

_LONGEST, _MARK = 390, 4
"""Characters of an answer, so that it is read to its end; those of a mark."""
_LENGTH = 300
"""What the model is told."""
_LEAST_S = 1.0
_OWN_WORDS = {EXPLAIN: 0.6}
"""Share of a sentence's words that may be the model's."""
_OWN_UNMARKED, _VERBATIM, _LEAST_PAIRS = 0.2, 0.6, 6
"""Of a sentence without a mark: as above; the share and number of pairs of characters quoted."""
_ECHO = 0.7
"""Share of its pairs of characters that says that a sentence only repeats the question."""
_PATIENCE = 4
"""Sentences in a row that may fall out before the model is left alone."""
_ALIKE = 0.3
"""Share of a sentence's pairs of characters that its quotation must have to stand in its place."""
_INTRO = 24
_UNMARKED, _REPEATED, _ROOM = "unmarked", "repeated", "room"
_DOWN = "语言模型暂时不可用，回答摘自公文原文。"
_UNFINISHED = "语言模型没有说完，回答摘自公文原文。"
_COMPLETED = "语言模型没有说完，其余摘自公文原文。"
_BROKE_OFF = "语言模型没有说完，其余请看所引公文。"
_UNSUPPORTED = "语言模型的说法没有通过与原文的核对，回答摘自公文原文。"


@dataclass(frozen=True)
class Allowance:
    """Seconds of an answer, tokens of question and answer together, and of the answer."""

    seconds: float
    context: int
    answer: int = 600


class Writer:
    """Has a language model phrase what was found, for as long as it keeps to it."""

    def __init__(
        self, model: LanguageModel, lexicon: Lexicon, allowance: Allowance, tally: Tally
    ) -> None:
        self._model = model
        self._lexicon = lexicon
        self._allowance = allowance
        self._tally = tally

    def write(
        self, brief: Brief, plain: Answer, catalogue: Catalogue, tell: Tell, spent_s: float = 0.0
    ) -> Answer:
        """The answer, told on the way; the plain one where the model fails. Raises StoreError.

        `spent_s` of its time are over.
        """
        page = Page(Citer(catalogue.notice), tell)
        writing = _Writing(brief, page, self._lexicon, self._tally)
        failure = self._written(brief, writing, spent_s)
        left_out = tuple(writing.left_out)
        if not page.statements:
            tell(plain.text)
            return replace(plain, note=_note(failure, writing), left_out=left_out)
        is_completed = writing.complete()
        note = _note(failure, writing, is_completed=is_completed)
        told = page.statements
        for caution in [s for s in cautioned(told, catalogue) if s not in told]:
            page.add(caution, on_new_line=True)
        return replace(
            plain,
            status=Status.ANSWERED,
            kind=Kind.GENERATED if writing.phrased else plain.kind,
            text=page.text,
            citations=page.citations,
            nearest=(),
            note=note,
            left_out=left_out,
        )

    def _written(self, brief: Brief, writing: "_Writing", spent_s: float) -> ModelFailure | None:
        """Why the model did not say all; a sentence that it did not end is not told."""
        try:
            with let_go(self._pieces(brief, spent_s)) as pieces:
                any(not writing.goes_on(sentence) for sentence in sentences(pieces))
        except ModelFailure as failure:
            return failure
        return None

    def _pieces(self, brief: Brief, spent_s: float) -> Iterator[str]:
        seconds = max(_LEAST_S, self._allowance.seconds - spent_s)
        return self._model.stream(self._messages(brief), seconds, self._allowance.answer)

    def _messages(self, brief: Brief) -> list[Message]:
        """With as many exhibits as fit, each whole."""
        rules = Message("system", prompts.load("system", length=str(_LENGTH)))
        for count in range(len(brief.exhibits), 0, -1):
            shown = fenced(brief.exhibits[:count])
            asked = prompts.load(brief.prompt, question=brief.question, exhibits=shown)
            messages = [rules, Message("user", asked)]
            size = sum(tokens_at_most(each.text) + MESSAGE_TOKENS for each in messages)
            if size + self._allowance.answer <= self._allowance.context:
                break
        return messages


class _Writing:
    """One answer in the making."""

    def __init__(self, brief: Brief, page: Page, lexicon: Lexicon, tally: Tally) -> None:
        self._required = brief.required
        self._by_number = {each.number: each for each in brief.exhibits}
        self._page = page
        self._lexicon = lexicon
        self._tally = tally
        self._gate = Gate(lexicon, brief.question, _OWN_WORDS.get(brief.prompt, 0.4))
        self._asked = pairs(spelt(brief.question))
        self._strict = Gate(lexicon, own_words=_OWN_UNMARKED)
        self._fallen_out = 0
        self._on_new_line = False
        self._intro = ""
        self._seen: set[str] = set()
        self.phrased = self.unsupported = 0
        self.left_out: list[LeftOut] = []

    def goes_on(self, sentence: str) -> bool:
        """Tell a sentence, or its quotation, or neither; whether there is any use in another one."""
        self._on_new_line = self._on_new_line or sentence.lstrip(" ").startswith("\n")
        text, numbers = parted(sentence)
        outcome = self._outcome(text, numbers)
        self._tally.count(outcome)
        if outcome != SHOWN:
            self.left_out.append(LeftOut(text, outcome))
        self._fallen_out = 0 if outcome in {SHOWN, QUOTED} else self._fallen_out + 1
        self._on_new_line = sentence.endswith("\n")
        return self._fallen_out < _PATIENCE and outcome != _ROOM

    def complete(self) -> bool:
        """What is required and was not said stands at the end, in the notices' words; whether there
        was any.
        """
        before = len(self._page.statements)
        for statement in self._required:
            for unsaid in self._unsaid(self._page.text, [statement]):
                self._page.add(unsaid, on_new_line=True)
        return len(self._page.statements) > before

    def _outcome(self, text: str, numbers: Sequence[int]) -> str:
        if spelt(text) in self._seen:
            return _REPEATED
        self._seen.add(spelt(text))
        cited = [self._by_number[number] for number in numbers if number in self._by_number]
        if not numbers:
            cited = self._borne_out_by(text)
        if not cited:
            self._intro = text if self._introduces(text) else ""
            return _UNMARKED
        text = unlisted(text, [each.place.quote for each in cited])
        verdict = self._gate.verdict(text, [each.place for each in cited])
        if verdict.flaw is None:
            return self._told(f"{self._intro}{text}", self._spans(text, cited))
        self.unsupported += 1
        return QUOTED if self._quoted(text, cited) else verdict.flaw.value

    def _borne_out_by(self, text: str) -> list[Exhibit]:
        """The exhibit that has a sentence without a mark nearly as it stands, if any."""
        own = pairs(spelt(text))
        if len(own & self._asked) > _ECHO * len(own):
            return []
        shared = {n: len(own & pairs(spelt(e.place.quote))) for n, e in self._by_number.items()}
        likest = self._by_number[max(shared, key=lambda n: shared[n])]
        is_like = len(own) >= _LEAST_PAIRS and shared[likest.number] >= _VERBATIM * len(own)
        follows = is_like and self._strict.verdict(text, [likest.place]).flaw is None
        return [likest] if follows else []

    def _spans(self, text: str, cited: Sequence[Exhibit]) -> tuple[Span, ...]:
        """Of a paragraph only the sentence, where that says it all."""
        narrow = _likest(text, cited[0]) if len(cited) == 1 and not cited[0].answer else None
        if narrow is None:
            return tuple(each.span for each in cited)
        place = replace(cited[0].place, quote=narrow.text)
        follows = self._gate.verdict(text, [place]).flaw is None
        return narrow.spans if follows else (cited[0].span,)

    def _told(self, said: str, spans: tuple[Span, ...]) -> str:
        if not self._has_room(said):
            return _ROOM
        statement = Statement(said, spans)
        if not self._page.add(statement, on_new_line=self._on_new_line, is_checked=True):
            return _REPEATED
        self.phrased += 1
        self._intro = ""
        return SHOWN

    def _introduces(self, text: str) -> bool:
        """具体如下：; only with the sentence that follows."""
        is_short = text.endswith(("：", ":")) and len(text) <= _INTRO
        return is_short and self._gate.verdict(text, ()).flaw in {None, Flaw.WORDS}

    def _has_room(self, said: str) -> bool:
        """For the sentence, and for what would have to be quoted behind it."""
        text = f"{self._page.text}{said}"
        unsaid = self._unsaid(text, self._required)
        quoted = sum(len(each.text) + _MARK * len(each.spans) for each in unsaid)
        return len(text) + _MARK + quoted <= _LONGEST

    def _quoted(self, text: str, cited: Sequence[Exhibit]) -> bool:
        """Whether the notice's own words were told in the place of a sentence."""
        for each in cited:
            statement = each.answer or _likest(text, each)
            if statement is None or conveys(self._page.text, statement.text, self._lexicon):
                continue
            if self._has_room(statement.text):
                return self._page.add(statement, on_new_line=True)
        return False

    def _unsaid(self, said: str, statements: Iterable[Statement]) -> Iterator[Statement]:
        """Those that a text does not convey, from their first sentence that it does not have as it is.

        What it has word for word must not speak for the rest.
        """
        told = spelt(said)
        for statement in statements:
            text = statement.text
            starts = (a for a, b in sentence_spans(text) if spelt(text[a:b]) not in told)
            rest = text[next(starts, len(text)) :].strip()
            if not conveys(said, rest, self._lexicon):
                yield replace(statement, text=rest)


def _note(failure: ModelFailure | None, writing: _Writing, *, is_completed: bool = False) -> str:
    """What the reader is told of the model, if anything."""
    is_unfinished = isinstance(failure, ModelUnfinishedError)
    if writing.unsupported and not writing.phrased and (failure is None or is_unfinished):
        return _UNSUPPORTED
    if failure is None:
        return ""
    if writing.phrased:
        return _COMPLETED if is_completed else _BROKE_OFF
    return _UNFINISHED if is_unfinished else _DOWN


def _likest(text: str, exhibit: Exhibit) -> Statement | None:
    """The sentence of the quote that the text is likest to."""
    own, quote = pairs(spelt(text)), exhibit.place.quote
    spans = sentence_spans(quote)
    best = max(spans, key=lambda span: len(own & pairs(spelt(quote[slice(*span)]))))
    words = quote[slice(*best)].strip()
    if len(own & pairs(spelt(words))) < _ALIKE * len(own):
        return None
    start = exhibit.span.start + quote.index(words, best[0])
    span = replace(exhibit.span, start=start, end=start + len(words))
    return Statement(words, (span,))
