"""Weigh the sentences of the passages found: how well does each answer the question."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Span
from assistant.mastheads import Rarity, word_stands
from assistant.understanding import Question, Wants
from documents.notice import CELL
from documents.outline import marker
from documents.sentences import sentence_spans
from index.hit import Hit
from index.words import normalise

ASSIGNMENT = re.compile(
    r"(?:落实|责任|牵头|配合|负责|承办|主办|协办|参与|组织).{0,6}(?:部门|单位|处室|科室|人)?\s*[:：]"
    r"|负责|牵头|落实|配合|承办|主办"
)
"""Words that allot a task to somebody."""
_NUMERAL = "[一二三四五六七八九十百千万亿两]"
_TYPED: dict[Wants, re.Pattern[str]] = {
    Wants.FIGURE: re.compile(rf"\d|{_NUMERAL}+(?:个|家|次|人|名|项|件|天|年|月|元|成|倍|批|种)"),
    Wants.WHEN: re.compile(
        rf"\d+\s*[年月日天周]|每[年月季周半]|\d+[:：时点]|{_NUMERAL}+[年月日天]"
        r"|年底|月底|长期|当[日天]|次日|工作日"
    ),
    Wants.PHONE: re.compile(r"\d{3,4}[-—－ ]?\d{7,8}|1\d{10}|\d{5,}|[\w.]+@[\w.]+"),
    Wants.WHERE: re.compile(r"设在|位于|地点|地址|挂靠|\S(?:室|楼|路|厅|馆|园|中心|市|区|县)"),
    Wants.WHO: re.compile(
        f"{ASSIGNMENT.pattern}|局|委|部|办|厅|处|科|中心|公司|集团|政府|单位|机构|组|会|院|书记|市长|主席|主任|率"
    ),
    Wants.TASKS: ASSIGNMENT,
}
_STRICT = {Wants.FIGURE, Wants.WHEN, Wants.PHONE}
"""Kinds of answer that a sentence without the pattern cannot be."""
_UNITS = dict.fromkeys(("万元", "亿元", "元"), r"(?:万|亿)?元")
_ROLES = (
    ("牵头", "主办"),
    ("配合", "协办", "参与", "协同", "协助"),
    ("负责", "落实", "责任", "承办", "牵头"),
)
"""Words of one role; a question about 负责 is also answered by who leads."""
_TAG = re.compile(r"^[（(][^（()）]*[）)]\s*")
"""The bracket of the task before, where a page was copied into one line: (责任单位：市财政局) 7.加强保障。"""
_LONGEST_LABEL = 25
_TABLE_LABEL = re.compile(r"序号|任务|事项|内容|单位|部门|时限|期限|备注|名称|项目|类别|指标")

_HEADING_CREDIT, _NEAR_CREDIT, _TITLE_CREDIT, _PART_CREDIT = 0.6, 0.4, 0.35, 0.7
_TYPE_BONUS, _TYPE_MISSING, _ROLE_BONUS = 0.2, 0.5, 0.35
_RANK_CREDIT, _MEANING_CREDIT = 0.12, 0.5
_SEMANTIC_CANDIDATES = 24


@dataclass(frozen=True)
class Evidence:
    """A sentence as a possible answer.

    `score` orders sentences; `coverage` is the share, by rarity, of the question's words that the
    sentence, its headings, its passage and its notice's title hold together, 0 to 1. `own` are the
    question's words in the sentence itself, `missing` those found nowhere.
    """

    span: Span
    text: str
    headings: tuple[str, ...]
    passage_id: str
    score: float
    coverage: float
    own: frozenset[str]
    missing: tuple[str, ...]


Similarity = Callable[[Sequence[str]], Sequence[float]]
"""Cosine of each text to the question."""


def weigh(
    question: Question, words: Sequence[str], hits: Sequence[Hit], rarity: Rarity
) -> list[Evidence]:
    """Every sentence of the hits, best first by words, kind of answer and the hit's rank."""
    weights = {word: rarity(word) * (0.5 if len(word) == 1 else 1.0) for word in words}
    found = [
        _weighed(question, weights, place)
        for rank, hit in enumerate(hits)
        for place in _places(_Around(hit, rank))
        if question.allots or not _is_tag(place.text)
    ]
    return sorted(found, key=lambda e: -e.score)


def rerank(found: Sequence[Evidence], similarity: Similarity) -> list[Evidence]:
    """The best sentences again, with how near each is in meaning, spread over 0 to 1."""
    head = list(found[:_SEMANTIC_CANDIDATES])
    if len(head) < 2:
        return head
    near = similarity([f"{' '.join(e.headings[-1:])} {e.text}" for e in head])
    low = min(near)
    spread = max(max(near) - low, 0.03)
    scored = (
        replace(e, score=e.score + _MEANING_CREDIT * (n - low) / spread)
        for e, n in zip(head, near, strict=True)
    )
    return sorted(scored, key=lambda e: -e.score)


def typed_answer_stands(question: Question, text: str) -> bool:
    """Whether the text has the kind of thing asked for: a figure, a date, a telephone number."""
    if question.wants not in _STRICT:
        return True
    return bool(_TYPED[question.wants].search(text)) and _has_unit(question, text)


def _weighed(question: Question, weights: Mapping[str, float], place: "_Place") -> Evidence:
    total = sum(weights.values()) or 1.0
    score = sum(weight * place.credit(word) for word, weight in weights.items()) / total
    covered = sum(weight * place.covered(word) for word, weight in weights.items()) / total
    return Evidence(
        span=place.span,
        text=place.text,
        headings=place.around.hit.headings,
        passage_id=place.around.hit.passage_id,
        score=score + _type_credit(question, place.text) + _RANK_CREDIT / (1 + place.around.rank),
        coverage=covered,
        own=frozenset(word for word in weights if word_stands(word, place.own)),
        missing=tuple(word for word in weights if place.covered(word) < 0.5),
    )


class _Around:
    """What a hit's sentences have in common, spelled as questions' words are; made once a hit."""

    def __init__(self, hit: Hit, rank: int) -> None:
        self.hit, self.rank = hit, rank
        self.headings = normalise(" ".join(hit.headings))
        self.title = normalise(_about(hit))
        self.all = normalise(hit.text) + self.headings + self.title


class _Place:
    """A sentence and what stands around it."""

    def __init__(self, around: _Around, start: int, end: int) -> None:
        hit = around.hit
        self.around = around
        self.text = hit.text[start:end].strip()
        begin = hit.start + hit.text.index(self.text, start)
        self.span = Span(hit.notice, begin, begin + len(self.text))
        self.own = normalise(hit.text[start:end])
        self.near = normalise(hit.text[max(0, start - 120) : end + 60])

    def credit(self, word: str) -> float:
        """1 for a word of the sentence, less the farther off it stands."""
        if word_stands(word, self.own):
            return 1.0
        places = (
            (self.around.headings, _HEADING_CREDIT),
            (self.near, _NEAR_CREDIT),
            (self.around.title, _TITLE_CREDIT),
        )
        found = next((credit for text, credit in places if word_stands(word, text)), 0.0)
        return found or _PART_CREDIT * _partly(word, self.own)

    def covered(self, word: str) -> float:
        """Whether the word stands anywhere here; for a long word, how much of it."""
        everything = self.around.all
        return 1.0 if word_stands(word, everything) else _partly(word, everything)


def _places(around: _Around) -> Iterator[_Place]:
    """The hit's sentences that may answer."""
    for start, end in sentence_spans(around.hit.text):
        if not _is_label(around.hit.text[start:end].strip(), around.hit):
            yield _Place(around, start, end)


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


def _type_credit(question: Question, text: str) -> float:
    pattern = _TYPED.get(question.wants)
    if pattern is None:
        return 0.0
    fits = bool(pattern.search(text)) and _has_unit(question, text)
    missing = -_TYPE_MISSING if question.wants in _STRICT else 0.0
    credit = _TYPE_BONUS if fits else missing
    allots = question.allots and ASSIGNMENT.search(text)
    return credit + (_role_credit(question.text, text) if allots else 0.0)


def _role_credit(question: str, text: str) -> float:
    """Lines of the role asked for come before those of another."""
    asked = next((role for role in _ROLES if any(verb in question for verb in role)), None)
    return _ROLE_BONUS if asked is None or any(verb in text for verb in asked) else 0.0


def _has_unit(question: Question, text: str) -> bool:
    if question.unit is None:
        return True
    unit = _UNITS.get(question.unit, re.escape(question.unit))
    return re.search(rf"[\d一二三四五六七八九十百千万两余多]\s*(?:余|多)?{unit}", text) is not None


def _is_label(text: str, hit: Hit) -> bool:
    """A title, a heading, a question, a table's head: it names what is answered elsewhere."""
    words = text.rstrip("。：:")
    bare = _TAG.sub("", words).strip()
    if not words or words in hit.headings or text.endswith(("？", "?")):
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
