"""What a question asks for: pure functions over its words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Wants(StrEnum):
    """The kind of answer that would satisfy the question."""

    FIELD = "field"  # a masthead field
    WHO = "who"  # the bodies responsible for a task
    TASKS = "tasks"  # the tasks of a body
    FIGURE = "figure"
    WHEN = "when"
    WHERE = "where"
    PHONE = "phone"
    TEXT = "text"


@dataclass(frozen=True)
class Question:
    """A question and the conditions it sets.

    `field` is the Masthead field asked for (with Wants.FIELD); `unit` the unit of a figure asked
    for (万元, 个); `topic` the question without the words that only say what is asked.
    """

    text: str
    wants: Wants
    topic: str
    field: str | None = None
    unit: str | None = None
    titles: tuple[str, ...] = ()
    document_numbers: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    phrase: str = ""
    asked_at: int = 0
    attribute: str = ""
    allots: bool = False
    allots_plainly: bool = False
    by_when: bool = False


_ASKED = r"(?:什么时候|何时|哪一?[天日年月]|几月几[日号]|几号|时间|日期)"
_ISSUED = r"(?:成文|印发|发文|下发|签发|出台)"
_BODY = r"(?:谁|(?:哪个|哪些|哪几个|哪家|什么|哪)(?:单位|部门|机关|机构|政府|处室|科室)?)"
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("document_number", re.compile(r"(?:的)?(?:发文字号|文件编号|发文号|文号|字号)(?:是(?:什么|多少|啥))?")),
    ("index_number", re.compile(r"(?:的)?索引号(?:是(?:什么|多少))?")),
    (
        "addressees",
        re.compile(
            r"(?:的)?主送(?:机关|单位)?(?:是|有)?(?:哪些|哪个|谁|什么)?(?:单位|部门|机关)?"
            r"|发给(?:了)?(?:谁|哪些单位|哪些部门)"
        ),
    ),
    ("published_on", re.compile(rf"(?:的)?(?:发布|公开|公布)(?:日期|时间)|(?:是)?(?:在)?{_ASKED}(?:正式)?(?:对外)?(?:发布|公开|公布)的?")),
    (
        "issued_on",
        re.compile(
            rf"(?:的)?{_ISSUED}(?:日期|时间)|(?:是)?(?:在)?{_ASKED}(?:正式)?{_ISSUED}的?"
            rf"|{_ISSUED}(?:是)?(?:在)?{_ASKED}"
        ),
    ),
    (
        "issuer",
        re.compile(
            r"(?:的)?(?:发文(?:机关|单位|机构)|印发(?:单位|机关)|发布(?:单位|机构|机关))"
            rf"|(?:是)?由?{_BODY}(?:联合)?(?:印发|发布|发文|下发|制发|出台|发出|发(?=的|了|$))(?:的|了)?"
        ),
    ),
    ("origin", re.compile(r"(?:新闻|报道|文章|稿件|信息).{0,6}来源|来源是(?:什么|哪里)")),
    ("title", re.compile(r"(?:的)?(?:标题|全称|名称|题目)是?(?:什么|叫什么)")),
)  # fmt: skip
_PHRASE = re.compile(r"[“\"「](.+)[”\"」]")
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,20}[〔\[【﹝［(（]\s*(?:19|20)\d{2}\s*[〕\]】﹞］)）]\s*第?\s*\d{1,5}\s*号"
)
_ASKING = re.compile(r"^(?:请问|想问|根据|按照|依据|关于|查一?下?|文号)+")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d|[元万亿人个户件米吨名]|[〕\]）)]\d*号)(?:年)?")
_DUTY_VERB = r"(?:负责|落实|牵头|承担|承办|主办|配合|协助|协办|参与|主管|分管|推进|组织实施)"
_WHO = re.compile(
    rf"{_DUTY_VERB}?(?:的)?(?:是)?由?{_BODY}(?:来|具体|去|要)?{_DUTY_VERB}|{_DUTY_VERB}(?:的)?(?:是)?{_BODY}|找谁|归谁|谁来|谁管|由谁"
    r"|(?:责任|落实|牵头|配合|承办|主办|协办|参与)(?:单位|部门|处室|科室)|责任人|(?:是)?由?(?:哪些|哪个|哪几个|什么)(?:单位|部门|处室|科室)"
)
_ALLOTS = re.compile(
    rf"{_DUTY_VERB}|找谁|归谁|谁管|责任|(?:哪个|哪些|哪几个|什么)(?:单位|部门|处室|科室)"
)
_PLAINLY = re.compile(rf"{_DUTY_VERB}|找谁|归谁|谁管|责任|分工")
_ALLOTTED = re.compile(r"负责|牵头|配合|落实|承办|主办|协办")
_TASKS = re.compile(
    rf"{_DUTY_VERB}(?:的)?(?:是)?(?:着)?(?:哪些|哪几项|哪项|哪一项|什么|几项|多少项)(?:重点)?(?:工作|任务|事项|职责|内容|事)?"
    rf"|(?:有|要)(?:哪些|什么)(?:任务|职责|分工)|(?:要|需)做(?:哪些|什么)"
)
_PHONE = re.compile(
    r"(?:电话|联系方式|手机号?|传真|邮箱)(?:号码|号)?(?:(?:和|及|、)\w{1,6})?(?:各?是|有|为|打)?(?:多少|什么|哪些|哪个|几号|啥)?[呢吗？?。]*$"
    r"|(?:什么|多少|哪个).{0,3}(?:电话|邮箱|传真)|打.{0,4}电话"
)
_MEASURE = (
    r"(万元|亿元|元|个|家|次|人|名|项|件|天|日|年|月|户|所|吨|亩|平方米|平方公里|公里|小时|分钟"
    r"|%|百分比|比例|种|批|条|场|份|座|辆|台|套|位|倍|期|岁|周)"
)
_FIGURE = re.compile(
    rf"(?:多少|(?<!哪)几)(?:余)?{_MEASURE}?|多大|多长|多高|比例(?:是|为)|占比|金额|总额|总投资|投资额"
)
_WHEN = re.compile(
    r"什么时候|何时|哪一?[天日年月]|几月几[日号]|几号|多久|多长时间|期限|时限|截止|(?:什么|哪个|哪段|起止)时间"
    r"|(?<!第一)(?:时间|日期)(?=是|为|有|如何|怎|在|到|安排|要求|节点|范围|段|分别|[？?。]|$)"
)
_COMPLETED = re.compile(r"完成|时限|期限|办结|落实|截止|之前|做完|交付")
_WHERE = re.compile(r"哪里|哪儿|在哪(?!些|几|[个一]?方面|[天年月日])|何处|什么地方|地址|地点|设在")
_PHRASES = re.compile(
    r"请问|想问|规定了?|提到了?|指出|以前的?|原来的?|原先的?|从前的?|现行|目前|现在|如今|最新|是?什么时候|是?什么样|是什么|是多少|是谁|有哪些|有什么|是哪些|是哪个|包括哪些|包括什么|具体(?:有|是|包括)?|分别|各自|一共|总共|主要(?:是|有)"
    r"|有?多[大长高宽久重远]|(?:这|那)(?:一)?(?:件事|项工作|边|方面|个|些)|两边|双方|多少|几[个家项条次名人位天年月]|什么时候|什么样|什么|哪些|哪几?[个项家条种位]"
    r"|哪里|哪儿|哪[天年日]|怎么样|怎么|怎样|如何|为什么|为何|吗|呢|[？?]"
)


def understand(text: str) -> Question:
    """Read a standalone question."""
    named = [match for match in _TITLE.finditer(text) if not _is_quoted(text[: match.start()])]
    titles = tuple(match[1] for match in named)
    bare = _without(text, named)
    numbers = tuple(_ASKING.sub("", number) for number in _DOCUMENT_NUMBER.findall(bare))
    phrase = match[1] if (match := _PHRASE.search(bare)) else ""
    asking = (
        bare.replace(phrase, "") if phrase else bare
    )  # “……电话……” names a task, asks for nothing
    field, topic = _field(asking, text)
    wants = Wants.FIELD if field else _wants(asking)
    return Question(
        text=text,
        wants=wants,
        topic=_topic(topic, wants),
        field=field,
        unit=_unit(asking) if wants is Wants.FIGURE else None,
        asked_at=asked.start() if (asked := _WHO.search(text)) else 0,
        attribute=_attribute(asking) if wants is Wants.FIGURE else "",
        allots=wants is Wants.TASKS or (wants is Wants.WHO and _ALLOTS.search(asking) is not None),
        allots_plainly=_PLAINLY.search(asking) is not None,
        by_when=wants is Wants.WHEN and _COMPLETED.search(asking) is not None,
        phrase=phrase,
        titles=titles,
        document_numbers=numbers,
        years=tuple(dict.fromkeys(_YEAR.findall(_DOCUMENT_NUMBER.sub("", bare)))),
    )


def _is_quoted(before: str) -> bool:
    """“落实好《条例》” names a task, not a notice."""
    return before.count("“") > before.count("”")


def _without(text: str, matches: Sequence[re.Match[str]]) -> str:
    for match in reversed(matches):
        text = text[: match.start()] + text[match.end() :]
    return text


def _field(bare: str, text: str) -> tuple[str | None, str]:
    for name, pattern in _FIELDS:
        if pattern.search(bare):
            return name, pattern.sub(" ", text)
    return None, text


def _topic(text: str, wants: Wants) -> str:
    """The question without the words of asking: what has to stand in the evidence."""
    asking = {Wants.WHO: _WHO, Wants.TASKS: _TASKS}.get(wants)
    rest = _ALLOTTED.sub(" ", asking.sub(" ", text)) if asking else text
    rest = _YEAR.sub(" ", rest)
    return re.sub(r"\s+", " ", _PHRASES.sub(" ", rest)).strip()


def _wants(text: str) -> Wants:
    ordered = (
        (Wants.PHONE, _PHONE),
        (Wants.TASKS, _TASKS),
        (Wants.WHO, _WHO),
        (Wants.WHERE, _WHERE),
        (Wants.WHEN, _WHEN),
        (Wants.FIGURE, _FIGURE),
    )
    return next((wants for wants, pattern in ordered if pattern.search(text)), Wants.TEXT)


def _attribute(text: str) -> str:
    """总投资 in …的总投资是多少亿元; empty where a verb is asked about (签约了多少)."""
    found = re.search(
        r"的([\u4e00-\u9fff]{2,8}?)(?:大概|一共|总共)?(?:是|为|有)?(?:多少|几[^个])", text
    )
    return found[1] if found else ""


def _unit(text: str) -> str | None:
    return next((match[1] for match in _FIGURE.finditer(text) if match[1]), None)
