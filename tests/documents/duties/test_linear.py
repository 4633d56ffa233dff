"""The time that finding duties takes, on text made to be hard."""

import time

import pytest

from documents.duties import find_duties
from documents.notice import Masthead, Notice

UNITS = {
    "开括号": "（",
    "括号对": "（）",
    "括号里的局": "（市局）",
    "括号里负责": "（市局负责）",
    "未闭合的局": "改造（市局、",
    "各种括号": "（【〔[）",
    "由市局": "由市局",
    "由市局负责，": "由市局负责甲，",
    "和": "市局和",
    "市、": "市、",
    "标签": "责任单位：",
    "标签与局": "改造。责任单位：市局。",
    "会同": "市局会同",
    "空格": " ",
    "每行一个": "改造。（市局负责）\n",
    "两方": "静溪落实部门：区商务局\n",
    "表格": "任务\t责任单位\n甲\t市局\n",
    "时限": "时限：2024年",
    "横线": "—\n",
    "会省": "市局会省",
    "由市局在": "由市局在",
    "的由市局": "的由市局",
    "分号": "；由市局审批",
    "条目": "1.甲",
    "期限行": "责任单位：市局\n完成时限：2024年6月底前\n",
    "以下均需": "（以下均需市局负责，不再列出）",
    "逗号前": "（括号中为",
    "说": "说“",
    "引号": "“",
    "教育、": "教育、",
    "由教育、": "由教育、",
    "省、市、": "省、市、",
    "和省、": "部门和省、",
    "建立由": "建立由市局",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    def seconds(kilobytes: int) -> float:
        text = unit * (kilobytes * 1000 // len(unit.encode()))
        document = Notice(Masthead("通知"), text, ())
        best = 9.0
        for _ in range(3):
            began = time.process_time()
            find_duties(document)
            best = min(best, time.process_time() - began)
        return best

    assert seconds(200) <= 3 * seconds(100) + 0.05
