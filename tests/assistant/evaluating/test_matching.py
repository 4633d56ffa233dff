"""When a gold answer counts as given, and that the acceptance scorer sees it the same way."""

import importlib.util
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluating.matching import bare_department, plain, stands
from tests.shared import SHARED

STANDS = [
    ("3000万元", "不少于３０００万元。", True),
    ("3000万元", "不少于13000万元", False),
    ("3000", "30000", False),
    ("3000", "30000元，3000", True),
    ("2.35亿元", "2．35亿元", True),
    ("2.35", "235", False),
    ("15%", "达到15％以上", True),
    ("15%", "达到15以上", False),
    ("云岭青管发〔2022〕8号", "文号：云岭青管发[2022] 8号", True),
    ("市商务局、市财政局", "市商务局 市财政局", True),
    ("市商务局", "由市教育局负责", False),
    ("①", "1", True),
]


@pytest.mark.parametrize(("gold", "text", "given"), STANDS, ids=[f"{g}｜{t}" for g, t, _ in STANDS])
def test_gold_stands_in_a_text(gold: str, text: str, given: bool) -> None:
    assert stands(gold, plain(text)) is given


@pytest.mark.parametrize(
    "name", ["市商务局等", "市商务局等部门", "市商务局等有关部门", "市商务局等各有关单位", "市商务局等相关"]
)  # fmt: skip
def test_department_without_its_closing_words(name: str) -> None:
    assert bare_department(name) == "市商务局"


# --- agreement with the acceptance scorer --------------------------------------------------------

PATH = SHARED / "tools" / "score_answers.py"
needs_scorer = pytest.mark.skipif(
    not PATH.is_file(), reason="评分程序 ../shared/tools/score_answers.py 不在这台机器上"
)
WORDS = st.lists(
    st.sampled_from([*"0123９①²½፩٣.．%％，。 \n\u3000_-〔〕等局A", "部门", "有关", "单位", "3000", "\u2028"]),
    max_size=12,
).map("".join)  # fmt: skip
TEXTS = st.one_of(WORDS, st.text(max_size=20))


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    """The scorer's module."""
    spec = importlib.util.spec_from_file_location("score_answers", PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_scorer
@given(text=TEXTS)
def test_scorer_reads_words_alike(scorer: ModuleType, text: str) -> None:
    assert plain(text) == scorer.norm(text)
    assert bare_department(text) == scorer.department(text)


@needs_scorer
@given(gold=TEXTS, before=TEXTS, after=TEXTS, within=st.booleans())
def test_scorer_finds_answers_alike(
    scorer: ModuleType, gold: str, before: str, after: str, within: bool
) -> None:
    text = plain(f"{before}{gold if within else ''}{after}")
    assert stands(gold, text) is scorer.stands(gold, text)
