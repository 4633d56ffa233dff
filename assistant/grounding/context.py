"""Whether a fact stands among the words among which its source has it. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from assistant.grounding.bounds import Bounds, bounds
from assistant.grounding.facts import Fact, Sort
from assistant.grounding.names import is_generic, is_short_for
from index.words import bare_place

_CLOSE, _NEAR = 12, 20
"""Characters on each side that are compared one by one, and in pairs wherever they stand."""
_CLEARLY = 3
"""By how much words must fit another fact better for it to be the one that is meant."""
_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_CLAUSE = re.compile(r"[^,:，：]+")
_PART = re.compile(r"[,:，：、(]")
_MASKS = {sort: chr(0xE000 + i) for i, sort in enumerate(Sort)}
_LIST = re.compile(rf"{_MASKS[Sort.NAME]}(?:[、和与及]+{_MASKS[Sort.NAME]})+")
_ROLES = {
    **dict.fromkeys(("牵头", "主办"), "牵头"),
    **dict.fromkeys(("配合", "协同", "参与", "协助", "协办"), "配合"),
    **dict.fromkeys(("负责", "责任", "落实", "承办"), "负责"),
}
_ROLE = "|".join(_ROLES)
_ROLE_AFTER = re.compile(
    rf"[(]?(?:等[^,。;]{{0,8}})?(?:按照?各?自?职责分工|分别|共同|具体|统筹|联合|予以|给予|做好|进行)*(?P<role>{_ROLE})"
)
_IS_ROLE = re.compile(rf"[是为][^,。;:]{{0,24}}(?P<role>{_ROLE})(?:单位|部门)")
_ROLE_BEFORE = re.compile(rf"(?P<role>{_ROLE})(?:单位|部门|处室|科室|机构|主体)?[:为是]*$")


@dataclass(frozen=True)
class Placed:
    """A fact with the words around it in its sentence, other facts masked, and as they stand."""

    fact: Fact
    left: str
    right: str
    near: frozenset[str]
    clause: frozenset[str]
    sentence: frozenset[str]
    bounds: Bounds
    listed_with: frozenset[Fact]
    tail: str
    words: str

    @property
    def role(self) -> str | None:
        """What a body is said to have to do with the task: 牵头, 配合, 负责."""
        found = (
            _ROLE_AFTER.match(self.right)
            or _IS_ROLE.match(self.tail)
            or _ROLE_BEFORE.search(self.left)
        )
        return _ROLES[found["role"]] if found else None


def placed(words: str, found: Sequence[Fact]) -> list[Placed]:
    """The facts of a plain text among their words; those that overlap one before them left out.

    The members of a list of bodies all stand where the list stands.
    """
    return [each for span in _SENTENCE.finditer(words) for each in _in_sentence(words, span, found)]


def misplaced(
    said: Sequence[Placed],
    sources: Sequence[Placed],
    beaten: set[tuple[int, int, str]],
    known: frozenset[int],
) -> Fact | None:
    """The first fact whose words belong, in the sources, to another fact of its sort."""
    for each in said:
        agreeing = _agreeing(each.fact, sources)
        same = [its for its in agreeing if each.bounds.allowed_by(its.bounds)]
        if agreeing and not same:
            return each.fact
        listed = {fact for its in same for fact in its.listed_with}
        others = [
            its
            for its in sources
            if _may_be_taken_for(each.fact, its.fact)
            and (each.fact.start, its.fact.start, its.words) not in beaten
            and its not in agreeing
            and its.fact not in listed
        ]
        if (
            _is_listed_twice(each)
            or (each.fact.start not in known and _is_of_others(each, same, others))
            or _has_other_role(each, same)
        ):
            return each.fact
    return None


def _may_be_taken_for(fact: Fact, its: Fact) -> bool:
    """Whether one could stand where the other does."""
    if fact.sort is not Sort.FIGURE:
        return fact.sort is its.sort
    return its.sort is Sort.FIGURE and (fact.value[1] == its.value[1] or not its.value[1])


def _agreeing(fact: Fact, sources: Sequence[Placed]) -> list[Placed]:
    """Of names the very same and what is short for any, or else those with the same end."""
    found = [its for its in sources if _agree(fact, its.fact)]
    exact = [its for its in found if its.fact.value == fact.value]
    if not exact or fact.sort is not Sort.NAME or is_generic(fact.value[0]):
        return found
    return [*exact, *(its for its in found if is_generic(its.fact.value[0]))]


def _is_listed_twice(each: Placed) -> bool:
    """工信局、市工信局 are one body in two spellings; no source lists one twice."""
    names = [fact.value[0] for fact in each.listed_with]
    return any(one.endswith(two) for one, two in permutations(names, 2))


def _in_sentence(words: str, span: re.Match[str], found: Sequence[Fact]) -> Iterator[Placed]:
    begin, stop = span.span()
    inside = [f for f in sorted(found, key=lambda f: (f.start, -f.end)) if begin <= f.start < stop]
    facts: list[Fact] = []
    for fact in inside:
        if not facts or fact.start >= facts[-1].end:
            facts.append(fact)
    masked, places = "", list[int]()
    last = begin
    for fact in facts:
        masked += words[last : fact.start]
        places.append(len(masked))
        masked += _MASKS[fact.sort]
        last = fact.end
    masked += words[last:stop]
    lists = [match.span() for match in _LIST.finditer(masked)]
    clauses = [match.span() for match in _CLAUSE.finditer(masked)]
    whole = frozenset(pairs(masked)).union(f"{each.sort}{each.value}" for each in facts)
    for i, (fact, place) in enumerate(zip(facts, places, strict=True)):
        first, end = next(((a, b) for a, b in lists if a <= place < b), (place, place + 1))
        around = _own_part(
            fact.sort,
            words[max(begin, fact.start - _NEAR) : fact.start],
            words[fact.end : fact.end + _NEAR],
        )
        left, right = _own_part(fact.sort, masked[:first], masked[end:])
        yield Placed(
            fact,
            _LIST.sub(_MASKS[Sort.NAME], left)[-_CLOSE:],
            _LIST.sub(_MASKS[Sort.NAME], right)[:_CLOSE],
            frozenset(
                f"{side}{pair}"
                for side, text in zip("lr", around, strict=True)
                for pair in pairs(text)
            ),
            next(
                (frozenset(pairs(masked[a:b])) for a, b in clauses if a <= place < b), frozenset()
            ),
            whole,
            _bounds(words, facts[:i], fact, stop),
            frozenset(f for f, at in zip(facts, places, strict=True) if first <= at < end),
            right,
            words[fact.start : fact.end],
        )


def _own_part(sort: Sort, left: str, right: str) -> tuple[str, str]:
    """A name stands at the end of its part of a sentence or before it; a place at the beginning."""
    if sort in {Sort.NAME, Sort.PLACE, Sort.PERSON}:
        right = right[:1] + right[1:].partition(",")[0]
    return (re.split("[,:—]", left)[-1] if sort is Sort.PLACE else left), right


def _bounds(words: str, before: Sequence[Fact], fact: Fact, stop: int) -> Bounds:
    """Only figures and dates have any; the words up to the figure or date before it count."""
    if fact.sort not in {Sort.FIGURE, Sort.DATE}:
        return Bounds()
    first = max((f.end for f in before if f.sort in {Sort.FIGURE, Sort.DATE}), default=0)
    part = _PART.split(words[max(first, fact.start - _NEAR) : fact.start])[-1]
    return bounds(part, words[fact.start : fact.end], words[fact.end : stop])


def _agree(fact: Fact, its: Fact) -> bool:
    """Whether they name the same; of names the end counts, for what stands before is a guess."""
    if fact.sort is not its.sort or fact.sort not in {Sort.NAME, Sort.PLACE, Sort.PERSON}:
        return fact.agrees(its)
    one, two = fact.value[0], its.value[0]
    if fact.sort is Sort.PERSON:
        return one.startswith(two) or two.startswith(one)
    same_end = one.endswith(two) or two.endswith(one)
    same_start = one.startswith(two) or two.startswith(one)
    if fact.sort is Sort.NAME and is_short_for(one, two):
        return True
    return same_end or (
        fact.sort is Sort.PLACE and (same_start or bare_place(one) == bare_place(two))
    )


def _is_of_others(each: Placed, same: Sequence[Placed], others: Sequence[Placed]) -> bool:
    """By what stands next to it, unless its clause or sentence as a whole says otherwise."""
    next_to = _best(each, others) - _best(each, same)
    in_clause = _best_clause(each, others) - _best_clause(each, same)
    is_clear = min(next_to, next_to + 2 * in_clause) >= _CLEARLY
    if not is_clear or not same:
        return is_clear
    own, other = (max(them, key=lambda its: _fit(each, its)) for them in (same, others))
    return len(each.sentence & own.sentence) <= len(each.sentence & other.sentence)


def _best_clause(each: Placed, others: Sequence[Placed]) -> int:
    return max((len(each.clause & other.clause) for other in others), default=0)


def _best(each: Placed, others: Sequence[Placed]) -> int:
    return max((_fit(each, other) for other in others), default=0)


def _fit(one: Placed, two: Placed) -> int:
    """Characters that stand next to both, twice, and pairs of characters that stand near both."""
    next_to = _common(one.left[::-1], two.left[::-1]) + _common(one.right, two.right)
    return 2 * next_to + len(one.near & two.near)


def _has_other_role(each: Placed, same: Sequence[Placed]) -> bool:
    roles = {its.role for its in same}
    return (
        each.fact.sort is Sort.NAME and bool(each.role and roles) and not roles & {None, each.role}
    )


def _common(one: str, two: str) -> int:
    """Length of the beginning that both share."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b),
        min(len(one), len(two)),
    )


def pairs(text: str) -> set[str]:
    """Neighbouring characters."""
    return {text[i : i + 2] for i in range(len(text) - 1)}


def alike(one: set[str], two: set[str]) -> float:
    """Share of the pairs that both have (Dice), 0 to 1."""
    return 2 * len(one & two) / (len(one) + len(two) or 1)
