"""说明 and 来源: the lines under an answer that tell of it where only a text is shown, and back again."""

import re

from assistant.web.wire import AnswerOut, CitationOut
from index.hit import CURRENT

_NOTE, _HEAD = "\n\n说明：", "\n\n来源：\n"
_NOTED = re.compile(r"\n\n说明：[^\n]+\Z")
_BLOCK = re.compile(r"\n\n来源：\n(?P<lines>(?:\[\d+\] 《[^\n]*(?:\n|\Z))+)\s*\Z")
_TITLE = re.compile(r"^\[\d+\] 《((?:[^《》\n]|《[^《》\n]*》)*)》", re.MULTILINE)


def with_sources(reply: AnswerOut, site: str) -> str:
    """The answer, its note and a line for each citation; `site` stands before the links, https://…"""
    noted = f"{_NOTE}{' '.join(reply.note.split())}" if reply.note else ""
    lines = [source_line(citation, site) for citation in reply.citations]
    return reply.answer + noted + (_HEAD + "\n".join(lines) if lines else "")


def without_sources(text: str) -> tuple[str, tuple[str, ...]]:
    """An answer as it was before its note and sources were told, and the titles that these name."""
    block = _BLOCK.search(text)
    if block is None:
        return _NOTED.sub("", text), ()
    answer = _NOTED.sub("", text[: block.start()])
    return answer, tuple(dict.fromkeys(_TITLE.findall(block["lines"])))


def source_line(citation: CitationOut, site: str) -> str:
    """[1] 《标题》（文号），章节 › 小节，链接."""
    standing = None if citation.status == CURRENT else citation.status
    noted = "，".join(each for each in (citation.document_number, standing) if each)
    called = f"《{citation.title}》" + (f"（{noted}）" if noted else "")
    stands = " › ".join(citation.section)
    told = "，".join(each for each in (called, stands, f"{site}{citation.url}") if each)
    return f"[{citation.mark}] {' '.join(told.split())}"
