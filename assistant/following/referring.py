"""What 这个方案, 该项目, 它 and 第二项 mean: the notice, thing or listed item spoken of before."""

import re
from collections.abc import Iterator, Sequence

from assistant.following.listing import listed_in, number
from assistant.following.topics import Exchange, asks, begins_generic, is_whole, joined, quotations
from assistant.following.wording import DOING, GENERIC, any_of


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


_PAPERS = _words(
    "实施方案 工作方案 行动方案 分工方案 方案 行动计划 计划 规划 通知 意见 办法 规定 条例 细则 批复 纪要 要点",
    "复函 函 总结 报告 公告 决定 通报 协议",
)
_ANY_PAPER = _words("文件 公文 文")
_THINGS = _words(
    "项目 活动 会议 仪式 制度 机制 政策 平台 措施 举措 园区 园 基金 资金 补贴 补助 奖励 公司 企业 集团 单位",
    "部门 机构 学校 医院 线路 航线 班列 中心 工程 专班 领导小组 小组 系统 表 区 县 市 镇",
)
_AFFAIRS = _words("事情 事儿 事 工作 任务 问题 情况 业务 事项")
_BODY_NOUNS = _words("单位 部门 机构 公司 企业 集团")
_NOUN = any_of(" ".join((*_PAPERS, *_ANY_PAPER, *_THINGS, *_AFFAIRS)))
_PRONOUN = re.compile(
    r"(?:(?:上述|上面|前面|刚才|以上)(?:那个?|这个?|的|说的|提到的|讲的)?|(?:这|那)[一两几三]?[个份项条次些批笔家件类种场届部篇座支套]"
    r"|(?<!应)该|(?<![因从至])此|(?<![基根])本|这|那)"
    rf"(?P<noun>{_NOUN})(?![性化类库包员长])"
)
_MEASURED = re.compile(r"[个份项条次些批笔家件类种场届部篇座支套该]|述|面|才|上")
_IT = re.compile(r"(?<!其)(?:它们?|[他她](?!们|方))|^(?:其中的?|其(?=的)|这里面的?|里面的?)")
_PAPER_ASKED = re.compile(r"文号|字号|索引号|印发|发文|成文|主送|抄送|制定机关")
_THING_ASKED = re.compile(
    rf"(?:什么|哪[个家些])(?!{any_of(' '.join(_BODY_NOUNS))}){any_of(' '.join(_THINGS))}[？?。\s]*$"
)
_PERSON_ASKED = re.compile(r"谁|哪位|(?:人|长|主任)是")
_APPOSED = re.compile(r"[\u4e00-\u9fff》”]$")
_JOINS = re.compile(rf"(?:{GENERIC}|[在于对从按把给为和与跟由到是请的]|根据|依据)$")
_LONGEST_TITLE = 120
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[【（(](?:19|20)\d{2}[〕\]】）)]第?\d{1,5}号")
_EDGE = re.compile(
    r"[^\w“”‘’·—-]|[的了由将在把被为以按]|对(?![口接外标])|关于|根据|按照|依据|印发|负责|牵头|推进|推动|制定|支持|报送|填写|包括|加快|加强|完成|开展|落实|签订|同意|会同"
    r"|组织|投资|请问|那么"
)
_VAGUE = re.compile(
    r"(?:(?:第?[\d一二三四五六七八九十百两]+[个项家批次份]?|各类?|相关|有关|签约|重点|其他|所有|全部|首批|每个|单个|这|那|该|本|此|上述|什么|哪些?|哪[个项家份]?"
    r"|新|等|现|原|老|旧|以上|这些|那些|多少)个?)*"
)
_ITEM = re.compile(
    r"^(?:(?:上面|上述|前面|刚才|以上|其中|里面)(?:的|说的|提到的|列的|那些?)?)?"
    r"(?:第(?P<n>[一二两三四五六七八九十]{1,3}|\d{1,2})|(?P<last>最后一))(?:个|项|条|点|种|件|家|位|步|款)(?P<rest>.*)$",
    re.DOTALL,
)
_KIND = re.compile(r"^(?:部门|单位|任务|项目|材料|条件|措施|问题|要求|内容|活动)(?!是?什么)")
_BODY = re.compile(r"(?:局|委|委员会|办|厅|部|中心|公司|集团|政府|管委会|供销社|工商联|妇联|协会)$")
_BODIES = re.compile(
    r"(?:^|(?<=[：:、，。；\s—由是]))[\u4e00-\u9fff]{2,20}?(?:局|委员会|委|办公室|办|厅|部|中心|公司|集团|人民政府|管委会|供销社)"
    r"(?=[、，。；（(\[\s]|$|负责|牵头|配合)"
)
_BARE = re.compile(
    r"(?:的?(?:具体)?(?:内容|情况)?(?:具体)?(?:是|有|说的是|讲的是|指的?是?)?(?:什么|啥|哪个|哪些)(?:内容|意思)?|呢|的?(?:具体)?(?:内容|情况)?呢?)?[？?。\s]*"
)


def with_names(text: str, said: Sequence[Exchange]) -> str | None:
    """The question with its first pronoun replaced by what it means; None where it has none."""
    found = _PRONOUN.search(text)
    if found and _refers(text, found):
        many = re.search(r"[些两几三]", found[0]) and found["noun"] in _BODY_NOUNS
        name = (None if many else _named(found["noun"], said)) or said[-1].about
        rest = text[found.end() :]
        return joined(name, rest) if not found.start() else f"{text[: found.start()]}{name}{rest}"
    it = _IT.search(text)
    if found or not it or is_whole(text[: it.start()]):
        return None
    rest = text[it.end() :].removeprefix("的")
    about = subject(rest, said, pronoun=it[0])
    if it.start():
        return f"{text[: it.start()]}{about}{text[it.end() :]}"
    return f"{about}，{rest}" if is_whole(rest) else joined(about, rest)


def subject(rest: str, said: Sequence[Exchange], pronoun: str = "") -> str:
    """What the words that ask are said of: the notice for 文号, the thing asked for by 它, the topic."""
    last = said[-1]
    if _PAPER_ASKED.search(rest):
        return _notice_in(last.about) or _any_notice(said) or last.about
    name = re.sub(r"\[\d{1,3}\]|[。\s]", "", last.answer)
    wanted = _PERSON_ASKED if pronoun in {"他", "她"} else _THING_ASKED
    is_name = re.fullmatch(r"\w{2,20}", name) and wanted.search(last.asked)
    return name if is_name and pronoun not in {"其中", "其"} else last.about


def with_item(text: str, said: Sequence[Exchange]) -> str | None:
    """The question about the n-th of what was listed last; None where it asks for none."""
    found = _ITEM.match(text)
    if not found or not begins_generic(found["rest"]):
        return None
    n = -1 if found["last"] else number(found["n"]) - 1
    listed = next((i for e in reversed(said) if len(i := listed_in(e.answer)) > max(n, 0)), None)
    if listed is None:
        return None
    item, rest = listed[n], _KIND.sub("", found["rest"])
    if not _BARE.fullmatch(rest):
        return f"{item}{rest}"
    before = next((other for other in listed if other in said[-1].asked), None)
    if before:
        return said[-1].asked.replace(before, item)
    is_body = _BODY.search(item) and not re.match(DOING, item)
    return f"{item}负责哪些任务？" if is_body else f"{item}的具体内容是什么？"


def _refers(text: str, pronoun: re.Match[str]) -> bool:
    """文化旅游合作这项工作 names its matter itself, 这个月 and 那政策性保险 refer to nothing."""
    before, after = text[: pronoun.start()].rstrip(" ，,"), text[pronoun.end() :]
    if _APPOSED.search(before) and not _JOINS.search(before):
        return False
    return bool(_MEASURED.search(pronoun[0])) or begins_generic(after)


def _named(noun: str, said: Sequence[Exchange]) -> str | None:
    """The last thing spoken of that is called by the noun, or the last notice for 这份文件."""
    if noun in _ANY_PAPER:
        return _any_notice(said)
    if noun in _AFFAIRS:
        return next(_names_in(said[-1].asked, noun), None)
    if noun in _BODY_NOUNS and (found := _BODIES.search(said[-1].answer)):
        return found[0]
    texts = (text for past in reversed(said) for text in _texts(past))
    name = next((name for text in texts if (name := _last_called(text, [noun]))), None)
    return name or (_cited(said) if noun in _PAPERS else None)


def _texts(past: Exchange) -> tuple[str, str, str]:
    """What was said, the likeliest to hold a name first."""
    titles = "\n".join(f"《{title}》" for title in past.titles[::-1])
    return past.asked, titles, past.answer


def _cited(said: Sequence[Exchange]) -> str | None:
    """The notice cited last."""
    return next((f"《{past.titles[0]}》" for past in reversed(said) if past.titles), None)


def _any_notice(said: Sequence[Exchange]) -> str | None:
    """The notice spoken of last, whatever it is called: by title, else by number."""
    for past in reversed(said):
        if past.titles:
            return f"《{past.titles[0]}》"
        if name := _notice_in(past.asked) or _last_called(past.answer, _PAPERS):
            return name
        if number := _NUMBER.search(past.answer) or _NUMBER.search(past.asked):
            return number[0]
    return None


def _notice_in(asked: str) -> str | None:
    """The notice that a question names: any title, or words that end as a notice's name does."""
    return next(iter(_titles(asked)), None) or _last_called(asked, _PAPERS)


def _titles(text: str) -> list[str]:
    spans = (span for span in quotations(text) if text[span[0]] == "《")
    return [text[a:b] for a, b in spans if b - a <= _LONGEST_TITLE]


def _last_called(text: str, nouns: Sequence[str]) -> str | None:
    quoted = [title for title in _titles(text) if any(noun in title for noun in nouns)]
    if quoted:
        return quoted[-1]
    plain = [name for noun in nouns for name in _names_in(text, noun)]
    return max(plain, key=len) if len(nouns) > 1 and plain else plain[-1] if plain else None


def _names_in(text: str, noun: str) -> Iterator[str]:
    """Words that end with the noun and say which one: 澜沧港二期工程项目, not 23个项目."""
    for match in re.finditer(noun, text):
        window = text[max(0, match.start() - 40) : match.start()]
        edges = [edge.end() for edge in _EDGE.finditer(window)]
        name = window[edges[-1] if edges else 0 :]
        if len(name) > 1 and not _VAGUE.fullmatch(name) and not asks(name):
            yield name + noun
