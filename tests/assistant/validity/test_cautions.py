"""An answer from a notice that no longer holds says so, once, where it matters."""

import pytest

from assistant.answer import Span, Statement, Status
from assistant.validity.cautions import cautioned
from assistant.wiring import Workspace
from index.hit import CURRENT, REPEALED, Filters, NoticeRecord


def record(laws: Workspace, number: str) -> NoticeRecord:
    (found,) = laws.catalogue.numbered(number)
    return found


def said(laws: Workspace, number: str, text: str = "每亩茶园补贴五百元。") -> Statement:
    return Statement(text, (Span(record(laws, number), 0, 5),))


def test_answer_from_a_repealed_notice_says_by_what(laws: Workspace) -> None:
    answer = laws.assistant.ask("每亩茶园补贴多少元？")
    assert answer.status is Status.ANSWERED
    first, second = answer.text.split("\n")
    assert "五百元" in first
    assert second == (
        "（注意：该公文已被《松林市人民政府关于印发《松林市农产品补贴办法》的通知》废止）[2]"
    )
    assert [c.notice.status for c in answer.citations] == [REPEALED, CURRENT]
    assert "同时废止" in answer.citations[1].quote


def test_answer_from_an_earlier_edition_names_the_latest(laws: Workspace) -> None:
    answer = laws.assistant.ask("茶叶经营者应当怎样备案？", filters=Filters(status="已修订"))
    assert "县商务局窗口" in answer.text
    assert "（注意：该公文已修订，最新一版是2023年7月20日（2023-07-20）修订的）" in answer.text


def test_answer_from_what_holds_has_no_caution(laws: Workspace) -> None:
    assert "注意" not in laws.assistant.ask("每亩农田补贴多少元？").text


def test_run_out_is_told_with_the_words_that_limit_it(laws: Workspace) -> None:
    (statement, caution) = cautioned([said(laws, "松农发〔2018〕7号")], laws.catalogue)
    assert statement.text == "每亩茶园补贴五百元。"
    assert caution.text == "（注意：该公文已过有效期）"
    shown = laws.catalogue.notice(caution.spans[0].notice.id)
    assert shown is not None
    assert shown.text[caution.spans[0].start : caution.spans[0].end].endswith("试行期两年")


def test_a_notice_is_marked_once_after_the_last_that_rests_on_it(laws: Workspace) -> None:
    old, new = said(laws, "松政发〔2019〕12号"), said(laws, "松政发〔2024〕5号")
    marked = cautioned([old, new, old], laws.catalogue)
    assert [m.text.startswith("（注意") for m in marked] == [False, False, False, True]


def test_a_statement_that_tells_it_needs_no_caution(laws: Workspace) -> None:
    told = said(laws, "松政发〔2019〕12号", "《旧办法》已被《新办法》废止。")
    assert cautioned([told], laws.catalogue) == [told]


@pytest.mark.parametrize(("length", "brief"), [(100, False), (385, True)])
def test_a_long_answer_gets_a_short_caution(laws: Workspace, length: int, brief: bool) -> None:
    statements = [said(laws, "松政发〔2019〕12号", "茶" * length)]
    caution = cautioned(statements, laws.catalogue)[-1].text
    assert (caution == "（注意：该公文已废止）") is brief


def test_nothing_said_is_nothing_marked(laws: Workspace) -> None:
    assert cautioned([], laws.catalogue) == []
