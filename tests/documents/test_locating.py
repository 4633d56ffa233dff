"""Words of a notice are found where they stand on a page, and nowhere else."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import documents
from documents.locating import Box, Character, boxes, window
from documents.picturing import page_words
from documents.reading import read_notice

SAMPLES = sorted((Path(documents.__file__).parent / "samples").glob("*.pdf"))
WIDTH, HEIGHT = 0.03, 0.02


def line(text: str, row: int, left: float = 0.1) -> list[Character]:
    """Characters on a line of a page."""
    top = 0.1 + row * 1.5 * HEIGHT
    return [
        Character(each, left + i * WIDTH, top, left + (i + 1) * WIDTH, top + HEIGHT)
        for i, each in enumerate(text)
        if each.strip()
    ]


def under(places: Sequence[Box], characters: Sequence[Character]) -> str:
    """What stands in the boxes."""

    def inside(box: Box, character: Character) -> bool:
        x, y = (character.left + character.right) / 2, (character.top + character.bottom) / 2
        return box.left <= x <= box.right and box.top <= y <= box.bottom

    return "".join(c.text for box in places for c in characters if inside(box, c))


def marked(characters: Sequence[Character], text: str, words: str, nth: int = 0) -> str:
    """What is marked for the words, or for their n-th occurrence."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return under(boxes(characters, text, start, start + len(words)), characters)


def quotes(text: str) -> Iterator[tuple[int, int]]:
    """Spans of every length all over a text."""
    for start in range(0, len(text) - 8, 17):
        yield start, min(len(text), start + 5 + start % 60)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_quote_of_a_sample_is_found_on_its_pages(path: Path) -> None:
    notice, content = read_notice(path), path.read_bytes()
    pages = [page_words(content, n + 1).characters for n in range(len(notice.pages))]
    for start, end in quotes(notice.text):
        found = ""
        for number, characters in enumerate(pages, start=1):
            begin, stop = window(notice.text, notice.pages, number)
            first, last = max(start, begin), min(end, stop)
            if first < last:
                places = boxes(characters, notice.text[begin:stop], first - begin, last - begin)
                found += under(places, characters)
        assert found == "".join(notice.text[start:end].split())


# --- one page ------------------------------------------------------------------------------------------


def test_a_box_for_each_line() -> None:
    page = [*line("各部门要落实责任分", 0), *line("工，按期完成任务。", 1)]
    text = "各部门要落实责任分工，按期完成任务。"
    first, second = boxes(page, text, 4, 13)
    assert (first.left, first.right) == (
        pytest.approx(0.1 + 4 * WIDTH),
        pytest.approx(0.1 + 9 * WIDTH),
    )
    assert (second.left, second.right) == (pytest.approx(0.1), pytest.approx(0.1 + 4 * WIDTH))
    assert first.bottom < second.top


def test_what_is_said_twice_is_marked_where_it_is_meant() -> None:
    page = [*line("产业合作由商务局负责", 0), *line("文化旅游由商务局负责", 1), *line("— 3 —", 9)]
    text = "产业合作由商务局负责\n文化旅游由商务局负责"
    for nth, row in ((0, 0), (1, 1)):
        start = text.index("商务局负责") if nth == 0 else text.rindex("商务局负责")
        (box,) = boxes(page, text, start, start + 5)
        assert box.top == pytest.approx(0.1 + row * 1.5 * HEIGHT)


def test_page_number_and_running_head_are_in_no_ones_way() -> None:
    page = [*line("— 7 —", 0), *line("松江市文件", 1), *line("一、总体要求", 2)]
    assert marked(page, "一、总体要求\n二、任务", "总体要求") == "总体要求"


def test_rest_of_a_paragraph_that_began_on_the_page_before() -> None:
    page = [*line("按期完成任务。", 0), *line("二、保障措施", 1)]
    text = "一、任务由各部门落实责任分工，按期完成任务。\n二、保障措施"
    assert marked(page, text, text.split("\n", maxsplit=1)[0]) == "按期完成任务。"
    assert marked(page, text, "一、任务由各部门") == ""


def test_words_that_are_not_there_are_not_marked() -> None:
    page = line("完全不同的一页文字内容", 0)
    assert boxes(page, "由松江区商务局负责冷链建设", 0, 13) == ()
    assert boxes([], "由松江区商务局负责", 0, 9) == ()
    assert boxes(page, "完全不同", 2, 2) == ()


def test_page_drawn_in_another_order_is_read_as_it_is_seen() -> None:
    page = [
        *line("第三行的文字说明", 2),
        *line("第一行的文字安排", 0),
        *line("第二行的文字要求", 1),
    ]
    text = "第一行的文字安排第二行的文字要求第三行的文字说明"
    assert marked(page, text, text) == text


def test_cells_of_a_table_are_found_in_the_order_of_its_rows() -> None:
    page = [
        *line("1", 0),
        *line("产业合作规", 0, 0.2),
        *line("划", 1, 0.2),
        *line("商务局", 0, 0.6),
    ]
    assert (
        marked(page, "1\t产业合作规划\t商务局", "1\t产业合作规划\t商务局") == "1产业合作规划商务局"
    )
    first, second, *_ = boxes(page, "1\t产业合作规划\t商务局", 2, 8)
    assert first.right < 0.6
    assert second.top > first.bottom


def test_radicals_and_widths_are_the_same_character() -> None:
    page = line("⼝岸合作（２０２４）", 0)
    assert marked(page, "口岸合作(2024)", "口岸合作(2024)") == "⼝岸合作（２０２４）"


def test_long_text_is_searched_around_the_words() -> None:
    text = "前言" * 30_000 + "由松江区商务局负责" + "后记" * 30_000
    page = line("由松江区商务局负责", 0)
    assert marked(page, text, "松江区商务局") == "松江区商务局"


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "甲一\n甲二"), (2, "甲二\n乙一"), (3, "乙一\n丙一"), (4, "丙一"), (9, "丙一")],
)
def test_window_is_the_page_and_the_line_before(number: int, words: str) -> None:
    text = "甲一\n甲二\n乙一\n丙一"
    begin, end = window(text, (0, 6, 9), number)
    assert text[begin:end].strip() == words
