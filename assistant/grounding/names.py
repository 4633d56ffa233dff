"""Bodies and places that a text names. Pure, given a lexicon."""

import re
from collections.abc import Iterator
from typing import Protocol

from assistant.grounding.facts import Fact, Sort
from index.words import bare_place

_KINDS = "局|委员会|委|办公室|办公厅|办|政府|中心|公司|厅|部|部门|机关|院|处|科|站|所|社|署|街道"
_BODY = re.compile(
    rf"(?:{_KINDS}|管委会|[居村]委会|集团|银行|大学|学校|协会|商会|学会|联合会|工会|妇联|残联|支队|大队|总队|指挥部|领导小组|专班|海关)$"
)
_NO_BODY = re.compile(
    r"(?:[全内外东西南北中局各干首腹]部|到处|[好益住用坏短长之出深处何]处|[厕有无住会]所|.*场所|[结格布大全开败当]局"
    r"|旁站|[开举主承协督申创筹联交经代停补严兴]办|[学本专百理文工]科|网站|车站|社会|原委|编委|[住出入]院|[^\u4e00-\u9fff]+.?)"
)
_GENERIC = re.compile(
    rf"(?:管理|监督|监管|主管|行政|有关|相关|总|分|服务|工作|建设|人民|指挥|研究|有限|责任|股份)*(?:{_KINDS})"
)
_RANK = re.compile(r"(?:省|市|县|区|州|旗|盟|镇|乡|村|街道|国家|中央|地区)$")
_BARS = re.compile(
    r"(?:牵头|负责|配合|会同|联合|组织|协同|主办|承办|协办|落实|责任|单位|给予|免去|任命|[担出兼]任|[由和与及经向报送交请并或对将为以按据同让在于等的归是]|设[在于]|召开)$"
)
_JOINING = frozenset("和与及")
"""经济和信息化局 is one body; 发展改革委和财政局 are two."""
_EDGES = re.compile(
    r"^[归期年月由和与及经向报送交请并或对将为以按据同让在被把给从的了已可是须应需则后前内要]+"
    r"|[由和与及的了等为是须应可将均则于至到后前内要]+$"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    "金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺顾毛郝龚邵钱严覃武戴莫孔汤苗齐康伍俞岳柳樊颜倪施牛温葛辛管祝霍耿关焦翟柯祁阮童章梅盛穆纪舒屈欧"
)
_JOINED = re.compile(r"[和与及或的由]")
_ANY = frozenset(("学校", "大学", "公司", "银行", "集团", "协会", "商会", "学会", "中心"))
_LIGHT = frozenset(
    "最再多来去发领归从办另有一人年所将已还就只都也能会可请用给拿做作要须应当按照被让把对向由在至到自起与和及或者中内外前后上下大小新各每"
    "该其此本这那个些时月日次第共仅约均全总合计等为是无不未没期了的得着过便即凡且并而则仍又更较很先后需招报设定达占超满近逾余离距隔凭经沿依照予系手底间处若如同随但持"
)
"""Characters that are words by themselves, of which a segmenter makes words that nobody knows."""
_OF_VERB = frozenset("需有在属得列示述用涉产做提称指")
"""所 before these begins a clause: 所需."""
_ORDINARY = frozenset(("印发", "转发", "下发", "号文"))
"""Words of notices that the dictionary has not, or as names."""
_AREAS = re.compile(r"(?:度假|开发|高新|经开|示范|合作|管理|保税|新)区$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST, _SHORTEST = 18, 2
_KIND = re.compile("部门|局|厅|委员?会?|办公?室?|政府|中心|处|科|院")
_LEFT_OUT = 6
"""Characters in a row that a short name may leave out."""


class Lexicon(Protocol):
    """Knows words."""

    def tokens(self, text: str, *, guess: bool = True) -> list[str]:
        """The words of a text in order; together they are the text.

        Unless it is to guess at words that no dictionary has, their characters are words.
        """
        ...

    def places(self, text: str) -> list[str]:
        """The places that a text names."""
        ...

    def is_name(self, word: str) -> bool:
        """Whether a word is the name of a person, a place or a body."""
        ...

    def knows(self, word: str) -> bool:
        """Whether a word stands in the dictionary."""
        ...


def is_generic(name: str) -> bool:
    """Whether any body may be called so: 办公室, 有关部门."""
    return _GENERIC.fullmatch(name) is not None


def named(words: str, lexicon: Lexicon) -> Iterator[Fact]:
    """Every body and place that a plain text names."""
    yield from _bodies(words, lexicon)
    yield from _areas(words, lexicon)
    for place in lexicon.places(words):
        bare = _trimmed(place, lexicon)
        if place[0] in "全各本我":
            continue
        for match in re.finditer(re.escape(bare), words):
            yield Fact(Sort.PLACE, (bare,), *match.span())


def foreign_names(words: str, sources: str, lexicon: Lexicon) -> Iterator[str]:
    """The names in a plain text of which the sources know nothing."""
    for body in _bodies(words, lexicon):
        if not _is_known(body.value[0], _short(sources), lexicon):
            yield body.value[0]
    for place in lexicon.places(words):
        if lexicon.knows(place) and not lexicon.is_name(place):
            continue
        own = _trimmed(place, lexicon)
        if own not in sources and not _is_short_in(own, sources, lexicon):
            yield place
    for token in lexicon.tokens(words):
        is_new = token not in sources and _CHINESE.fullmatch(token)
        is_short = _BODY.search(token) and is_short_for_one(token, sources)
        if is_new and not is_short and _is_own(token, sources, lexicon):
            yield token


def _trimmed(place: str, lexicon: Lexicon) -> str:
    """Without the words that a guess at a place has taken with it: 点由市, 归省."""
    return place if lexicon.is_name(place) else _EDGES.sub("", re.sub(r".*[由归]", "", place))


def _is_short_in(place: str, sources: str, lexicon: Lexicon) -> bool:
    """静海 stands for 静海区; 加工, a common word, not for 加工区."""
    short = bare_place(place)
    return short in sources and (lexicon.is_name(short) or not lexicon.knows(short))


def _bodies(words: str, lexicon: Lexicon) -> Iterator[Fact]:
    """Runs of words that end as bodies do, with what may belong to the name before them."""
    first = start = 0
    is_body = False
    for token in _tokens(words, lexicon):
        end = start + len(token)
        joins = token in _JOINING and not is_body and start > first
        is_body = bool(_BODY.search(token)) and not _NO_BODY.fullmatch(token)
        if token.endswith("所") and words[end : end + 1] in _OF_VERB:
            is_body = False
        if not _CHINESE.fullmatch(token) or (_BARS.search(token) and not joins):
            first = end
        elif is_body and _names_one(words[first:end], words[:first]):
            begin = max(first, end - _LONGEST)
            yield Fact(Sort.NAME, (_short(words[begin:end]),), begin, end)
        start = end


def _names_one(run: str, before: str) -> bool:
    """等部门 names none."""
    is_rest = run == "部门" and before.endswith("等")
    if _EDGES.sub("", run) in _ANY:
        return False
    return len(_EDGES.sub("", run)) >= _SHORTEST and not is_rest


def _short(name: str) -> str:
    return name.replace("人民政府", "政府").replace("管理委员会", "管委会").replace("委员会", "委")


def _areas(words: str, lexicon: Lexicon) -> Iterator[Fact]:
    """度假区 and the word before it, which says which."""
    before, start = "", 0
    for token in lexicon.tokens(words):
        if _AREAS.fullmatch(token) and len(before) >= _SHORTEST and _CHINESE.fullmatch(before):
            yield Fact(Sort.PLACE, (before + token,), start - len(before), start + len(token))
        before, start = token, start + len(token)


def _tokens(words: str, lexicon: Lexicon) -> Iterator[str]:
    """The dictionary has 局确定 as a word."""
    for token in lexicon.tokens(words, guess=False):
        rest = token[1:]
        if token[0] in "局厅委署" and len(rest) > 1 and lexicon.knows(rest):
            yield token[0]
            yield rest
        else:
            yield token


def _is_own(token: str, sources: str, lexicon: Lexicon) -> bool:
    """Whether a word is a name; one that no dictionary has may be parts of two words: 由区, 立后."""
    if lexicon.is_name(token):
        return len(token) >= _SHORTEST and token not in _ORDINARY
    bare = _EDGES.sub("", token)
    pieces = lexicon.tokens(token, guess=False)
    if token[0] not in SURNAMES and all(_is_word(p, sources, lexicon) for p in pieces):
        return False
    joined = token[0] not in SURNAMES and all(part in sources for part in _JOINED.split(bare))
    return not (lexicon.knows(token) or bare in sources or token in _ORDINARY or joined)


def _is_word(piece: str, sources: str, lexicon: Lexicon) -> bool:
    is_common = len(piece) > 1 and lexicon.knows(piece) and not lexicon.is_name(piece)
    return piece in sources or piece in _LIGHT or is_common


def _is_known(name: str, sources: str, lexicon: Lexicon) -> bool:
    """Whether the sources have the whole name; what a run has before it is a guess."""
    first = next(i for i in range(len(name) + 1) if name[i:] in sources)
    before, end = name[:first], name[first:]
    if before and is_short_for_one(name, sources):
        return True
    if before and (_RANK.search(before) or _ends_with_place(before, lexicon)):
        return False
    tokens = lexicon.tokens(name, guess=False)
    enough = "".join(tokens[-2:]) if is_generic(tokens[-1]) else tokens[-1]
    return len(end) >= len(enough)


def is_short_for_one(name: str, words: str) -> bool:
    """Whether a text has a name of which this one leaves characters out: 市文旅局, 市文化和旅游局."""
    name = _EDGES.sub("", name).replace("级", "")
    runs = (_run(name, words, match.start()) for match in re.finditer(name[:1] or "$", words))
    kinds = len(_KIND.findall(name))
    return len(name) > _SHORTEST and any(run and len(_KIND.findall(run)) == kinds for run in runs)


def _run(name: str, words: str, at: int) -> str:
    """The text in which the characters of a name follow one another, with few between; or ""."""
    begin = at
    for character in name:
        place = words.find(character, at, at + _LEFT_OUT + 1)
        if place < 0:
            return ""
        at = place + 1
    run = words[begin:at]
    return run if _CHINESE.fullmatch(run) else ""


def is_short_for(one: str, two: str) -> bool:
    """Whether the one leaves characters of the other out, but not its first and last."""
    short, long = sorted((one.replace("级", ""), two.replace("级", "")), key=len)
    rest = iter(long)
    return len(short) > _SHORTEST and short[-1] == long[-1] and all(c in rest for c in short)


def _ends_with_place(before: str, lexicon: Lexicon) -> bool:
    return any(before.endswith(place) for place in lexicon.places(before))
