"""Faults of PDF: cross references, objects, streams, page trees."""

import re
import zlib
from collections.abc import Callable
from random import Random

Fault = Callable[[bytes, Random], bytes]

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_OBJECT = re.compile(rb"\d+ 0 obj.*?endobj", re.DOTALL)


def _sub(pattern: bytes, replacement: bytes, content: bytes, random: Random) -> bytes:
    """In one place or in all."""
    found = list(re.finditer(pattern, content))
    if not found:
        return content
    if random.random() < 0.3:
        return re.sub(pattern, lambda _: replacement, content)
    place = random.choice(found)
    return content[: place.start()] + replacement + content[place.end() :]


def break_xref(content: bytes, random: Random) -> bytes:
    """The table of objects or where it stands."""
    kinds = rb"startxref\s+\d+|\d{10} \d{5} n|xref\s+\d+ \d+|trailer|/Root \d+|/Size \d+"
    values = b"startxref\n0|9999999999 00000 n|xref\n0 99999999||/Root 0|/Prev 9|/Root 9999"
    kind, value = random.choice(kinds.split(b"|")), random.choice(values.split(b"|"))
    return _sub(kind, value, content, random)


def change_numbers(content: bytes, random: Random) -> bytes:
    """Numbers in the objects: lengths, references, sizes."""
    parts = re.split(rb"(stream\r?\n.*?endstream)", content, flags=re.DOTALL)
    share = random.choice((0.01, 0.1))
    odd = (b"0", b"-1", b"1", b"99999999999", b"3.5", b"7", b"1e9", b"2147483648", b"null", b"/X")
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(
            rb"\d+", lambda m: random.choice(odd) if random.random() < share else m[0], parts[i]
        )
    return b"".join(parts)


def change_names(content: bytes, random: Random) -> bytes:
    """Keys and types in the objects."""
    names = (
        b"/Type /Pages /Page /Kids /Contents /Font /Filter /FlateDecode /ToUnicode /Resources /MediaBox"
        b" /Length /Subtype /DescendantFonts /Encoding /Identity-H /W /Catalog"
    ).split()
    other = (
        b"/X /LZWDecode /ASCII85Decode /RunLengthDecode /DCTDecode /JBIG2Decode /CCITTFaxDecode /Crypt"
    ).split() + names
    for _ in range(random.choice((1, 3))):
        content = _sub(
            re.escape(random.choice(names)) + rb"\b", random.choice(other), content, random
        )
    return content


def loop_pages(content: bytes, random: Random) -> bytes:
    """A page tree that holds itself, or names objects that are not there."""
    root = re.search(rb"(\d+) 0 obj\s*<<[^>]*?/Type\s*/Pages", content) or re.search(
        rb"/Pages (\d+) 0 R", content
    )
    own = root[1] if root else b"1"
    kids = random.choice(
        (
            b"[%s 0 R]" % own,
            b"[%s 0 R %s 0 R]" % (own, own),
            b"[999 0 R]",
            b"9",
            b"[1 0 R 1 0 R 2 0 R]",
            b"[[[%s 0 R]]]" % own,
        )
    )
    content = _sub(rb"/Kids \[[^\]]*\]", b"/Kids " + kids, content, random)
    return _sub(rb"/Parent \d+ 0 R", b"/Parent " + own + b" 0 R", content, random)


def resize_pages(content: bytes, random: Random) -> bytes:
    """Pages of impossible sizes and turns."""
    boxes = (
        b"[0 0 1e30 1e30]|[0 0 0 0]|[0 0 -5 -5]|[nan inf 0 0]|[0 0]|[]|5|[(a) (b) (c) (d)]"
        b"|[0 0 9999999999 9999999999]|[595 842 0 0]"
    ).split(b"|")
    content = _sub(rb"/MediaBox \[[^\]]*\]", b"/MediaBox " + random.choice(boxes), content, random)
    return _sub(
        rb"/MediaBox",
        b"/Rotate %d /MediaBox" % random.choice((45, 90, -90, 10**12)),
        content,
        random,
    )


def break_streams(content: bytes, random: Random) -> bytes:
    """Compressed data flipped or cut short."""

    def broken(match: re.Match[bytes]) -> bytes:
        data = bytearray(match[0])
        if random.random() < 0.3:
            for _ in range(random.choice((1, 9))):
                data[random.randrange(len(data))] = random.randrange(256)
        return bytes(data)

    return _STREAM.sub(broken, content)


def rewrite_streams(content: bytes, random: Random) -> bytes:
    """Sound compression around broken drawing commands, fonts and character maps."""
    change = random.choice((_flip, _drop_lines, _repeat_lines, _odd_numbers, _odd_operators))

    def rewritten(match: re.Match[bytes]) -> bytes:
        try:
            data = zlib.decompress(match[1])
        except zlib.error:
            return match[0]
        packed = zlib.compress(change(data, random) if data else data)
        return b"stream\n" + packed + b"\nendstream"

    return _STREAM.sub(rewritten, content)


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(max(1, len(changed) // 500)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _drop_lines(data: bytes, random: Random) -> bytes:
    return b"\n".join(line for line in data.split(b"\n") if random.random() < 0.9)


def _repeat_lines(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    return b"\n".join([*lines[:at], *[lines[at]] * random.choice((9, 2000)), *lines[at:]])


def _odd_numbers(data: bytes, random: Random) -> bytes:
    odd = (b"0", b"-1", b"1e38", b"99999999999999999999", b".", b"--5", b"nan", b"")
    return re.sub(
        rb"\d[\d.]*", lambda m: random.choice(odd) if random.random() < 0.02 else m[0], data
    )


def _odd_operators(data: bytes, random: Random) -> bytes:
    operators = b"Tj|Tf|q|Q|BT|ET|cm|Do|BI ID EI|[|<<|(((|<|Td|re f|Tz|c".split(b"|")
    lines = data.split(b"\n")
    return b"\n".join(
        line + (b" %s\n" % random.choice(operators) if random.random() < 0.05 else b"")
        for line in lines
    )


def bomb(content: bytes, random: Random) -> bytes:
    """A stream that unpacks to very much."""
    size = random.choice((10, 200, 2000)) * 2**20
    filler = random.choice(
        (
            bytes(2**20),
            b"q " * 2**19,
            b"(" * 2**20,
            b"[" * 2**20,
            b"0 0 9 9 re f\n" * 2**16,
            b"1 " * 2**19,
        )
    )
    packed = _repeated(filler, size // len(filler))
    for _ in range(random.choice((0, 0, 1))):
        packed = zlib.compress(packed)
    found = list(_STREAM.finditer(content))
    place = random.choice(found)
    return content[: place.start()] + b"stream\n" + packed + b"\nendstream" + content[place.end() :]


def _repeated(filler: bytes, times: int) -> bytes:
    """What zlib would make of the filler repeated, made quickly."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(filler) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 1
    for _ in range(times):
        checksum = zlib.adler32(filler, checksum)
    return b"\x78\x9c" + block * times + b"\x03\x00" + checksum.to_bytes(4, "big")


def draw_much(content: bytes, random: Random) -> bytes:
    """A page full of rules: a table of very many cells, graph paper, a map."""
    count = random.choice((20, 60, 150))
    step = 500 / count
    ruled = [
        b"%.2f 90 m %.2f 590 l S 50 %.2f m 550 %.2f l S"
        % (50 + i * step, 50 + i * step, 90 + i * step, 90 + i * step)
        for i in range(count)
    ]
    scattered = [
        b"%d %d m %d %d l S" % tuple(random.randrange(600) for _ in range(4))
        for _ in range(count**2)
    ]
    packed = zlib.compress(b"\n".join(random.choice((ruled, scattered))))
    place = random.choice(list(_STREAM.finditer(content)))
    return content[: place.start()] + b"stream\n" + packed + b"\nendstream" + content[place.end() :]


def nest(content: bytes, random: Random) -> bytes:
    """Arrays and dictionaries in each other, thousands deep."""
    depth = random.choice((500, 50_000))
    opened, closed = random.choice(((b"[", b"]"), (b"<</A ", b">>"), (b"(", b")"), (b"[", b"")))
    piece = opened * depth + closed * depth
    key = random.choice((rb"/MediaBox", rb"/Contents", rb"/Resources", rb"/Font", rb"/W"))
    return _sub(key + rb"\b", key + b" " + piece + b" /Z", content, random)


def lose_objects(content: bytes, random: Random) -> bytes:
    """Without some of its objects, or with some in each other's place."""
    objects = list(_OBJECT.finditer(content))
    changed = content
    for lost in random.sample(objects, k=min(len(objects), random.choice((1, 2, 6)))):
        other = random.choice((b"", random.choice(objects)[0].split(b"obj", 1)[1]))
        number = lost[0].split(b"obj", 1)[0]
        changed = changed.replace(lost[0], number + b"obj" + other if other else b"", 1)
    return changed


def loop_references(content: bytes, random: Random) -> bytes:
    """Objects that refer to themselves or to each other."""
    numbers = re.findall(rb"(\d+) 0 obj", content)
    return re.sub(
        rb"\d+ 0 R",
        lambda m: random.choice(numbers) + b" 0 R" if random.random() < 0.15 else m[0],
        content,
    )


def claim_encryption(content: bytes, random: Random) -> bytes:
    """A trailer that says the file is encrypted."""
    filters = (
        b"<</Filter /Standard /V 1 /R 2 /O (a) /U (b) /P -4>>",
        b"<</Filter /Standard /V 5 /R 6 /Length 256 /O () /U () /OE () /UE () /P -4>>",
        b"<</Filter /Nothing>>",
        b"9 0 R",
        b"<</Filter /Standard /V 4 /R 4 /CF <</StdCF <</CFM /AESV2>>>> /StmF /StdCF /O (x) /U (y) /P 0>>",
    )
    return content.replace(
        b"trailer\n<<", b"trailer\n<</ID [(a)(b)] /Encrypt " + random.choice(filters), 1
    )


PDF: dict[str, Fault] = {
    "坏交叉引用": break_xref,
    "改数": change_numbers,
    "改名": change_names,
    "页树循环": loop_pages,
    "怪尺寸": resize_pages,
    "坏数据流": break_streams,
    "坏内容流": rewrite_streams,
    "压缩炸弹": bomb,
    "深嵌套": nest,
    "缺对象": lose_objects,
    "循环引用": loop_references,
    "谎称加密": claim_encryption,
    "满页线条": draw_much,
}
