"""Read .html and .htm: the notice on a government page, its metadata and its title."""

import re

from lxml import etree
from lxml.etree import _Element

from documents.errors import EmptyFileError, MislabelledFileError
from documents.formats.html_encoding import decode_page
from documents.formats.html_fields import is_sentence, take_fields
from documents.formats.html_lines import page_lines
from documents.formats.html_page import notice_element, prune
from documents.formats.html_trim import notice_lines
from documents.formats.spacing import tidy
from documents.notice import Draft

_MARKUP = re.compile(
    r"<\s*(?:html|head|body|meta|title|div|p|br|span|table|tr|td|li|h[1-6]|article|section|a)\b",
    re.IGNORECASE,
)
_FOREIGN = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "Word（.docx）或压缩",
    b"\xd0\xcf\x11\xe0": "旧版 Word（.doc）",
}
_SEPARATOR = re.compile(r"\s*[_|｜]+\s*|\s*[—–]+\s*|\s*-+\s*")
_SITE_NAME = re.compile(
    r".*(?:网|网站|门户|政府|委员会|办公室|平台|专栏|公开|[厅局委办部院]|首页|通知公告|文件|政策法规|动态|要闻)(?:[（(].*[）)])?"
)
_LONGEST_TITLE = 1000
_META_FIELDS = {"PubDate": "发布日期", "ContentSource": "来源"}
"""网页标签 of government sites (国办发〔2017〕47号, annex) → the field's name."""


def read_html(content: bytes) -> Draft:
    """Raises MislabelledFileError, DamagedFileError for the encoding, EmptyFileError."""
    root = _parse(content)
    body = root.find("body")
    if body is None:
        raise EmptyFileError(_NO_WORDS)
    metas = _metas(root)
    headline = _headline(root, metas)
    prune(body)
    fields, lines = take_fields(page_lines(body, _length(body)))
    title = fields.get("标题") or headline
    holder = notice_element(body, [line for line in lines if is_sentence(line)])
    blocks = tuple(line.block for line in notice_lines(lines, holder, title))
    if not blocks:
        raise EmptyFileError(_NO_WORDS)
    for name, label in _META_FIELDS.items():
        if metas.get(name):
            fields.setdefault(label, metas[name])
    return Draft(blocks=blocks, fields=fields, title=title)


_NO_WORDS = "网页里没有正文文字。请在浏览器中打开原网页，等正文显示后再另存为网页。"


def _parse(content: bytes) -> _Element:
    if not content.strip():
        raise EmptyFileError("文件是空的。请重新保存网页后再放入。")
    for magic, kind in _FOREIGN.items():
        if content.startswith(magic):
            raise MislabelledFileError(f"内容不是网页，而是{kind}文件。请改用正确的扩展名。")
    text = decode_page(content)
    if not _MARKUP.search(text):
        raise MislabelledFileError(
            "内容不是网页（没有 HTML 标记）。如果是纯文字，请把扩展名改为 .txt。"
        )
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    root = etree.fromstring(text.encode("utf-8"), parser)
    if root is None:
        raise EmptyFileError(_NO_WORDS)
    return root


def _metas(root: _Element) -> dict[str, str]:
    metas = (
        (meta.get("name", ""), tidy(meta.get("content", ""))[:_LONGEST_TITLE])
        for meta in root.iter("meta")
    )
    return {name: content for name, content in metas if name and content}


def _headline(root: _Element, metas: dict[str, str]) -> str | None:
    """The page's title without the site's name: <meta ArticleTitle>, <title>, else <h1>."""
    title = metas.get("ArticleTitle") or _without_site(_words_of(root, "title"))
    if not title or _SITE_NAME.fullmatch(title):
        title = _words_of(root, "h1") or title
    return title or None


def _words_of(root: _Element, tag: str) -> str:
    element = next(root.iter(tag), None)
    words = "".join(map(str, element.itertext())) if element is not None else ""
    return tidy(words)[:_LONGEST_TITLE]


def _without_site(title: str) -> str:
    """标题_栏目_某某市人民政府 → 标题; a dash inside the title itself stays."""
    parts = _SEPARATOR.split(title)
    marks = _SEPARATOR.findall(title)
    while len(parts) > 1 and _SITE_NAME.fullmatch(parts[-1]):
        parts.pop()
        marks.pop()
    while len(parts) > 1 and re.fullmatch(r".*(?:网|网站|人民政府|首页)", parts[0]):
        parts.pop(0)
        marks.pop(0)
    return "".join(part + mark for part, mark in zip(parts, [*marks, ""], strict=True)).strip()


def _length(body: _Element) -> int:
    return sum(len(words.strip()) for words in body.itertext())
