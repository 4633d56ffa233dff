"""Faults of web pages: tags, attributes, tables, encodings."""

import re
from collections.abc import Callable
from random import Random

from tests.documents.malforming_text import TEXT, text_of

Fault = Callable[[bytes, Random], bytes]

_TAGS = (
    "div",
    "p",
    "span",
    "table",
    "tr",
    "td",
    "ul",
    "ol",
    "li",
    "a",
    "b",
    "font",
    "nav",
    "script",
    "style",
    "pre",
    "h1",
    "select",
    "textarea",
    "title",
    "body",
    "html",
    "head",
    "form",
    "template",
    "svg",
    "math",
    "frameset",
    "plaintext",
)
_ATTRIBUTES = (
    "id",
    "class",
    "style",
    "href",
    "colspan",
    "rowspan",
    "start",
    "value",
    "type",
    "hidden",
    "content",
    "name",
)


def _insert(content: bytes, random: Random, piece: str) -> bytes:
    text = text_of(content)
    at = random.choice([match.end() for match in re.finditer(">", text)])
    return (text[:at] + piece + text[at:]).encode()


def nest(content: bytes, random: Random) -> bytes:
    """Elements in elements, a few hundred or thousand deep, closed or not."""
    depth, tags = random.choice((200, 2000, 20_000)), random.choices(_TAGS, k=random.randint(1, 3))
    opened = "".join(f"<{tag}>" for tag in tags) * depth
    closed = "".join(f"</{tag}>" for tag in reversed(tags)) * random.choice((0, depth))
    return _insert(content, random, f"{opened}加强对口合作。{closed}")


def nest_tables(content: bytes, random: Random) -> bytes:
    """Tables in the cells of tables."""
    depth = random.choice((10, 60, 400))
    cells = "<td>牵头单位</td><td>任务，" * random.choice((1, 2))
    return _insert(
        content,
        random,
        f"<table><tr>{cells}" * depth + "市商务局负责" + "</td></tr></table>" * depth,
    )


def span_far(content: bytes, random: Random) -> bytes:
    """Cells that cover more rows and columns than there are."""
    cells = "".join(
        f'<td colspan="{_odd(random)}" rowspan="{_odd(random)}">市商务局</td>' for _ in range(9)
    )
    rows = f"<tr>{cells}</tr>" * random.choice((3, 300))
    return _insert(content, random, f"<table>{rows}</table>")


def _odd(random: Random) -> str:
    return random.choice(
        ("0", "-1", "999", "1000", "99999999999999999999", "1e9", "", "二", "²", "2")
    )


def drop_tags(content: bytes, random: Random) -> bytes:
    """Without some of its tags, closing ones above all."""
    wanted = random.choice((r"</\w+>", r"<[^>]*>", r"</(?:td|tr|table)>", r"[<>]", r'"'))
    share = random.choice((0.02, 0.3, 1))
    return re.sub(
        wanted, lambda m: "" if random.random() < share else m[0], text_of(content)
    ).encode()


def sow_tags(content: bytes, random: Random) -> bytes:
    """With tags at random places."""
    return "".join(
        c
        + (f"<{random.choice(('', '/'))}{random.choice(_TAGS)}>" if random.random() < 0.03 else "")
        for c in text_of(content)
    ).encode()


def swell_attributes(content: bytes, random: Random) -> bytes:
    """With an attribute of a megabyte, or very many."""
    name = random.choice(_ATTRIBUTES)
    value = (
        random.choice(("display:", "nav ", "nav-", "list-style ", "1", "a-_", "&lt;", " "))
        * 100_000
    )
    many = "".join(f' {name}{i}="{i}"' for i in range(20_000))
    wide = random.choice((f' {name}="{value}"', many))
    return content.replace(b"<div", f"<div{wide}".encode(), random.choice((1, 3)))


def open_ends(content: bytes, random: Random) -> bytes:
    """A comment, declaration, section or attribute that nothing closes."""
    piece = random.choice(
        (
            "<!--",
            "<![CDATA[",
            "<?php ",
            '<p title="',
            "<!DOCTYPE [",
            "<script>",
            "<textarea>",
            "</",
            "<",
        )
    )
    return _insert(content, random, piece * random.choice((1, 1000)))


def refer_oddly(content: bytes, random: Random) -> bytes:
    """Character references to what is no character."""
    odd = (
        "&#0;",
        "&#x110000;",
        "&#99999999999;",
        "&#xD800;",
        "&#xFFFE;",
        "&nosuch;",
        "&amp",
        "&#x;",
        "&#8;",
        "&bomb;",
    )
    piece = "".join(random.choices(odd, k=30)) * random.choice((1, 300))
    return _insert(content, random, f"<p>{piece}</p>")


def entity_bomb(content: bytes, random: Random) -> bytes:
    """Entities that stand for ten others each."""
    lines = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    return f'<!DOCTYPE html [<!ENTITY l0 "合作">{lines}]>'.encode() + _insert(
        content, random, "&l11;"
    )


def declare_wrongly(content: bytes, random: Random) -> bytes:
    """A declared encoding that is not the page's."""
    names = ("big5", "gb2312", "utf-16", "utf-7", "ebcdic", "iso-2022-cn", "x" * 5000, "")
    declared = content.replace(b"utf-8", random.choice(names).encode(), 1)
    return declared if random.random() < 0.5 else text_of(declared).encode("big5", "ignore")


def crowd(content: bytes, random: Random) -> bytes:
    """Tens of thousands of the same small element."""
    pieces = (
        "<script>a</script>词",
        "<p>a</p>",
        "<a href=x.doc>附件</a>",
        "<br>",
        "<li>一",
        "<p>版权所有</p>",
        "<p>相关链接</p>",
        "<nav>首页 > 通知</nav>词",
        "<td>甲</td>",
        "<p>来源：某报 日期：2024-01-01</p>",
        "<span hidden>隐</span>",
    )
    return _insert(content, random, random.choice(pieces) * random.choice((300, 10_000)))


HTML: dict[str, Fault] = {
    "深嵌套": nest,
    "表中表": nest_tables,
    "跨行列": span_far,
    "缺标签": drop_tags,
    "多标签": sow_tags,
    "大属性": swell_attributes,
    "不闭合": open_ends,
    "怪字符引用": refer_oddly,
    "实体炸弹": entity_bomb,
    "错编码声明": declare_wrongly,
    "海量元素": crowd,
    **TEXT,
}
