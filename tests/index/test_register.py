"""The register: looked up by department and its other names, side, task, notice and role."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.duties import find_duties
from documents.notice import Masthead
from index.assigned import Assigned
from index.errors import StoreError
from index.hit import DutyRecord
from index.opening import open_engine
from index.register import DutyQuery, Register
from index.words import Words
from tests.index.stores import Stores, put, staged

MARKET = Masthead("关于改造南坡农贸市场的通知", document_number="南坡商发〔2030〕7号")
PARK = Masthead("静溪区与青麓度假区共建园区方案", document_number="静溪政办发〔2031〕12号")
MARKET_TEXT = (
    "一、改造市场。（牵头单位：市发展改革委；配合单位：市市场监督管理局、市财政局）\n"
    "二、管住100%_的摊位。（责任单位：市商务局、市人力资源和社会保障局）"
)
PARK_TEXT = "静溪区与青麓度假区共建食品园。\n静溪落实部门：区发展和改革局、区财政局\n青麓落实部门：经济发展局"


@pytest.fixture
def register(stores: Stores, tmp_path: Path) -> Iterator[Register]:
    """The register on two notices."""
    show(stores, MARKET, MARKET_TEXT)
    show(stores, PARK, PARK_TEXT)
    engine = open_engine(f"sqlite:///{tmp_path / 'data/registry.db'}")
    yield Register(Assigned(engine), Words())
    engine.dispose()


def show(stores: Stores, masthead: Masthead, text: str, fingerprint: str = "1") -> None:
    """Make a notice with its duties current."""
    file = staged(masthead, text, fingerprint=fingerprint)
    put(stores, replace(file, duties=find_duties(file.notice)))


def departments(records: list[DutyRecord]) -> list[list[str]]:
    return [list(record.duty.departments) for record in records]


LEAD = ["市发展改革委"]
SUPPORT = ["市市场监督管理局", "市财政局"]
TRADE = ["市商务局", "市人力资源和社会保障局"]
JINGXI = ["区发展和改革局", "区财政局"]
QINGLU = ["经济发展局"]
EVERYTHING = [LEAD, SUPPORT, TRADE, JINGXI, QINGLU]

LOOK_UPS = {
    "没有条件": (DutyQuery(), EVERYTHING),
    "全名": (DutyQuery(department="市商务局"), [TRADE]),
    "部分": (DutyQuery(department="财政局"), [SUPPORT, JINGXI]),
    "发改委": (DutyQuery(department="发改委"), [LEAD, JINGXI]),
    "发展改革局": (DutyQuery(department="发展改革局"), [LEAD, JINGXI]),
    "人社局": (DutyQuery(department="人社局"), [TRADE]),
    "市监局": (DutyQuery(department="市监局"), [SUPPORT]),
    "没有的部门": (DutyQuery(department="市气象局"), []),
    "一方简称": (DutyQuery(party="静溪"), [JINGXI]),
    "一方全称": (DutyQuery(party="青麓度假区"), [QINGLU]),
    "没有的一方": (DutyQuery(party="东岭县"), []),
    "任务": (DutyQuery(task="食品园"), [JINGXI, QINGLU]),
    "任务里的百分号": (DutyQuery(task="100%"), [TRADE]),
    "任务用自己的话": (DutyQuery(task="共建食品园的部门"), [JINGXI, QINGLU]),
    "任务的词大半没有": (DutyQuery(task="食品园的气象卫星"), []),
    "百分号不是通配": (DutyQuery(task="摊%位"), []),
    "地方在公文里": (DutyQuery(place="南坡"), [LEAD, SUPPORT, TRADE]),
    "地方在一方里": (DutyQuery(place="青麓"), [JINGXI, QINGLU]),
    "没有时限的不在期限内": (DutyQuery(due_to=date(2099, 1, 1)), []),
    "下划线不是通配": (DutyQuery(department="市_局"), []),
    "标题": (DutyQuery(notice="改造南坡农贸市场"), [LEAD, SUPPORT, TRADE]),
    "文号": (DutyQuery(notice="静溪政办发〔2031〕12号"), [JINGXI, QINGLU]),
    "文号换括号": (DutyQuery(notice="静溪政办发[2031]12号"), [JINGXI, QINGLU]),
    "文件名": (DutyQuery(notice=f"{PARK.title}.txt"), [JINGXI, QINGLU]),
    "没有的公文": (DutyQuery(notice="没有的公文"), []),
    "只有标点": (DutyQuery(notice="《》"), []),
    "角色": (DutyQuery(role="配合"), [SUPPORT]),
    "没有的角色": (DutyQuery(role="围观"), []),
    "条件都要满足": (DutyQuery(department="发改委", role="负责", party="静溪"), [JINGXI]),
    "条件相互排斥": (DutyQuery(department="市商务局", notice="共建园区"), []),
    "空字不是条件": (DutyQuery("", "", "", "", ""), EVERYTHING),
}


@pytest.mark.parametrize(("query", "expected"), LOOK_UPS.values(), ids=LOOK_UPS)
def test_look_up(register: Register, query: DutyQuery, expected: list[list[str]]) -> None:
    assert sorted(departments(register.find(query))) == sorted(expected)


def test_order_is_that_of_the_text_under_each_notice(register: Register) -> None:
    found = register.find(DutyQuery(notice=MARKET.title))
    assert departments(found) == [LEAD, SUPPORT, TRADE]


def test_limit(register: Register) -> None:
    assert len(register.find(DutyQuery(), limit=2)) == 2


def test_record_is_the_duty_and_its_notice(register: Register) -> None:
    record = register.find(DutyQuery(party="静溪区"))[0]
    expected = find_duties(staged(PARK, PARK_TEXT).notice)[0]
    assert record.duty == expected
    assert (record.notice.title, record.notice.document_number) == (
        PARK.title,
        PARK.document_number,
    )


def test_of_notices(register: Register) -> None:
    (record,) = register.find(DutyQuery(party="青麓"))
    assert departments(register.of_notices([record.notice.id])) == [JINGXI, QINGLU]
    assert register.of_notices([]) == []


def test_only_current_versions_are_in_the_register(stores: Stores, register: Register) -> None:
    show(stores, MARKET, "改造市场。（市教育局负责）", fingerprint="2")
    assert departments(register.find(DutyQuery(notice=MARKET.title))) == [["市教育局"]]
    assert register.find(DutyQuery(department="发改委", notice=MARKET.title)) == []


def test_staged_version_is_not_in_the_register(stores: Stores, register: Register) -> None:
    file = staged(Masthead("未生效的通知"), "改造市场。（市教育局负责）")
    stores.registry.stage(replace(file, duties=find_duties(file.notice)))
    assert register.find(DutyQuery(department="市教育局")) == []


def test_unreadable_register_says_what_to_do(stores: Stores, register: Register) -> None:
    for file in stores.library.parent.glob("data/registry.db*"):
        file.write_bytes(b"\x00" * 4096)
    with pytest.raises(StoreError, match=r"读取职责登记册失败.*duikou restore"):
        register.find(DutyQuery())


def test_due_dates_bound_what_is_found(stores: Stores, register: Register) -> None:
    masthead = Masthead("东岭县任务表", issued_on=date(2032, 1, 5))
    text = (
        "一、建站。（责任单位：县商务局；完成时限：6月底前）\n二、修路。（责任单位：县交通局；完成时限：2033年底前）\n"
        "三、宣传。（责任单位：县委宣传部；完成时限：长期坚持）"
    )
    show(stores, masthead, text)
    found = register.find(DutyQuery(due_from=date(2032, 1, 1), due_to=date(2032, 12, 31)))
    assert [(record.duty.departments, record.due) for record in found] == [
        (("县商务局",), date(2032, 6, 30))
    ]
    assert departments(register.find(DutyQuery(due_from=date(2033, 1, 1)))) == [["县交通局"]]


def test_deadline_on_its_own_line_keeps_its_place(stores: Stores, register: Register) -> None:
    masthead = Masthead("东岭县旅游分工", issued_on=date(2031, 5, 6))
    text = "（一）建设游客中心。\n牵头单位：县文化和旅游局\n配合单位：县财政局\n完成时限：2032年6月底前"
    show(stores, masthead, text)
    found = register.find(DutyQuery(notice="东岭县旅游分工"))
    assert [record.due for record in found] == [date(2032, 6, 30)] * 2
    body = staged(masthead, text).notice.text
    for record in found:
        assert record.duty.deadline_at is not None
        assert body[slice(*record.duty.deadline_at)] == "2032年6月底前"
