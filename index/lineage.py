"""Tell editions of one text by their titles: 水务条例, 水务条例（2024年修订）, 关于印发水务条例的通知."""

import re
import unicodedata

from index.schema import key

_HANDED_OUT = re.compile(
    r"(?:关于)?(?:重新|修订|联合)?(?:印发|发布|公布|颁布|下发|颁发)(?:《(?P<named>[^《》]+)》|(?P<plain>[^《》]+?))"
    r"(?:的(?:通知|公告|通告|令|函|决定))(?P<after>\([^()]*\))?$"
)
_EDITION = re.compile(
    r"\((?:[12]\d{3}年?(?:\d{1,2}月)?(?:\d{1,2}日)?)?(?:第?[一二三四五六七八九十\d]+次)?"
    r"(?:修订|修正|修改|修订稿|新修订|试行|暂行|重新发布|公布|本|版|最新|现行有效|已废止|已失效|废止|失效)*版?本?\)$"
    r"|\([12]\d{3}[-./]\d{1,2}[-./]\d{1,2}\)$"
)
_DRAFT = re.compile(r"征求意见|草案|送审稿|讨论稿|草稿|解读|说明")
_RULES = re.compile(
    r"(?:条例|规定|办法|细则|章程|方案|规则|规程|制度|准则|规范|预案|法典|(?<![办方做立执司])法)$"
)
_GENERIC = re.compile(
    r"(?:实施|工作|管理|行动|暂行|试行|总体|专项|具体|若干|有关|内部|单位|本市|我市)*(?:方案|办法|细则|规定|制度|规则|规程|规范|预案|章程)"
)


def lineage(title: str) -> str:
    """What all editions of a text of rules have in common; empty for a title of anything else.

    Only texts that are revised as a whole have editions (条例, 办法, 规定, 细则, 法, 章程, 方案, …);
    a yearly 要点 or 通知 has none, and neither has a draft, nor a 实施方案 that says no more.
    """
    name = unicodedata.normalize("NFKC", title).replace("〈", "《").replace("〉", "》")
    name = name.replace("<", "《").replace(">", "》").replace(" ", "")
    if _DRAFT.search(name):
        return ""
    if handed_out := _HANDED_OUT.search(_without_edition(name)):
        name = handed_out["named"] or handed_out["plain"]
    name = _without_edition(name.strip("《》")).removeprefix("中华人民共和国")
    found = key(name)
    return found if _RULES.search(name) and not _GENERIC.fullmatch(found) else ""


def number_key(document_number: str) -> str:
    """How document numbers are compared: the State Council's orders have three spellings."""
    return re.sub(r"^(?:中华人民共和国)?国务院令", "国令", key(document_number))


def _without_edition(name: str) -> str:
    """Without （2024年修订）（试行） at the end."""
    while (shorter := _EDITION.sub("", name)) != name:
        name = shorter
    return name
