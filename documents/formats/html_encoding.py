"""Which encoding a page is in: what it declares is often wrong, what decodes cleanly is not."""

import re

from documents.errors import DamagedFileError

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BIG5 = re.compile(rb"charset\s*=\s*[\"']?\s*big5", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def decode_page(content: bytes) -> str:
    """The page's text without its byte-order mark. Raises DamagedFileError where nothing decodes."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or _reads_as_chinese(text):
            return text.removeprefix("\ufeff").replace("\x00", "")
    raise DamagedFileError(
        "网页的文字编码已损坏，UTF-8 和 GB18030 都读不出来。请从原网站重新保存该网页后再放入。"
    )


def _encodings(content: bytes) -> list[str]:
    """UTF-8 goes first whatever is declared: Chinese in another encoding is never valid UTF-8."""
    for start, encoding in _MARKS:
        if content.startswith(start):
            return [encoding]
    if b"\x00" in content[:2]:  # half of an ASCII character in UTF-16
        return ["utf-16-be" if content[0] == 0 else "utf-16-le"]
    if _BIG5.search(content[:4096]):
        return ["utf-8", "big5hkscs"]
    return ["utf-8", "gb18030"]


def _reads_as_chinese(text: str) -> bool:
    """Whether most ideographs are common ones (GB 2312 level 1): damaged UTF-8 gives rare ones."""
    han = _HAN.findall(text)
    common: int = sum(b"\xb0" <= c.encode("gb2312", "ignore")[:1] <= b"\xd7" for c in han)
    return common >= len(han) * 0.4
