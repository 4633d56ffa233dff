"""Faults of plain text: encodings, lines and marks."""

from collections.abc import Callable
from random import Random

Fault = Callable[[bytes, Random], bytes]

_ENCODINGS = ("gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "shift_jis", "cp1252", "cp437")  # fmt: skip
MARKS = (
    "（", "(", "《", "“", "【", "〔", "[", "，", "、", "：", "。", "；", "#", "*", "**", "_", "|", "-", "<!--", "<",
    "关于", "的通知", "附件", "第一条", "一、", "（一）", "1.", "①", "对", "2024年", "日", "于", "由", "会同", "牵头", "负责",
    "市财政局", "、市教育局", "责任单位：", "完成时限：", "〔2024〕", "号", "废止", "同时废止", "自印发之日起", "有效期", "修订",
    "根据", "按照", "来源：", "a", "1", " ", "\t", "\u3000", "\n", "\r", "\x0c", "\u2028", "\ufeff", "\u200b", "𠀀", "办公室文件",
)  # fmt: skip
"""What the patterns of the readers look for."""


def text_of(content: bytes) -> str:
    """A sample's text: one of them is in GB18030."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("gb18030")


def recode(content: bytes, random: Random) -> bytes:
    """In an encoding that is not declared, some characters lost."""
    return text_of(content).encode(random.choice(_ENCODINGS), random.choice(("ignore", "replace")))


def mix_encodings(content: bytes, random: Random) -> bytes:
    """Its end in another encoding than its beginning."""
    text = text_of(content)
    at = random.randrange(len(text))
    return text[:at].encode() + text[at:].encode(random.choice(_ENCODINGS), "ignore")


def mark_wrongly(content: bytes, random: Random) -> bytes:
    """A byte-order mark that does not fit."""
    return random.choice((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0")) + content


def add_nulls(content: bytes, random: Random) -> bytes:
    """NUL and control characters between the words."""
    text = text_of(content)
    controls = random.choice(("\0", "\0\1\2", "\x1b[31m", "\x85\x1c\x1d", "\x7f\x80"))
    return "".join(c + controls * (random.random() < 0.05) for c in text).encode()


def halve_characters(content: bytes, random: Random) -> bytes:
    """Every so often a byte of a character is missing."""
    step = random.choice((7, 50, 1000))
    return bytes(byte for i, byte in enumerate(content) if i % step != step - 1)


def one_line(content: bytes, random: Random) -> bytes:
    """A very long line."""
    text = text_of(content).replace("\n", random.choice(("", " ", "\t")))
    return (text * random.choice((1, 20, 200))).encode()


def repeat_mark(content: bytes, random: Random) -> bytes:
    """A mark that opens something, again and again."""
    mark = "".join(random.choices(MARKS, k=random.randint(1, 3)))
    text = text_of(content)
    at = random.randrange(len(text))
    return (text[:at] + mark * random.choice((300, 3000, 30_000)) + text[at:]).encode()


def sow_marks(content: bytes, random: Random) -> bytes:
    """Marks at random places."""
    text = text_of(content)
    return "".join(c + random.choice(MARKS) * (random.random() < 0.1) for c in text).encode()


def short_lines(content: bytes, random: Random) -> bytes:
    """Broken after every few characters."""
    text, size = text_of(content).replace("\n", ""), random.choice((1, 2, 5, 20))
    return "\n".join(text[i : i + size] for i in range(0, len(text), size)).encode()


def shuffle_lines(content: bytes, random: Random) -> bytes:
    """Its lines in any order, many times over."""
    lines = text_of(content).split("\n") * random.choice((1, 10, 60))
    random.shuffle(lines)
    return "\n".join(lines).encode()


TEXT: dict[str, Fault] = {
    "错编码": recode, "混编码": mix_encodings, "错字节序标记": mark_wrongly, "控制字符": add_nulls,
    "半个字符": halve_characters, "一行到底": one_line, "重复标记": repeat_mark, "遍布标记": sow_marks,
    "碎行": short_lines, "乱行": shuffle_lines,
}  # fmt: skip
