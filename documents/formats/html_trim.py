"""Which lines of a page are the notice: its text, its title above, its attachments below."""

import re
from collections.abc import Sequence

from lxml.etree import _Element

from documents.formats.html_fields import is_byline, is_sentence
from documents.formats.html_lines import Line
from documents.formats.wraps import DATE_LINE, MARKER, NUMBER_LINE

_WIDGET_WORD = (
    r"(?:我要)?打印(?:本页|页面|文章|文本|此页)?|关闭(?:窗口|本页|页面|此页)?|分享(?:到|至|给好友)?|收藏(?:本页)?"
    r"|返回(?:顶部|首页|列表|上一页)?|(?:我要)?纠错|字体(?:大小)?|字号|[大中小]|默认|超大|特大"
    r"|无障碍(?:浏览|阅读)?|长者模式|微信|(?:新浪|腾讯)?微博|QQ(?:空间|好友)?|人人网|朗读|语音播报|放大|缩小"
    r"|下载(?:本文|文档|全文)?|点赞|TOP|今天是.*|欢迎(?:访问|光临|您).*|上一篇[:：]?.*|下一篇[:：]?.*|扫一扫.*|手机扫.*"
    r"|(?:浏览|点击|阅读|访问)(?:次数|数|量|率)?[:：]?\s*\d*\s*次?"
)
_WIDGETS = re.compile(
    rf"[\s\[\]【】（）()|｜/·:：+、-]*(?:(?:{_WIDGET_WORD})[\s\[\]【】（）()|｜/·:：+、-]*)++",
    re.IGNORECASE,
)
_CRUMBS = re.compile(
    r"(?:您|你|当前|现在|目前|所在|所处|的)+(?:位置|栏目)\s*[:：].*|首页\s*(?:>|》|›|»|/|-|→|\|).*"
    r"|(?:[^。；，\d<>]{1,24}(?:>>|»|›|＞)\s*)+[^。；，]{0,60}|(?:[^。；，\d<>]{1,24}>\s*){2,}[^。；，]{0,60}"
)
_SITE = re.compile(
    r"ICP备|公网安备|公安备案号|网站标识码|.*(?:版权所有|Copyright|©)(?!.*。$)"
    r"|(?:免责|版权|法律|隐私|网站|本网)[^，。]{0,4}声明\s*[:：]?$|未经.{0,12}(?:许可|授权).{0,20}转载",
    re.IGNORECASE,
)
_SITE_KEEPER = re.compile(
    r"(?:网站)?(?:主办|承办|协办|维护|建设|管理|开发)(?:单位|部门)?\s*[:：]|技术支持"
    r"|(?:关于|联系)我们|(?:网站|站点)地图|建议使用.*浏览器|最佳.*分辨率"
)
_CONTACT = re.compile(r"(?:联系)?(?:地址|电话|邮编|邮箱|传真|热线|邮政编码)\s*[:：]")
_RELATED = re.compile(
    r"[【\[]?(?:相关(?:链接|阅读|文章|新闻|报道|稿件|文档|文件|信息|解读|推荐|专题)|延伸阅读|推荐阅读|热点(?:新闻|推荐|专题)?"
    r"|最新(?:信息|文件|公开))[】\]]?\s*[:：]?"
)
_CREDITS = re.compile(
    r"[（(【\[]?\s*(?:责任编辑|责编|编辑|网站编辑|值班编辑|初审|复审|终审|校对|信息来源|稿件来源|文章来源|来源)\s*[:：].{0,60}"
)
_ATTACHMENT = re.compile(
    r"附\s*件.{0,80}|.{1,80}\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar|jpe?g)", re.IGNORECASE
)


def notice_lines(lines: Sequence[Line], holder: _Element, title: str | None) -> list[Line]:
    """The lines inside `holder` and those around it that belong to the notice."""
    held = set(holder.iter())
    inside = [i for i, line in enumerate(lines) if line.element in held]
    if not inside:
        return []
    start, end = inside[0], inside[-1] + 1
    above = _title_above(lines[:start], lines[start:end], title)
    below = _attachments_below(lines[end:])
    chosen = [line for line in (*above, *lines[start:end], *below) if not _is_furniture(line)]
    return _without_credits(_without_menus(_without_related(_without_site(chosen)), title))


def _title_above(
    above: Sequence[Line], inside: Sequence[Line], title: str | None
) -> Sequence[Line]:
    """What stands between the page's headline and its text; nothing where the text has the title."""
    wanted = _squeezed(title or "")
    if not wanted or wanted in _squeezed("".join(line.text for line in inside[:12])):
        return ()
    for i in range(len(above) - 1, max(-1, len(above) - 30), -1):
        together = _squeezed("".join(line.text for line in above[i : i + 4]))
        if together.startswith(wanted) and _squeezed(above[i].text):
            return [line for line in above[i:] if line.linked < 0.5]
    return ()


def _attachments_below(below: Sequence[Line]) -> Sequence[Line]:
    """The signature, date and attachments that some sites put after the text's own element."""
    count = 0
    for i, line in enumerate(below):
        signed = i + 1 < len(below) and len(line.text) < 30 and _dated(below[i + 1])
        if not (_dated(line) or signed or line.attached or _ATTACHMENT.fullmatch(line.text)):
            break
        count = i + 1
    return below[:count]


def _dated(line: Line) -> bool:
    return bool(DATE_LINE.fullmatch(line.text) or NUMBER_LINE.fullmatch(line.text))


def _is_furniture(line: Line) -> bool:
    if line.block.row or len(line.text) > 160:
        return False
    return bool(_WIDGETS.fullmatch(line.text) or _CRUMBS.fullmatch(line.text))


def _without_site(lines: list[Line]) -> list[Line]:
    """Cut what the site says about itself, from its first mark on.

    Only a short end of the page without numbered or attached text can be that.
    """
    for i in range(_notice_end(lines), len(lines)):
        if _is_site(lines[i]):
            return _without_contacts(lines[:i])
    return lines


def _without_contacts(lines: list[Line]) -> list[Line]:
    """Cut who keeps the site; an address or telephone alone may be the notice's own."""
    end = len(lines)
    for i in range(len(lines) - 1, -1, -1):
        if _SITE_KEEPER.match(lines[i].text):
            end = i
        elif not _CONTACT.match(lines[i].text):
            break
    return lines[:end]


def _is_site(line: Line) -> bool:
    return len(line.text) < 200 and not _is_notice(line) and bool(_SITE.search(line.text))


def _notice_end(lines: Sequence[Line]) -> int:
    """Where the last line stands that can only be the notice's own."""
    return max((i for i, line in enumerate(lines) if _is_notice(line)), default=0)


def _is_notice(line: Line) -> bool:
    return line.block.row or line.attached or bool(MARKER.match(line.text))


def _without_menus(lines: list[Line], title: str | None) -> list[Line]:
    """Drop the link lines before the first and after the last sentence, but no attachment."""
    told = [i for i, line in enumerate(lines) if is_sentence(line)]
    if not told:
        return lines
    wanted = _squeezed(title or "")
    return [
        line
        for i, line in enumerate(lines)
        if told[0] <= i <= told[-1]
        or line.linked < 0.6
        or _is_notice(line)
        or _ATTACHMENT.fullmatch(line.text)
        or _squeezed(line.text) == wanted
    ]


def _without_related(lines: list[Line]) -> list[Line]:
    """Cut the list that follows the notice under 相关链接 and the like."""
    for i in range(_notice_end(lines), len(lines)):
        if _RELATED.fullmatch(lines[i].text):
            return lines[:i]
    return lines


def _without_credits(lines: list[Line]) -> list[Line]:
    end = len(lines)
    while end and (_CREDITS.fullmatch(lines[end - 1].text) or is_byline(lines[end - 1])):
        end -= 1
    return lines[:end]


def _squeezed(text: str) -> str:
    return "".join(text.split())
