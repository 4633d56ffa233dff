"""Questions about validity, answered from the edition that holds, with the words that say so."""

import pytest

from assistant.answer import Answer, Kind, Status
from assistant.grounding import unsupported_facts
from assistant.wiring import Workspace
from index.hit import Filters

OLD, NEW = (
    "松林市人民政府关于印发《松林市茶叶补贴办法》的通知",
    "松林市人民政府关于印发《松林市农产品补贴办法》的通知",
)
ASKED = [
    ("《茶叶条例》最新一版是哪一天公布或修订的？", "2023年7月20日（2023-07-20）修订", "2023年7月20日"),
    ("现行的茶叶条例是哪一年的", "2023年7月20日", "第二次修订"),
    ("《中华人民共和国茶叶条例》最近一次修订是什么时候", "2023年7月20日", "第二次修订"),
    ("茶叶条例实施细则最新版本是什么时候的", "二〇二〇年六月一日", "国务院批准"),
    ("茶叶条例是哪一年公布的", "2004年4月30日公布，最新一版是2023年7月20日修订", "2004年4月30日"),
    ("茶叶条例什么时候施行", "自2004年7月1日起施行", "自2004年7月1日起施行"),
    ("《松林市农产品补贴办法》从什么时候开始施行", "即2024年3月1日", "自印发之日起施行"),
    ("松林市农产品补贴办法有效期到什么时候", "有效期至2099年12月31日", "有效期至2099年12月31日"),
    ("松政发〔2024〕5号还有效吗", "现行有效", "有效期至2099年12月31日"),
    ("松政发〔2019〕12号还有效吗", f"已被《{NEW}》（松政发〔2024〕5号）废止", "同时废止"),
    ("松林市茶叶补贴办法被什么文件废止了？", f"《{OLD}》已被《{NEW}》（松政发〔2024〕5号）废止", "同时废止"),
    ("2016年版的茶叶条例现在还有效吗", "已修订，最新一版是2023年7月20日", "第二次修订"),
    ("茶叶条例现在还有效吗", "现行有效", "起施行"),
    ("《茶叶收购条例》还有效吗？", "《茶叶收购条例》已被《茶叶条例》废止", "《茶叶收购条例》同时废止"),
    ("松林市茶叶采摘规定还有效吗", "已过有效期", "试行期两年"),
    ("松林市茶叶采摘规定的试行期多久", "试行期两年", "试行期两年"),
]  # fmt: skip


def ask(laws: Workspace, question: str, filters: Filters | None = None) -> Answer:
    return laws.assistant.ask(question, filters=filters)


@pytest.mark.parametrize(("question", "says", "quotes"), ASKED, ids=[q for q, *_ in ASKED])
def test_asked_and_answered(laws: Workspace, question: str, says: str, quotes: str) -> None:
    answer = ask(laws, question)
    assert (answer.status, answer.kind) == (Status.ANSWERED, Kind.MASTHEAD)
    assert says in answer.text
    assert any(quotes in citation.quote for citation in answer.citations)


@pytest.mark.parametrize("question", [q for q, *_ in ASKED])
def test_every_fact_stands_in_a_quote(laws: Workspace, question: str) -> None:
    answer = ask(laws, question)
    quotes = [part for c in answer.citations for part in (c.quote, c.notice.title)]
    assert not unsupported_facts(answer.text, quotes)
    assert len(answer.text) <= 400
    for citation in answer.citations:
        shown = laws.catalogue.notice(citation.notice.id)
        assert shown is not None
        assert shown.text[citation.start : citation.end] == citation.quote


def test_current_edition_is_told_once_for_all_of_its_title(laws: Workspace) -> None:
    answer = ask(laws, "茶叶条例有没有新版本？")
    assert answer.text.count("《茶叶条例》") == 1
    assert answer.citations[0].notice.version_on is not None
    assert answer.citations[0].notice.version_on.year == 2023


def test_a_year_without_edition_is_not_answered_from_another(laws: Workspace) -> None:
    answer = ask(laws, "2011年的茶叶条例现在还有效吗")
    assert "现行有效" not in answer.text


def test_a_notice_that_is_unknown_is_not_made_up(laws: Workspace) -> None:
    assert ask(laws, "《火星茶叶办法》现在还有效吗？").kind is not Kind.MASTHEAD


def test_a_permit_has_its_own_term(laws: Workspace) -> None:
    answer = ask(laws, "采摘工人的上岗证有效期多久")
    assert answer.kind is Kind.EXTRACT
    assert "九年" in answer.text


def test_filters_hold_for_what_is_looked_up_by_name(laws: Workspace) -> None:
    asked = "《松林市农产品补贴办法》什么时候施行"
    assert "2024年3月1日" in ask(laws, asked, Filters(issuer="松林市人民政府")).text
    assert "2024年3月1日" not in ask(laws, asked, Filters(issuer="农业农村局")).text


def test_sample_plan_of_2021_is_superseded(sample_workspace: Workspace) -> None:
    answer = sample_workspace.assistant.ask("澄川政办发〔2021〕17号现在还有效吗？")
    assert "（2024年修订）的通知》（澄川政办发〔2024〕5号）废止" in answer.text
