"""What no longer holds comes after what does, at comparable evidence only."""

import pytest

from index.hit import CURRENT, EXPIRED, PENDING, REPEALED, REVISED, Filters, Hit
from index.preferring import Wanted, holding_first
from tests.assistant.hits import record


def hit(status: str, score: float, number: str | None = None) -> Hit:
    notice = record(f"{status}的通知", status=status, document_number=number)
    return Hit(f"{status}{score}", notice, (), "正文", 0, 2, None, score, {"keywords": 1})


def order(hits: list[Hit], wanted: Wanted | None = None) -> list[str]:
    return [each.notice.status for each in holding_first(hits, wanted or Wanted())]


@pytest.mark.parametrize("status", [REPEALED, REVISED, EXPIRED, PENDING])
def test_at_like_scores_what_holds_comes_first(status: str) -> None:
    assert order([hit(status, 0.18), hit(CURRENT, 0.17)]) == [CURRENT, status]


def test_much_better_evidence_stays_first() -> None:
    assert order([hit(REPEALED, 0.18), hit(CURRENT, 0.09)]) == [REPEALED, CURRENT]


def test_superseded_counts_less_than_run_out() -> None:
    assert order([hit(REPEALED, 0.18), hit(EXPIRED, 0.18)]) == [EXPIRED, REPEALED]


def test_nothing_changes_where_a_status_is_asked_for() -> None:
    hits = [hit(REPEALED, 0.18), hit(REVISED, 0.17)]
    assert holding_first(hits, Wanted(Filters(status=REPEALED))) == hits


def test_a_notice_named_by_its_number_keeps_its_place() -> None:
    hits = [hit(REPEALED, 0.18, "松政发〔2019〕12号"), hit(CURRENT, 0.17, "松政发〔2024〕5号")]
    assert order(hits, Wanted(None, ["松政发[2019] 12号"])) == [REPEALED, CURRENT]
    assert order(hits, Wanted(None, ["松政发〔2019〕1号"])) == [CURRENT, REPEALED]


def test_scores_are_those_the_order_is_by() -> None:
    found = holding_first([hit(REPEALED, 0.2), hit(CURRENT, 0.1)], Wanted())
    assert [each.score for each in found] == [pytest.approx(0.14), 0.1]
