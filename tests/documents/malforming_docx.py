"""Faults of Word documents: the archive and its parts."""

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Fault = Callable[[bytes, Random], bytes]
Parts = dict[str, bytes]

MAIN = "word/document.xml"
STYLES = "word/styles.xml"
NUMBERING = "word/numbering.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
END = b"</w:body>"


def parts_of(content: bytes) -> Parts:
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts) -> bytes:
    """The parts as an archive."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return stream.getvalue()


def break_member(content: bytes, random: Random) -> bytes:
    """Compressed data of a part flipped, its directory intact."""
    changed = bytearray(content)
    with ZipFile(BytesIO(content)) as package:
        member = random.choice(package.infolist())
    for _ in range(random.choice((1, 20))):
        changed[member.header_offset + random.randrange(30 + member.compress_size)] ^= (
            1 << random.randrange(8)
        )
    return bytes(changed)


def break_directory(content: bytes, random: Random) -> bytes:
    """The archive's directory flipped: sizes, offsets, flags, methods, names."""
    changed = bytearray(content)
    start = content.index(b"PK\x01\x02")
    for _ in range(random.choice((1, 3, 30))):
        changed[random.randrange(start, len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def lose_member(content: bytes, random: Random) -> bytes:
    """Without one of its parts, or with an empty one."""
    parts = parts_of(content)
    name = random.choice(list(parts))
    if random.random() < 0.5:
        del parts[name]
    else:
        parts[name] = b""
    return packed(parts)


def rename_member(content: bytes, random: Random) -> bytes:
    """A part under another's or an odd name."""
    parts = parts_of(content)
    name = random.choice(list(parts))
    odd = (
        "../../etc/passwd",
        "/word/document.xml",
        "word\\document.xml",
        "WORD/DOCUMENT.XML",
        "文档.xml",
        "a" * 60_000,
        MAIN,
    )
    part = parts.pop(name)
    return packed({random.choice(odd): part, **parts})


def double_member(content: bytes, random: Random) -> bytes:
    """Two parts of one name."""
    parts = parts_of(content)
    stream = BytesIO(content)
    with ZipFile(stream, "a", ZIP_DEFLATED) as package:
        name = random.choice(list(parts))
        info = ZipInfo(name)
        package.NameToInfo.pop(name)
        package.writestr(info, parts[random.choice(list(parts))])
    return stream.getvalue()


def zip_bomb(content: bytes, random: Random) -> bytes:
    """A part that unpacks to very much: blanks, paragraphs, or an image's bytes."""
    parts, size = parts_of(content), random.choice((2**20, 20 * 2**20, 190 * 2**20, 250 * 2**20))
    paragraph = "<w:p><w:r><w:t>合作。</w:t></w:r></w:p>".encode()
    filler = random.choice((b" ", b"<w:p/>", paragraph, b"<w:tbl/>"))
    if random.random() < 0.3:
        return packed(parts | {"word/media/image1.png": bytes(size)})
    parts[MAIN] = parts[MAIN].replace(END, filler * (size // len(filler)) + END)
    return packed(parts)


def lie_about_size(content: bytes, random: Random) -> bytes:
    """A part that unpacks to more than its directory says."""
    archive = packed(parts_of(content) | {"word/media/image1.png": bytes(30 * 2**20)})
    size = (30 * 2**20).to_bytes(4, "little")
    return archive.replace(size, random.choice((1, 100, 2**32 - 1)).to_bytes(4, "little"))


def wrong_types(content: bytes, random: Random) -> bytes:
    """Content types or relations that say something else."""
    parts = parts_of(content)
    name = random.choice((TYPES, "_rels/.rels", RELATIONS))
    words = (
        (b"wordprocessingml", b"spreadsheetml"),
        (b"document.main", b"template.main"),
        (b"/officeDocument", b"/nothing"),
        (b'Target="', b'Target="../../../'),
        (b'Target="', b'TargetMode="External" Target="http://'),
        (b"styles", b"document"),
    )
    return packed(parts | {name: parts[name].replace(*random.choice(words))})


def compress_oddly(content: bytes, random: Random) -> bytes:
    """Archive methods, flags and comments that no Word writes."""
    changed = bytearray(content)
    for found in re.finditer(rb"PK\x01\x02", content):
        if random.random() < 0.5:
            changed[found.start() + random.choice((8, 9, 10, 11, 20, 24, 42))] = random.randrange(
                256
            )
    return bytes(changed) + zlib.compress(random.randbytes(90)) * random.choice((0, 1, 900))


ARCHIVE: dict[str, Fault] = {
    "坏部件": break_member, "坏目录": break_directory, "缺部件": lose_member, "部件改名": rename_member,
    "重名部件": double_member, "压缩炸弹": zip_bomb, "谎报大小": lie_about_size, "错类型": wrong_types,
    "怪压缩": compress_oddly,
}  # fmt: skip
