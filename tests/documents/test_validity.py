"""Since when and until when a notice holds, as its own words say; and words about something else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.notice import Masthead, Term
from documents.validity import read_term

ISSUED = date(2023, 5, 30)


def term(text: str, **fields: object) -> Term:
    known: dict[str, object] = {"title": "关于印发专项资金管理办法的通知", "issued_on": ISSUED}
    return read_term(Masthead(**{**known, **fields}), text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本办法自2024年1月1日起施行。", date(2024, 1, 1)),
        ("第三十条 本办法自 2024 年 1 月 1 日起施行。", date(2024, 1, 1)),
        ("本办法自二〇二四年一月一日起施行。", date(2024, 1, 1)),
        ("本办法自印发之日起施行。", ISSUED),
        ("本通知自发布之日起执行。", ISSUED),
        ("本规定自即日起实施。", ISSUED),
        ("本条例自公布之日起30日后施行。", date(2023, 6, 29)),
        ("本条例自公布之日起满三十日后施行。", date(2023, 6, 29)),
        ("本办法自发布之日起一个月后施行。", date(2023, 6, 30)),
        ("本办法由市水务局负责解释，自2024年1月1日起施行。", date(2024, 1, 1)),
        ("现予公布，自2024年1月1日起施行。", date(2024, 1, 1)),
        ("现印发给你们，自2024年1月1日起施行。", date(2024, 1, 1)),
        ("六、自2024年1月1日起正式实施。", date(2024, 1, 1)),
        ("第二十条【施行日期】本办法自2024年1月1日起施行", date(2024, 1, 1)),
        ("以上政策措施自2024年1月1日起执行。", date(2024, 1, 1)),
        ("本行动方案（试行）自2024年1月1日起施行。", date(2024, 1, 1)),
        ("本方案于2024年1月1日起施行。", date(2024, 1, 1)),
        ("施行日期：2024-01-01", date(2024, 1, 1)),
        ("《水务条例》自2020年1月1日起施行。", None),
        ("优惠政策自2020年1月1日起执行。", None),
        ("居民阶梯水价自2020年1月1日起执行新标准。", None),
        ("从2020年1月1日起，各单位应当执行新规定。", None),
        ("许可制度自发布之日起实施。", None),
    ],
)
def test_first_day_is_read(text: str, expected: date | None) -> None:
    assert term(f"关于印发专项资金管理办法的通知\n各单位：\n{text}").effective_from == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本办法自2024年1月1日起施行，有效期5年。", date(2028, 12, 31)),
        ("本办法自2024年1月1日起施行，有效期为五年。", date(2028, 12, 31)),
        ("本办法自2024年1月1日起施行，有效期两年。", date(2025, 12, 31)),
        ("本办法自2024年1月1日起施行。有效期五年。", date(2028, 12, 31)),
        ("本办法自2024年1月1日起施行；有效期限5年。", date(2028, 12, 31)),
        ("本办法自2024年2月29日起施行，有效期1年。", date(2025, 2, 27)),
        ("本办法自印发之日起施行，有效期至2026年12月31日。", date(2026, 12, 31)),
        ("本办法自印发之日起施行，有效期截至2026年12月31日止。", date(2026, 12, 31)),
        ("本办法自印发之日起施行，有效期至2026年底。", date(2026, 12, 31)),
        ("本办法自印发之日起施行，有效期至2026年6月。", date(2026, 6, 30)),
        ("本办法自印发之日起施行，有效期到二〇二六年十二月三十一日。", date(2026, 12, 31)),
        ("本办法有效期至2026年12月31日。", date(2026, 12, 31)),
        ("本办法的有效期为5年。", date(2028, 5, 29)),
        ("本办法有效期为自发布之日起5年。", date(2028, 5, 29)),
        ("本办法自2024年1月1日起试行，试行期两年。", date(2025, 12, 31)),
        ("本办法自2024年1月1日起施行，试行一年。", date(2024, 12, 31)),
        ("本办法试行期一年半。", date(2024, 11, 29)),
        ("本政策自发布之日起施行，施行期暂定为6个月。", date(2023, 11, 29)),
        ("本办法自2024年1月1日起施行，试行期半年。", date(2024, 6, 30)),
        ("本通知自2024年1月1日起施行，执行至2024年12月31日。", date(2024, 12, 31)),
        ("有效期：至2026年12月31日", date(2026, 12, 31)),
        ("废止日期：2026-12-31", date(2026, 12, 31)),
        ("本办法自2024年1月1日起施行。", None),
        ("本办法自2024年1月1日起试行。", None),
        ("取水许可证有效期为五年。", None),
        ("第八条 许可证有效期五年，期满应当换发。", None),
        ("本办法规定的许可证有效期为五年。", None),
        ("本办法自2024年1月1日起施行，许可证有效期五年。", None),
        ("消费券自2024年1月1日起发放，有效期至2024年12月31日。", None),
        ("所用消毒剂应在有效期内。", None),
        ("实施期限为2024年至2027年。", None),
        ("有效期至疫情结束。", None),
        ("本办法自2024年1月1日起施行，有效期至疫情结束。", None),
        ("在职人员试行一年弹性工作制。", None),
        ("医疗器械注册证有效期3个月。", None),
    ],
)
def test_last_day_is_read(text: str, expected: date | None) -> None:
    assert term(f"关于印发专项资金管理办法的通知\n各单位：\n{text}").expires_on == expected


def test_words_that_no_calendar_tells_still_have_a_place() -> None:
    text = "本办法自印发之日起施行，有效期3年。"
    read = term(text, issued_on=None)
    assert (read.effective_from, read.expires_on) == (None, None)
    assert (read.effective_at, read.expires_at) == ((0, 11), (0, 17))


def test_a_trial_by_title_has_no_end_of_its_own() -> None:
    read = term("本办法自2024年1月1日起施行。", title="水务管理办法（试行）")
    assert (read.trial, read.expires_on) == (True, None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("有效性：废止", "已废止"),
        ("有效性: 已失效", "已失效"),
        ("效力状态：失效", "已失效"),
        ("时效性：已修改", "已修订"),
        ("有效性\t废止", "已废止"),
        ("【有效性】废止", "已废止"),
        ("是否有效：否", "已失效"),
        ("有效性：有效", None),
        ("有效性：现行有效", None),
        ("有效性：部分失效", None),
        ("有效性：", None),
        ("政策的有效性、废止程序由市政府规定", None),
    ],
)
def test_label_of_the_page_is_read(line: str, expected: str | None) -> None:
    text = f"索引号：A-1\n{line}\n关于印发专项资金管理办法的通知\n各单位："
    read = term(text)
    assert read.label == expected
    assert read.label_at is None or text[slice(*read.label_at)] in line


def test_banner_in_the_title_counts_as_a_label() -> None:
    title = "关于印发专项资金管理办法的通知（已废止）"
    assert term(f"{title}\n各单位：", title=title).label == "已废止"


def test_labels_deep_in_the_text_are_not_the_pages() -> None:
    assert term("正文。\n" * 600 + "有效性：废止").label is None


def test_edition_is_the_last_event_of_its_history() -> None:
    text = (
        "水务条例\n（2004年8月1日国务院令第9号公布 根据2022年3月29日《国务院关于修改部分行政法规的决定》第二次修订）"
        "\n第一章 总则\n第一条 为了水。"
    )
    read = term(text, issued_on=None)
    assert read.version_on == date(2022, 3, 29)
    assert read.version_at is not None
    assert text[slice(*read.version_at)].startswith("根据2022年3月29日")


@pytest.mark.parametrize(
    ("last", "expected"),
    [("国务院令第9号修订", date(2022, 3, 29)), ("《国务院关于修改的决定》修订", date(2004, 8, 1))],
    ids=["全文修订", "个别条款修改"],
)
def test_own_day_of_a_law_is_that_of_its_last_whole_text(last: str, expected: date) -> None:
    text = f"水务条例\n2004年8月1日 国务院令第1号公布\n2022年3月29日 {last}\n第一条 为了水。\n第九条 本条例自公布之日起施行。"
    assert term(text, issued_on=None).effective_from == expected


def test_notice_without_history_is_of_its_own_day() -> None:
    assert term("正文。").version_on == ISSUED
    assert term("正文。", issued_on=None, published_on=date(2023, 6, 2)).version_on == date(
        2023, 6, 2
    )
    assert term("正文。", issued_on=None).version_on is None


WORDS = (
    "本办法|自|2024年1月1日|起|施行|，|。|有效期|至|五年|两年|99年|\n| |　|印发之日|有效性|：|废止|第一条|公布"
    "|修订|试行|（|）|2024年13月1日|半年|12个月|\t|9999年12月31日|日后"
)
PIECES = st.sampled_from(WORDS.split("|"))


@given(st.lists(PIECES, max_size=40))
def test_places_are_within_the_text_and_say_something(pieces: list[str]) -> None:
    text = "".join(pieces)
    read = term(text)
    places = (read.version_at, read.effective_at, read.expires_at, read.label_at)
    for start, end in filter(None, places):
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
