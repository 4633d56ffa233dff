"""Words that only read like an assignment."""

from collections.abc import Callable

import pytest

from documents.duties import claims

Says = Callable[[str], bool]

TRUE: dict[str, tuple[Says, str]] = {
    "记者": (claims.is_news, "记者从东岸码头了解到，渡船已恢复。"),
    "说": (claims.is_news, "“渡船加开两班。”码头主任介绍。"),
    "据悉": (claims.is_told, "据悉，市商务局会同市财政局发放消费券"),
    "截至目前": (claims.is_told, "截至目前，由市商务局牵头的活动办了三场"),
    "近日": (claims.is_told, "近日，市商务局会同市财政局走访"),
    "已": (claims.is_done, "已修好码头"),
    "了": (claims.is_done, "发放了消费券"),
    "某日出台": (claims.is_done, "8月3日出台办法"),
    "定语": (claims.describes, "统筹分配的渡船"),
    "研发的系统": (claims.describes, "组织研发的系统"),
    "连用的定语": (claims.describes, "组织建设、管理的码头"),
    "组成": (claims.describes, "共同组成"),
    "解释": (claims.describes, "负责解释"),
    "政策解释": (claims.describes, "负责本办法的解释工作"),
    "负责人": (claims.describes, "负责人签字"),
    "承担责任": (claims.describes, "承担全部责任"),
    "赔偿责任": (claims.describes, "承担损害赔偿责任"),
    "描述单位": (claims.describes_body, "渡口安全管理的部门"),
    "处罚": (claims.punishes, "依法给予处罚"),
    "责令": (claims.punishes, "责令改正"),
    "吊销": (claims.punishes, "吊销渡运证"),
    "没收": (claims.punishes, "没收违法所得"),
    "建立机制": (claims.sets_up, "，市财政局参与的工作机制"),
}
FALSE: dict[str, tuple[Says, str]] = {
    "通知不是新闻": (claims.is_news, "由市商务局组织记者证年检。"),
    "某日前": (claims.is_told, "市商务局会同市财政局于8月31日前走访"),
    "要求": (claims.is_told, "市商务局会同市财政局每月走访"),
    "了解": (claims.is_done, "了解企业需要"),
    "已有": (claims.is_done, "已有的渡船由县政府修缮"),
    "为了": (claims.is_done, "为了方便群众"),
    "日前": (claims.is_done, "8月3日前出台办法"),
    "动宾": (claims.describes, "组织研发系统"),
    "发通知": (claims.describes, "发布的通知"),
    "承担工作": (claims.describes, "承担渡口日常工作"),
    "单位职责": (claims.describes_body, "渡口安全管理"),
    "会商": (claims.punishes, "制定渡口办法"),
    "监督": (claims.punishes, "负责渡口检查"),
    "做好机制": (claims.sets_up, "，市财政局配合，建好码头"),
}


@pytest.mark.parametrize(("says", "text"), TRUE.values(), ids=TRUE)
def test_words_that_give_no_task(says: Says, text: str) -> None:
    assert says(text)


@pytest.mark.parametrize(("says", "text"), FALSE.values(), ids=FALSE)
def test_words_that_do_not_stand_in_the_way(says: Says, text: str) -> None:
    assert not says(text)


@pytest.mark.parametrize(
    ("before", "following", "expected"),
    [
        ("改造工作不", "市商务局负责", True),
        ("改造工作可以", "市商务局负责", True),
        ("东岸渡口需要", "市商务局批准", True),
        ("成立工作专班，", "市商务局牵头", False),
        ("组建专班", "市商务局、市财政局组成", True),
        ("建立", "市商务局牵头、各区参与的机制", True),
        ("建立渡口台账", "市商务局负责汇总", False),
        ("改造工作", "市商务局负责", False),
        ("", "市商务局负责", False),
    ],
    ids=["不", "可以", "需要", "成立后另起", "组建", "机制", "台账", "指定", "句首"],
)
def test_words_around_by(before: str, following: str, expected: bool) -> None:
    assert claims.refuses(before, following) is expected


@pytest.mark.parametrize(
    ("rest", "following", "expected"),
    [
        ("市商务局起草的办法", "由市司法局审核", True),
        ("市商务局起草的办法", "统一由市司法局审核", True),
        ("市商务局起草办法", "由市司法局审核", False),
        ("市商务局起草的办法", "请抓紧报送", False),
    ],
    ids=["下句由", "下句统一由", "动宾", "下句不由"],
)
def test_what_the_next_clause_is_about(rest: str, following: str, expected: bool) -> None:
    assert claims.is_topic(rest, following) is expected


@pytest.mark.parametrize(
    ("act", "following", "expected"),
    [
        ("根据船况", "按照公平的原则判决", True),
        ("依照本法", "裁定", True),
        ("根据船况", "制定判决书样式", False),
        ("组织检查", "依法判决", False),
        ("根据船况", "提出撤销渡口的意见", False),
    ],
    ids=["判决", "裁定", "判决书", "先有动词", "别的事"],
)
def test_what_a_court_decides_is_no_task(act: str, following: str, expected: bool) -> None:
    assert claims.judges(act, following) is expected
