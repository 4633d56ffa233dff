"""Tell a notice from the web page that it was copied out of: metadata, navigation, copyright."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from documents.formats.wraps import MARKER

LABELS = {
    "索引号": "索引号", "分类": "分类", "主题分类": "分类", "体裁分类": "分类", "信息分类": "分类",
    "发文机关": "发文机关", "发布机构": "发文机关", "发文单位": "发文机关", "制发机关": "发文机关",
    "发布单位": "发文机关", "公开主体": "发文机关", "成文日期": "成文日期", "生成日期": "成文日期",
    "发文日期": "成文日期", "标题": "标题", "名称": "标题", "信息名称": "标题", "文件名称": "标题",
    "发文字号": "发文字号", "文号": "发文字号", "文件编号": "发文字号", "发布日期": "发布日期",
    "公开日期": "发布日期", "发布时间": "发布日期", "信息来源": "来源", "来源": "来源",
    "主题词": "主题词", "有效性": "有效性", "效力状态": "有效性", "公文时效": "有效性",
}  # fmt: skip
"""The labels of government pages' metadata tables → the field's one name."""

_LABEL = "|".join(r"\s*".join(label) for label in sorted(LABELS, key=len, reverse=True))
_PAIR = re.compile(rf"({_LABEL})\s*[:：]\s*(.*?)\s*(?=(?:{_LABEL})\s*[:：]|$)")
_CRUMBS = re.compile(r"(>>|您(?:当前|现在)?(?:的|所在)?位置|^当前位置|^首页\s*[>›»])")
_BYLINE = re.compile(
    r"(?=.*(?:来源|编辑|责编|作者|记者)\s*[:：])(?=.*[12]\d{3}[-年/.]\d{1,2}[-月/.]\d{1,2}).{8,160}"
)
_CONTACT = re.compile(r"(热线|邮箱|电话|微信|投稿|客服)\s*[:：]")
_COPYRIGHT = re.compile(
    r"(^版权所有(?![者人权方])|版权所有(?:[:：\s©]|$)|(?:版权|免责|著作权)(?:.{0,12}的)?声明\s*[:：]?$|^本网.{0,6}声明"
    r"|ICP备\s*(?:案号)?\s*[:：]?\s*\d|公网安备\s*\d|网站标识码|©|Copyright)",
    re.IGNORECASE,
)
_PAGE_WORDS = re.compile(
    r"^(打印|关闭|分享(?:到)?|返回顶部|字体|字号|收藏|【?大】?[ 】【]*中[ 】【]*小】?|扫一扫.*"
    r"|相关(?:阅读|链接|新闻)[:：]?|上一篇.*|下一篇.*)$"
)
_SENTENCE = re.compile(r"[。！？；]")


@dataclass(frozen=True)
class PageText:
    """The notice's own lines, and what the page said about it."""

    lines: Sequence[str]
    fields: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None


def trim_page(lines: Sequence[str]) -> PageText:
    """Lines of a text copied from a page → the notice's lines, with metadata lines as fields."""
    fields, rest = _take_fields(lines)
    rest = [line for line in rest if not _PAGE_WORDS.fullmatch(line)]
    start, title = _news_start(rest)
    body = rest[start : _copyright_start(rest)]
    return PageText(lines=_without_crumbs(body), fields=fields, title=title)


def _take_fields(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Label lines near the top, where at least two different ones stand; else nothing is taken."""
    fields: dict[str, str] = {}
    taken: set[int] = set()
    for i, line in enumerate(lines[:40]):
        if re.match(rf"(?:{_LABEL})\s*[:：]", line):
            taken.add(i)
            for label, value in _PAIR.findall(line):
                if value:
                    fields.setdefault(LABELS[re.sub(r"\s", "", label)], value)
    if len(fields) < 2 or set(fields) <= {"来源", "发布日期"}:
        return {}, list(lines)
    return fields, [line for i, line in enumerate(lines) if i not in taken]


def _news_start(lines: Sequence[str]) -> tuple[int, str | None]:
    """Where a news page's headline stands: the line before its byline, after short site lines."""
    byline = next((i for i, line in enumerate(lines[:30]) if _BYLINE.fullmatch(line)), None)
    if byline is None:
        return 0, None
    above = [i for i in range(byline) if lines[i]]
    if not above or any(_SENTENCE.search(lines[i]) for i in above):
        return 0, None
    site = [lines[i] for i in above[:-1]]
    if site and not any(_CONTACT.search(s) or _CRUMBS.search(s) or s.count(" ") > 3 for s in site):
        return 0, None
    return above[-1], lines[above[-1]]


def _copyright_start(lines: Sequence[str]) -> int:
    """Where the site's own statement begins, after the notice; the number of lines if there is none.

    Only the last part of a page counts, and only a line that opens the statement: a notice that
    speaks about copyright in a sentence keeps it.
    """
    filled = [i for i, line in enumerate(lines) if line]
    for i in filled[len(filled) // 2 :]:
        line = lines[i]
        if len(line) < 60 and _COPYRIGHT.search(line) and not MARKER.match(line):
            return i
    return len(lines)


def _without_crumbs(lines: Sequence[str]) -> list[str]:
    head = [line for line in lines[:6] if not (_CRUMBS.search(line) and not _SENTENCE.search(line))]
    return [*head, *lines[6:]]
