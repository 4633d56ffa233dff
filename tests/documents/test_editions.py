"""The history above a law's articles: one line each, one bracket, or none at all."""

from datetime import date

import pytest

from documents.editions import came_out, editions

LINES = """松林市水务条例
2004年11月25日 松林市第十二届人民代表大会常务委员会第十六次会议通过
2013年12月27日 松林市第十四届人民代表大会常务委员会第十次会议《关于修改〈松林市水务条例〉的决定》第一次修正
2022年2月18日 松林市第十五届人民代表大会常务委员会第三十九次会议修订）
第一章 总 则
第一条 为了保护水，制定本条例。2001年1月1日公布的《旧条例》同时废止。"""
BRACKET = """水务条例
（1994年1月28日国务院令第142号发布 根据2005年12月19日《国务院关于修改〈水务条例〉的决定》第一次修订
根据2008年2月18日《国务院关于修改〈水务条例〉的决定》第二次修订　2018年12月18日国务院令第707号第三次修订 自2019年1月1日起施行）
第一条 根据水法，制定本条例。"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LINES, [(date(2004, 11, 25), "通过"), (date(2013, 12, 27), "修正"), (date(2022, 2, 18), "修订")]),
        (BRACKET, [(date(1994, 1, 28), "发布"), (date(2005, 12, 19), "修订"), (date(2008, 2, 18), "修订"), (date(2018, 12, 18), "修订")]),
        ("公告\n《水务条例》已由会议于2023年1月10日通过，现予公布，自2023年3月1日起施行。\n第一条 水。", [(date(2023, 1, 10), "通过")]),
        ("二〇〇四年六月十六日国务院第54次常务会议修订通过\n第一条 水。", [(date(2004, 6, 16), "通过")]),
    ],
    ids=["逐行", "括号", "公告", "汉字日期"],
)  # fmt: skip
def test_events_are_read(text: str, expected: list[tuple[date, str]]) -> None:
    assert [(event.day, event.deed) for event in editions(text)] == expected


@pytest.mark.parametrize("text", [LINES, BRACKET], ids=["逐行", "括号"])
def test_each_event_quotes_its_day_and_deed(text: str) -> None:
    for event in editions(text):
        quote = text[event.start : event.end]
        assert f"{event.day.year}年{event.day.month}月{event.day.day}日" in quote
        assert quote.endswith(event.deed)
        assert "\n" not in quote


@pytest.mark.parametrize(
    "text",
    [
        "",
        "关于水务的通知\n2021年9月6日，市政府印发了《水务办法》。\n一、总体要求",
        "关于水务的通知\n根据2021年5月1日国务院公布的《条例》，制定本办法。\n第一条 水。",
        "关于水务的通知\n2023年5月29日\n（此件公开发布）\n第一条 水。",
        "关于水务的通知\n（2023年4月28日）\n各市：\n《办法》经局务会审议通过，现印发。\n第一条 水。",
        "现予公布，自2023年3月1日起施行。\n第一条 水。",
        f"{'水。' * 3000}\n2004年8月1日国务院公布\n第一条 水。",
    ],
    ids=["空", "没有条文", "引用", "此件公开发布", "成文日期", "施行日期", "离题太远"],
)
def test_what_is_no_history_is_left(text: str) -> None:
    assert editions(text) == ()


def test_text_came_out_with_its_last_whole_edition() -> None:
    assert came_out(editions(LINES)) == date(2022, 2, 18)
    assert came_out(editions(BRACKET)) == date(2018, 12, 18)
    assert came_out(()) is None
