"""How a text names other notices."""

import pytest

from documents.naming import bare_number, named_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("按《甲办法》执行", [("甲办法", None, "《甲办法》")]),
        ("《甲办法》（松政发〔2019〕12号）", [("甲办法", "松政发〔2019〕12号", "《甲办法》（松政发〔2019〕12号）")]),
        ("《甲》（松发[2019]2号，以下简称《办法》）", [("甲", "松发[2019]2号", "《甲》（松发[2019]2号，以下简称《办法》）")]),
        ("《甲》（以下简称《办法》）", [("甲", None, "《甲》（以下简称《办法》）")]),
        ("《甲条例》（国务院令第335号）", [("甲条例", "国务院令第335号", "《甲条例》（国务院令第335号）")]),
        ("《关于印发《甲办法》的通知》", [("关于印发《甲办法》的通知", None, "《关于印发《甲办法》的通知》")]),
        ("《甲》《乙》", [("甲", None, "《甲》"), ("乙", None, "《乙》")]),
        ("没有书名号", []),
        ("《没有下半边", []),
    ],
)  # fmt: skip
def test_titles_are_found_with_their_numbers(
    text: str, expected: list[tuple[str | None, str | None, str]]
) -> None:
    found = [(n.title, n.document_number, text[n.start : n.end]) for n in named_in(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("原松政办发〔2016〕82号", "松政办发〔2016〕82号"),
        ("市政府印发的松政发〔2016〕2号", "松政发〔2016〕2号"),
        ("松政发〔2016〕2号", "松政发〔2016〕2号"),
        ("国务院令第335号", "国务院令第335号"),
    ],
)
def test_number_is_freed_of_the_words_before_it(written: str, number: str) -> None:
    assert bare_number(written) == number
