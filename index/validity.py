"""Judge which notices still hold (效力): by their labels, by what repeals them, by later editions."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from documents.notice import Bond
from index.hit import CURRENT, REPEALED, REVISED

_SAME_EDITION = timedelta(days=30)
"""Two files of one edition may give its adoption and its publication as their day."""
_UNSURE = timedelta(days=180)
"""Between the day of one edition and the 施行 of another that gives no day of its own."""
_LONG_BEFORE = timedelta(days=365)
_PLACE = re.compile(
    r"(?:中华人民共和国|国务院|全国|[\u4e00-\u9fff]{2,7}?(?:省|市|自治区|自治州|区|县|州|旗|盟))"
)


@dataclass(frozen=True)
class Known:
    """What judging needs of a current version; the keys are those of `index.lineage`."""

    version_id: str
    notice_id: str
    title: str
    title_key: str
    lineage: str
    issuer: str | None
    document_number: str | None
    number_key: str | None
    version_on: date | None
    effective_from: date | None
    label: str | None


@dataclass(frozen=True)
class Claim:
    """A link as notices are looked up by it."""

    notice_id: str
    kind: Bond
    title_key: str
    lineage: str
    number_key: str | None
    since: date | None = None


@dataclass(frozen=True)
class Standing:
    """效力状态 of a version: `since` is the day from which it has lost its force, None for always."""

    status: str = CURRENT
    since: date | None = None
    by: Known | None = None


class Names:
    """Notices by what others call them."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._numbered: defaultdict[str, list[Known]] = defaultdict(list)
        self._titled: defaultdict[str, list[Known]] = defaultdict(list)
        self._about: defaultdict[str, list[Known]] = defaultdict(list)
        self.lineages: defaultdict[str, list[Known]] = defaultdict(list)
        for each in known:
            if each.number_key:
                self._numbered[each.number_key].append(each)
            self._titled[each.title_key].append(each)
            if about := about_key(each.title_key):
                self._about[about].append(each)
            if each.lineage:
                self.lineages[each.lineage].append(each)

    def meant(self, claim: Claim, by: Known) -> list[Known]:
        """The notices that a link of `by` names; a number decides before a title."""
        numbered = self._numbered.get(claim.number_key or "", [])
        if numbered or not claim.title_key:
            return [each for each in numbered if each.notice_id != by.notice_id]
        titled = self._titled.get(claim.title_key) or self.lineages.get(claim.lineage, [])
        titled = titled or [
            each
            for each in self._about.get(about_key(claim.title_key), [])
            if share_issuer(by, each)
        ]
        return [
            each
            for each in titled
            if each.notice_id != by.notice_id
            and not (claim.number_key and each.number_key)
            and (not each.lineage or each.lineage != by.lineage)
            and may_speak_of(by, each)
        ]


def standings(known: Sequence[Known], claims: Iterable[Claim]) -> dict[str, Standing]:
    """The standing of every version. A later edition counts after an outright repeal.

    A notice takes the force of an earlier one only; days that are not known stand in no one's way.
    """
    names = Names(known)
    by_id = {each.notice_id: each for each in known}
    found: defaultdict[str, list[tuple[int, Standing]]] = defaultdict(list)
    for claim in claims:
        by = by_id.get(claim.notice_id)
        for each in names.meant(claim, by) if by else ():
            if by and (standing := _taken(claim, by, each)):
                rank = 0 if standing.status == REPEALED else 2
                found[each.version_id].append((rank, standing))
    for edition, later in _revised(names):
        found[edition.version_id].append((1, Standing(REVISED, later.effective_from, later)))
    return {each.version_id: _judged(each, found[each.version_id]) for each in known}


def may_speak_of(by: Known, other: Known) -> bool:
    """Whether a title in one notice can mean the other, as far as their issuers tell.

    关于优化营商环境的实施方案 is every city's; a title that names its place is one city's alone.
    """
    if not by.issuer or not other.issuer or _PLACE.match(other.lineage or other.title_key):
        return True
    return share_issuer(by, other)


def share_issuer(one: Known, other: Known) -> bool:
    """Whether a body that issued one issued the other too, or is a part of it: 市政府办公室 of 市政府."""
    ours, theirs = _bodies(one.issuer or ""), _bodies(other.issuer or "")
    return any(a in b or b in a for a in ours for b in theirs)


def about_key(title_key: str) -> str:
    """关于…的通知 without who issued it; empty for a title of another form."""
    at = title_key.find("关于")
    return title_key[at:] if at >= 0 else ""


def is_earlier(edition: Known, later: Known) -> bool:
    """Whether one edition is older than another, by more than two files of one edition differ."""
    a, b = edition.version_on, later.version_on
    if a and b:
        return a + _SAME_EDITION <= b
    begun = a or edition.effective_from
    begins = b or later.effective_from
    return begun is not None and begins is not None and begun + _UNSURE < begins


def _taken(claim: Claim, by: Known, each: Known) -> Standing | None:
    """What a link does to the notice it names."""
    since = claim.since or by.effective_from
    if claim.kind is Bond.AMENDS:
        # a consolidated text bears the day of the decision that amends it
        dated = each.version_on is not None and by.version_on is not None
        return Standing(REVISED, since, by) if dated and is_earlier(each, by) else None
    deed = _day_of_deed(by)
    if each.version_on and deed and each.version_on >= deed:
        return None
    return Standing(REPEALED, since, by)


def _day_of_deed(by: Known) -> date | None:
    """A law revised in 2023 that has held since 2002 repealed what was there in 2002."""
    begun, dated = by.effective_from, by.version_on
    if begun and dated and begun < dated - _LONG_BEFORE:
        return begun
    return dated or begun


def _revised(names: Names) -> Iterator[tuple[Known, Known]]:
    """Each edition that has a later one, with the latest."""
    for editions in names.lineages.values():
        if len(editions) < 2:
            continue
        latest_first = sorted(editions, key=_day, reverse=True)
        for edition in editions:
            later = next((x for x in latest_first if _succeeds(x, edition)), None)
            if later:
                yield edition, later


def _succeeds(later: Known, edition: Known) -> bool:
    same = later.number_key is not None and later.number_key == edition.number_key
    return not same and is_earlier(edition, later) and may_speak_of(later, edition)


def _day(known: Known) -> date:
    return known.version_on or known.effective_from or date.min


def _judged(each: Known, found: list[tuple[int, Standing]]) -> Standing:
    best = min(
        found, key=lambda f: (f[0], -_day(f[1].by).toordinal() if f[1].by else 0), default=None
    )
    if each.label:
        return Standing(each.label, None, best[1].by if best else None)
    return best[1] if best else Standing()


def _bodies(issuer: str) -> list[str]:
    return [name for name in re.split(r"[、,，\s]", issuer) if name]
