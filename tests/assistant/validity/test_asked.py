"""Questions about a notice's validity, and questions that only sound like it."""

import time

import pytest

from assistant.understanding import understand
from assistant.validity.asked import Asked, Side, validity_asked

ASKED = [
    ("《甲条例》最新一版是哪一天公布或修订的？", Side.EDITION, ""),
    ("现行的道路条例是哪一年的", Side.EDITION, "道路条例"),
    ("道路条例最新版本是什么时候修订的", Side.EDITION, "道路条例"),
    ("请问道路条例最近一次修订是哪年？", Side.EDITION, "道路条例"),
    ("《甲条例》是什么时候修订的？", Side.EDITION, ""),
    ("现在用的是哪一版道路条例", Side.EDITION, "道路条例"),
    ("《甲条例》现在是什么版本", Side.EDITION, ""),
    ("《甲条例》是哪一年公布的？", Side.ORIGIN, ""),
    ("道路条例的发布日期", Side.ORIGIN, "道路条例"),
    ("《甲办法》什么时候施行？", Side.BEGIN, ""),
    ("甲办法从什么时候开始执行", Side.BEGIN, "甲办法"),
    ("《甲办法》的生效日期", Side.BEGIN, ""),
    ("《甲办法》有效期到什么时候", Side.END, ""),
    ("甲办法的有效期是多久？", Side.END, "甲办法"),
    ("甲办法试行期多长", Side.END, "甲办法"),
    ("甲办法什么时候失效", Side.END, "甲办法"),
    ("《甲办法》现在还有效吗？", Side.FORCE, ""),
    ("《甲办法》（松政发〔2019〕12号）还执行吗", Side.FORCE, ""),
    ("松政发〔2019〕12号还有效吗？", Side.FORCE, ""),
    ("《甲办法》被什么文件废止了", Side.FORCE, ""),
    ("哪个文件废止了《甲办法》？", Side.FORCE, ""),
    ("《甲办法》是否已经废止？", Side.FORCE, ""),
    ("《甲办法》有没有新版本？", Side.FORCE, ""),
    ("甲办法还能用吗", Side.FORCE, "甲办法"),
    ("2019年版的甲办法现在还有效吗", Side.FORCE, "甲办法"),
]


@pytest.mark.parametrize(("text", "side", "topic"), ASKED, ids=[text for text, *_ in ASKED])
def test_side_and_topic_are_read(text: str, side: Side, topic: str) -> None:
    assert validity_asked(understand(text)) == Asked(side, topic)


@pytest.mark.parametrize(
    "text",
    [
        "《甲办法》规定的许可证有效期多久？",
        "核酸检测报告有效期多久",
        "临时号牌有效期限是多少天？",
        "根据《甲办法》，谁负责废止过期文件？",
        "甲办法第三条什么时候修订的",
        "修订后的甲方案废止了哪个文件？",
        "关于做好工作的通知什么时候印发的",
        "会议什么时候召开？",
        "哪个部门负责执行甲方案",
        "甲方案的发文字号是什么",
        "如何有效保障医疗救治工作？",
        "",
        "？",
    ],
)
def test_other_questions_are_left(text: str) -> None:
    assert validity_asked(understand(text)) is None


@pytest.mark.parametrize(
    "piece", ["一版", "的", "有没有", "现行", "法", "什么时候", "修订版本", "※", "（"]
)
def test_no_question_takes_long(piece: str) -> None:
    began = time.process_time()
    validity_asked(understand((piece * 120)[:119] + "x"))
    assert time.process_time() - began < 5
