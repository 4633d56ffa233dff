"""Faults of Word documents: the markup of their text, styles and lists."""

import re
from collections.abc import Callable
from random import Random

from tests.documents.malforming_docx import (
    END,
    MAIN,
    NUMBERING,
    RELATIONS,
    STYLES,
    TYPES,
    Parts,
    packed,
    parts_of,
)

Fault = Callable[[bytes, Random], bytes]

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _with(parts: Parts, before_end: str) -> bytes:
    """Packed, with something more at the end of the text."""
    text = parts[MAIN].replace(END, before_end.encode() + END)
    return packed(parts | {MAIN: text})


def mutate_xml(content: bytes, random: Random) -> bytes:
    """Bytes changed inside a part, the archive sound."""
    parts = parts_of(content)
    name = random.choice(
        (
            MAIN,
            MAIN,
            TYPES,
            RELATIONS,
            STYLES,
            NUMBERING,
            "_rels/.rels",
        )
    )
    part = bytearray(parts[name])
    for _ in range(random.choice((1, 3, 20))):
        part[random.randrange(len(part))] = random.randrange(256)
    return packed(parts | {name: bytes(part)})


def mutate_tags(content: bytes, random: Random) -> bytes:
    """Elements and attributes of a part removed, doubled, renamed or given odd values."""
    parts = parts_of(content)
    name = random.choice(
        (
            MAIN,
            MAIN,
            STYLES,
            NUMBERING,
            RELATIONS,
            TYPES,
        )
    )
    text = parts[name].decode()
    tags = sorted(set(re.findall(r"<(w:\w+|Relationship|Override|Default)\b[^>]*/>", text))) or [
        "w:p"
    ]
    for _ in range(random.choice((1, 4, 15))):
        tag = random.choice(tags)
        text = random.choice((_drop, _double, _revalue))(text, tag, random)
    return packed(parts | {name: text.encode()})


def _drop(text: str, tag: str, random: Random) -> str:
    return re.sub(rf"<{tag}\b[^>]*/>", "", text, count=random.choice((0, 1)))


def _double(text: str, tag: str, random: Random) -> str:
    times = random.choice((2, 30))
    return re.sub(rf"<{tag}\b[^>]*/>", lambda m: m[0] * times, text, count=random.choice((0, 1)))


def _revalue(text: str, tag: str, random: Random) -> str:
    odd = random.choice(
        (
            "",
            "-1",
            "0",
            "9",
            "99999999999999999999",
            "1.5",
            "Normal",
            "Heading1",
            "三",
            "²",
            "../../x",
        )
    )
    return re.sub(
        rf'(<{tag}\b[^>]*?=")[^"]*"', lambda m: f'{m[1]}{odd}"', text, count=random.choice((0, 1))
    )


def nest_tables(content: bytes, random: Random) -> bytes:
    """Tables in cells."""
    depth = random.choice((5, 60, 80, 300))
    inner = "<w:p><w:r><w:t>市商务局</w:t></w:r></w:p>"
    before, after = "<w:tbl><w:tr><w:tc>", f"{inner}</w:tc><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    return _with(parts_of(content), before * depth + inner + after * depth)


def nest_wrappers(content: bytes, random: Random) -> bytes:
    """Elements in elements: content controls, insertions, text boxes, or names no one knows."""
    depth, tag = (
        random.choice((100, 250, 5000)),
        random.choice(("w:sdtContent", "w:ins", "w:p", "w:r", "w:txbxContent", "w:x")),
    )
    inner = "<w:p><w:r><w:t>合作</w:t></w:r></w:p>"
    return _with(parts_of(content), f"<{tag}>" * depth + inner + f"</{tag}>" * depth)


def entity_bomb(content: bytes, random: Random) -> bytes:
    """Entities that stand for ten others each, or for a file of this machine."""
    parts = parts_of(content)
    lines = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    outside = '<!ENTITY l9 SYSTEM "file:///etc/passwd">'
    declared = f'<!DOCTYPE x [<!ENTITY l0 "合作">{random.choice((lines, outside))}]>'
    name = random.choice((MAIN, TYPES, RELATIONS))
    text = re.sub(rb"(<\?xml.*?\?>)", lambda m: m[1] + declared.encode(), parts[name], count=1)
    text = text.replace(b"<w:t>", b"<w:t>&l9;").replace(b"<Default", b"&l9;<Default", 1)
    return packed(parts | {name: text})


def widen(content: bytes, random: Random) -> bytes:
    """Cells that span thousands of columns or go on with cells that never began."""
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>"
    marks = (
        '<w:gridSpan w:val="99999999"/>',
        '<w:gridSpan w:val="-3"/>',
        "<w:vMerge/>",
        "<w:hMerge/>",
        '<w:gridSpan w:val="²"/>',
    )
    rows = "".join(
        "<w:tr>"
        + "".join(cell.format(random.choice(marks)) for _ in range(random.randint(0, 40)))
        + "</w:tr>"
        for _ in range(100)
    )
    return _with(parts_of(content), f"<w:tbl>{rows}</w:tbl>")


def sow_comments(content: bytes, random: Random) -> bytes:
    """Comments and processing instructions wherever elements may stand."""
    parts = parts_of(content)
    name = random.choice((MAIN, STYLES, NUMBERING, RELATIONS))
    piece = random.choice((b"<!-- a -->", b"<?a b?>"))
    return packed(parts | {name: re.sub(rb"(?<=[^?-]>)(?=<)", piece, parts[name])})


def renumber(content: bytes, random: Random) -> bytes:
    """Lists with levels, starts and formats out of range."""
    paragraphs = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{random.choice(("0", "8", "9", "-1", "x", "99999999999"))}"/>'
        f'<w:numId w:val="{random.randrange(12)}"/></w:numPr><w:outlineLvl w:val="{random.randrange(-1, 12)}"/></w:pPr>'
        "<w:r><w:t>加强合作</w:t></w:r></w:p>"
        for _ in range(200)
    )
    parts = parts_of(content)
    start = random.choice(("-5", "999999999", "99999999999999", "x"))
    parts[NUMBERING] = re.sub(
        rb'(<w:start w:val=")\d+', rf"\g<1>{start}".encode(), parts[NUMBERING]
    )
    return _with(parts, paragraphs)


def refer_in_circles(content: bytes, random: Random) -> bytes:
    """Notes that refer to themselves, styles based on each other, parts in a long chain."""
    return random.choice((_circular_notes, _circular_styles, _chained_parts))(parts_of(content))


def _circular_notes(parts: Parts) -> bytes:
    mark = '<w:p><w:r><w:t>见注</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:footnotes xmlns:w="{_WORD}"><w:footnote w:id="2">{mark}</w:footnote></w:footnotes>'
    parts = _related(parts, "footnotes", "footnotes.xml")
    return _with(parts | {"word/footnotes.xml": notes.encode()}, mark)


def _circular_styles(parts: Parts) -> bytes:
    styles = "".join(
        f'<w:style w:styleId="s{i}"><w:basedOn w:val="s{(i + 1) % 3000}"/></w:style>'
        for i in range(3000)
    )
    end = "</w:styles>"
    changed = parts[STYLES].replace(end.encode(), f"{styles}{end}".encode())
    paragraph = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>合作</w:t></w:r></w:p>'
    return _with(parts | {STYLES: changed}, paragraph * 20)


def _chained_parts(parts: Parts) -> bytes:
    parts = _related(parts, "image", "chain0.xml")
    for i in range(1500):
        parts = _related(parts, "image", f"chain{i + 1}.xml", f"word/chain{i}.xml")
        parts[f"word/chain{i}.xml"] = b"<x/>"
    return packed(parts | {"word/chain1500.xml": b"<x/>"})


def _related(parts: Parts, kind: str, target: str, name: str = MAIN) -> Parts:
    relations = name.replace("word/", "word/_rels/") + ".rels"
    line = f'<Relationship Id="r{kind}{target}" Type="{_RELATION}/{kind}" Target="{target}"/>'
    empty = f'<Relationships xmlns="{_PACKAGE}"></Relationships>'
    found = parts.get(relations, empty.encode())
    return parts | {relations: found.replace(b"</Rel", f"{line}</Rel".encode())}


MARKUP: dict[str, Fault] = {
    "坏XML": mutate_xml, "改标签": mutate_tags, "表中表": nest_tables, "深嵌套": nest_wrappers,
    "实体炸弹": entity_bomb, "循环引用": refer_in_circles, "跨列": widen, "夹注释": sow_comments,
    "错编号": renumber,
}  # fmt: skip
