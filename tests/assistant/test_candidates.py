"""Which sentences of the passages found may answer: statements, not titles, tags or questions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.candidates import sentences
from assistant.understanding import understand
from index.hit import Hit
from tests.assistant.hits import hit, record

TEXT, WHO = "冷链怎样建设？", "冷链由哪个部门负责？"


def candidates(*hits: Hit, question: str = TEXT) -> list[str]:
    """The sentences that may answer."""
    return [place.text for place in sentences(understand(question), hits)]


def test_sentences_come_in_the_order_of_the_passages_and_of_their_text() -> None:
    later = hit("甲修路。乙架桥。", passage="v:1", start=100)
    assert candidates(later, hit("丙栽树。")) == ["甲修路。", "乙架桥。", "丙栽树。"]


def test_only_the_best_passages_are_looked_at() -> None:
    hits = [hit(f"第{i}项工程已经开工建设。", passage=f"v:{i}", start=100 * i) for i in range(12)]
    assert candidates(*hits) == [h.text for h in hits[:8]]


STATEMENTS = {
    "陈述": "冷链由商务局建设。",
    "无句号": "冷链由商务局建设",
    "编号条目": "1.冷链由商务局建设，年底前完成。",
    "表格行": "1\t冷链建设\t商务局",
    "引出清单": "冷链按下列步骤建设：",
    "以日期结尾": "冷链设备招标截止到2024年6月30日。",
    "电话": "联系电话：0600-5550128",
}
LABELS = {
    "小标题": "（一）冷链建设",
    "带句号的小标题": "一、冷链。",
    "公文标题": "关于冷链建设的通知",
    "标题的一部分": "冷链建设",
    "问句": "冷链由谁建设？",
    "英文问号": "冷链由谁建设?",
    "表头": "序号\t任务\t牵头单位",
    "短的编号行": "2.校际结对",
    "落款": "松江市商务局 2024年5月6日",
    "只有标点": "。",
    "空行": "\n",
}


@pytest.mark.parametrize("text", STATEMENTS.values(), ids=STATEMENTS)
def test_statement_may_answer(text: str) -> None:
    assert candidates(hit(text, "（一）冷链建设")) == [text]


@pytest.mark.parametrize("text", LABELS.values(), ids=LABELS)
def test_what_only_names_things_answers_nothing(text: str) -> None:
    assert candidates(hit(text, "（一）冷链建设")) == []


def test_heading_within_a_passage_is_left_out() -> None:
    passage = hit("（一）冷链建设\n由商务局建设。\n", "（一）冷链建设")
    assert candidates(passage) == ["由商务局建设。"]


TAG = "（责任单位：商务局）"


def test_tag_of_a_task_answers_who() -> None:
    assert candidates(hit(f"建设冷链。{TAG}"), question=WHO) == ["建设冷链。", TAG]


def test_tag_of_a_task_answers_nothing_else() -> None:
    assert candidates(hit(f"建设冷链。{TAG}")) == ["建设冷链。"]


# --- what stands around a sentence ---------------------------------------------------------------


def test_span_is_the_sentence_without_the_space_around_it() -> None:
    text = "  甲镇修路。\n  乙镇架桥。  \n"
    for place in sentences(understand(TEXT), [hit(text, start=100)]):
        start, end = place.span.start - 100, place.span.end - 100
        assert text[start:end] == place.text == place.text.strip()


@pytest.mark.parametrize(
    ("word", "share"),
    [
        ("冷链", 1.0),
        ("商务局", 1.0),
        ("松江区", 1.0),
        ("2031年5月", 1.0),
        ("火星", 0.0),
        ("冷链车", 0.5),
    ],
    ids=["小标题", "同一段", "标题里的简称", "发布日期", "没有", "长词的一半"],
)
def test_word_stands_anywhere_around_the_sentence(word: str, share: float) -> None:
    notice = record("松江通知", published_on=date(2031, 5, 1))
    passage = hit("道路已经修好。由商务局建设。", "（一）冷链", notice=notice)
    found = sentences(understand(TEXT), [passage])
    assert [place.covered(word) for place in found] == [share, share]


@given(
    st.lists(st.text(alphabet="冷链由局负责。；？：\n （一）12\t年月日", max_size=60), max_size=4),
    st.sampled_from([TEXT, WHO]),
)
def test_every_candidate_stands_in_its_passage(texts: list[str], question: str) -> None:
    starts = [1000 * i for i in range(len(texts))]
    hits = [hit(t, passage=f"v:{s}", start=s) for t, s in zip(texts, starts, strict=True)]
    found = sentences(understand(question), hits)
    for place in found:
        whole, offset = texts[place.around.rank], starts[place.around.rank]
        assert whole[place.span.start - offset : place.span.end - offset] == place.text
        assert place.text == place.text.strip() != ""
    order = [(place.around.rank, place.span.start) for place in found]
    assert order == sorted(order)
