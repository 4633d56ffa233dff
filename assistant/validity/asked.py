"""Tell questions about a notice's validity (效力) from questions about what it says. Pure functions."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.understanding import Question


class Side(StrEnum):
    """What about its validity is asked."""

    EDITION = "edition"  # 最新一版是哪一天公布或修订的
    ORIGIN = "origin"  # 是哪一年公布的
    BEGIN = "begin"  # 什么时候施行
    END = "end"  # 有效期到什么时候
    FORCE = "force"  # 现在还有效吗，被什么文件废止了，有没有新版本


@dataclass(frozen=True)
class Asked:
    """`topic` is the notice's title as the asker gives it; empty where 《》 or a number names it."""

    side: Side
    topic: str


_LATEST = r"(?:最新|现行|最近|最后|上一?次|目前|现在|当前|如今)"
_WHEN = r"(?:什么时候|什么时间|何时|哪一?个?[天日年月]份?|几月几[日号]|几号|几年|多久|时间|日期)"
_DEED = r"(?:公布|发布|修订|修正|修改|通过|出台|印发|颁布|制定|更新|下发)"
_MADE = r"(?:公布|发布|通过|颁布|制定)"
_HOLD = r"(?:施行|实施|执行|实行|生效|起效)"
_END = r"(?:废止|失效|作废|过期|到期|替代|取代|代替)"
_PAPER = r"(?:文件|公文|通知|办法|法规|规定|条例|法律|决定|方案)"
_NAME = "※"
_SIDES: tuple[tuple[Side, re.Pattern[str]], ...] = (
    (
        Side.FORCE,
        re.compile(
            rf"(?:有效|{_END}|现行|适用|管用|能用|{_HOLD}|(?:修订|修改|更新)过)了?(?:吗|么|没有|没|与否|不)|(?:是否|是不是|有没有|还|仍).{{0,6}}(?:有效(?!期)|{_END}|现行|适用|管用|被?(?:修订|修改))"
            rf"|被.{{0,6}}(?:{_END}|修订|修改)|(?:哪|什么(?!时)|谁).{{0,4}}{_PAPER}?.{{0,3}}{_END}|(?:有没有|有无|是否有|有).{{0,4}}新.{{0,3}}版|效力"
        ),
    ),
    (Side.END, re.compile(rf"有效期|试行期|试行多|有效.?到|到{_WHEN}(?:为止|有效)|{_END}(?:的)?{_WHEN}|{_WHEN}.{{0,3}}{_END}")),
    (Side.BEGIN, re.compile(rf"{_WHEN}.{{0,5}}{_HOLD}|{_HOLD}.{{0,4}}{_WHEN}")),
    (
        Side.EDITION,
        re.compile(
            rf"(?=.*{_WHEN})(?=.*(?:{_LATEST}|版本?|修订|修正|修改|更新))|{_LATEST}.{{0,5}}(?:一版|版本?|修订版|文本)"
        ),
    ),
    (Side.ORIGIN, re.compile(rf"{_WHEN}.{{0,3}}{_MADE}|{_MADE}.{{0,3}}{_WHEN}")),
)  # fmt: skip
_WORDS = (
    r"(?:19|20)\d{2}年?(?:版本?|修订)?|我想知道|请问|想问|查一?下|一下|到底|究竟|是否|是不是|有没有|有无|没有|已经|开始|正式|或者?|以及|可以|继续|适用|管用|能用|截至"
    "|修订版|版本|一版|文本|第?几次|一次|那?次|这[个份部]|为止|多长|多少|多大|仍然?|怎么样|怎样|如何|状态|效力|有效期限?|试行期限?|有效|什么|哪[个份部些一]*|更?新的"
    '|[是在的于由从自起和与版该本吗么呢了到还被有没不谁过再能及为至其用新已，,、。？?！!（）()“”"\\s※]'
)
_FILLING = rf"(?:(?>{_LATEST}|{_WHEN}|{_DEED}|{_HOLD}|{_END}|{_PAPER}|{_WORDS}))*"
"""Words that only ask. Each is taken whole, so that there is one way to read a run of them."""
_KIND = (
    r"(?:法|条例|规定|办法|细则|方案|章程|规则|规程|制度|意见|通知|公告|通告|决定|措施|规划|计划|预案|标准|规范|要点|批复|函|纪要|准则|目录|清单)"
    r"(?:[（(][^（）()]{1,12}[）)])?"
)
_WHOLE = re.compile(rf"{_FILLING}(?P<topic>{_NAME}|[^，。？?※]{{2,60}}?{_KIND}){_FILLING}")


def validity_asked(question: Question) -> Asked | None:
    """The side asked about, where the question is about a notice and about nothing in it.

    《甲办法》有效期多久 is; 《甲办法》规定的许可证有效期多久 is not.
    """
    text = question.text.strip()
    for name in (*(f"《{title}》" for title in question.titles), *question.document_numbers):
        text = text.replace(name, _NAME)
    if len(text) > 120 or not (whole := _WHOLE.fullmatch(text)):
        return None
    asking = text.replace(whole["topic"], " ", 1) if whole["topic"] != _NAME else text
    side = next((side for side, pattern in _SIDES if pattern.search(asking)), None)
    return Asked(side, "" if _NAME in text else whole["topic"]) if side else None
