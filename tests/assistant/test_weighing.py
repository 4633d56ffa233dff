"""Which sentence answers best: by words, by the kind of answer, by what stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.candidates import sentences
from assistant.sought import Sought
from assistant.understanding import understand
from assistant.weighing import Evidence, evidence_of, features_of, weigh
from index.hit import Hit
from index.linear import Linear
from tests.assistant.hits import hit, record
from tests.index.stores import shared_words


def sought(question: str, **rarities: float) -> Sought:
    """Every word is as rare as the others unless told."""
    return Sought(understand(question), shared_words(), lambda word: rarities.get(word, 1.0))


def weighed(question: str, *hits: Hit) -> list[Evidence]:
    """The sentences of some passages, best first."""
    return weigh(sought(question), hits)


def test_sentence_with_the_words_asked_for_comes_first() -> None:
    found = weighed("冷链补助标准是什么？", hit("道路已经修好。冷链补助标准另行制定。天气晴朗。"))
    assert found[0].text == "冷链补助标准另行制定。"
    assert found[0].own == {"冷链", "补助", "标准"}
    assert found[0].coverage == pytest.approx(1.0)


def test_scores_fall() -> None:
    found = weighed("冷链补助标准是什么？", hit("道路修好。冷链补助标准另定。冷链很好。天晴。"))
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("网点新增多少个？", "新增网点35个。", "新增网点若干。"),
        ("网点补助多少万元？", "网点补助35万元。", "网点补助35户。"),
        ("网点何时建成？", "网点6月底前建成。", "网点尽快建成。"),
        ("网点的咨询电话是多少？", "网点咨询0600-5550199。", "网点咨询请到现场。"),
        ("网点由哪个部门负责？", "网点由商务局负责。", "网点建设很重要。"),
        ("网点的配合单位是谁？", "网点配合单位：财政局", "网点牵头单位：商务局"),
        ("网点的牵头单位是谁？", "网点牵头单位：商务局", "网点配合单位：财政局"),
    ],
    ids=["个数", "单位", "时间", "电话", "部门", "配合单位", "牵头单位"],
)
@pytest.mark.parametrize("turned", [False, True], ids=["好的在前", "好的在后"])
def test_sentence_of_the_kind_asked_for_comes_first(
    question: str, better: str, worse: str, *, turned: bool
) -> None:
    lines = [worse, better] if turned else [better, worse]
    assert weighed(question, hit("\n".join(lines)))[0].text == better


@pytest.mark.parametrize("turned", [False, True], ids=["好的在前", "好的在后"])
def test_heading_counts_for_the_sentences_under_it(*, turned: bool) -> None:
    plan = record("重点工作安排")
    below = hit("由商务局负责。", "（一）冷链建设", passage="v:1", notice=plan)
    beside = hit("由教育局负责。", "（二）校际结对", passage="v:2", notice=plan)
    found = weighed("冷链由谁负责？", *([beside, below] if turned else [below, beside]))
    assert found[0].text == "由商务局负责。"


def test_passage_found_more_relevant_comes_first() -> None:
    hits = [
        hit("网点新增18个。", passage="v:1", score=0.05),
        hit("网点新增35个。", passage="v:2", score=0.9),
    ]
    assert weighed("网点新增多少个？", *hits[::-1])[0].text == "网点新增35个。"


def test_words_around_a_notice_do_not_answer() -> None:
    found = weighed("冷链建设有什么通知？", hit("现将冷链建设有关事项通知如下：\n冷链建设分两期。"))
    assert found[0].text == "冷链建设分两期。"


def test_headings_alone_do_not_answer() -> None:
    found = weighed("冷链怎样建设？", hit("（一）冷链建设\n由商务局负责。\n", "（一）冷链建设"))
    assert [evidence.text for evidence in found] == ["由商务局负责。"]


def test_words_found_nowhere_are_named() -> None:
    found = weighed("火星移民冷链由谁负责？", hit("冷链由商务局负责。"))
    assert found[0].missing == ("火星", "移民")
    assert found[0].coverage == pytest.approx(1 / 3)


def test_title_of_the_notice_covers_words() -> None:
    passage = hit("由商务局负责。", notice=record("松江区冷链建设方案"))
    assert weighed("松江区冷链由谁负责？", passage)[0].coverage == pytest.approx(1.0)


def test_rarer_words_weigh_more() -> None:
    passage = hit("合作很好。冷链不错。", notice=record("通知"))
    found = weigh(sought("冷链合作怎么样？", 合作=0.1, 冷链=5.0), [passage])
    assert found[0].text == "冷链不错。"


def test_evidence_tells_where_it_stands() -> None:
    [found] = weighed("冷链由谁负责？", hit("冷链由商务局负责。", "（一）冷链", start=40))
    assert (found.passage_id, found.headings) == ("v:0", ("（一）冷链",))
    assert (found.span.start, found.span.end) == (40, 49)


def test_nothing_found_is_nothing_weighed() -> None:
    assert weighed("冷链由谁负责？") == []


def test_order_is_that_of_the_model() -> None:
    asked, passage = sought("冷链"), hit("长长的一句冷链的话。短句。")
    names = features_of(asked, sentences(asked.question, [passage]))[0]
    shortest = Linear(0.0, {**dict.fromkeys(names, 0.0), "length": -1.0})
    found = evidence_of(asked, sentences(asked.question, [passage]), shortest)
    assert [e.text for e in found] == ["短句。", "长长的一句冷链的话。"]


@given(st.text(alphabet="冷链由局负责。；\n （一）12 \t", max_size=80))
def test_any_passage_is_weighed(text: str) -> None:
    for evidence in weighed("冷链由谁负责？", hit(text, start=7)):
        assert text[evidence.span.start - 7 : evidence.span.end - 7] == evidence.text
        assert 0 <= evidence.coverage <= 1
