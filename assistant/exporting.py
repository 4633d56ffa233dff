"""A conversation as a file to keep: Markdown or Word, each answer with its sources."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from index.transcripts import ShownTurn, Transcript

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DUTY = ("任务", "地区", "角色", "单位", "时限")
_DUTY_KEYS = ("task", "party", "role", "departments", "deadline")
_NOTE = "由对口通根据公文原文生成，引用前请核对原文。"


def title_of(transcript: Transcript) -> str:
    """The name given, or the first question."""
    first = transcript.turns[0].question if transcript.turns else "对话"
    return transcript.title or (first if len(first) <= 40 else f"{first[:40]}……")


def as_markdown(transcript: Transcript) -> str:
    """Words of notices and askers are escaped, so that they stay words."""
    lines = [f"# {_plain(title_of(transcript))}", "", f"{_day(transcript.created_at)}。{_NOTE}"]
    for turn in transcript.turns:
        lines += ["", f"## 问：{_plain(turn.question)}", ""]
        lines += [f"{_plain(line)}\n" for line in _lines(turn)]
        lines += _markdown_table(_duties(turn))
        if sources := _sources(turn):
            lines += ["**出处**", ""]
            lines += [f"- {_plain(head)}\n\n  > {_plain(quote)}\n" for head, quote in sources]
    return "\n".join(lines) + "\n"


def as_docx(transcript: Transcript) -> bytes:
    """A Word file in the fonts of official papers."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    document.add_heading(_printable(title_of(transcript)), level=1)
    document.add_paragraph(f"{_day(transcript.created_at)}。{_NOTE}")
    for turn in transcript.turns:
        document.add_heading(f"问：{_printable(turn.question)}", level=2)
        for line in _lines(turn):
            document.add_paragraph(_printable(line))
        _add_table(document, _duties(turn))
        for head, quote in _sources(turn):
            document.add_paragraph(_printable(head), style="List Bullet")
            document.add_paragraph(_printable(quote), style="Quote")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _lines(turn: ShownTurn) -> Iterator[str]:
    """Of the answer, and of how it was made."""
    yield from (line for line in turn.answer.splitlines() if line.strip())
    if note := (turn.reply or {}).get("note"):
        yield f"说明：{note}"


def _duties(turn: ShownTurn) -> list[list[str]]:
    rows: Sequence[Mapping[str, Any]] = (turn.reply or {}).get("duties", ())
    return [[_cell(row.get(key)) for key in _DUTY_KEYS] for row in rows]


def _cell(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "未写明")


def _sources(turn: ShownTurn) -> Iterator[tuple[str, str]]:
    """Of each citation where it stands, and its words."""
    for cited in (turn.reply or {}).get("citations", ()):
        facts = (cited["document_number"], cited["issuer"], cited["issued_on"])
        stands = " › ".join(cited["section"])
        told = "，".join(str(fact) for fact in (*facts, stands, cited["status"]) if fact)
        yield f"[{cited['mark']}]《{cited['title']}》（{told}）", cited["quote"].strip()


def _markdown_table(rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    cells = [list(_DUTY), ["---"] * len(_DUTY), *([_plain(c) for c in row] for row in rows)]
    return [*(f"| {' | '.join(row)} |" for row in cells), ""]


def _add_table(document: Any, rows: list[list[str]]) -> None:
    if not rows:
        return
    table = document.add_table(rows=0, cols=len(_DUTY), style="Table Grid")
    for row in ([*_DUTY], *rows):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = _printable(words)


def _plain(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", _printable(words)).strip())


def _printable(words: str) -> str:
    return _UNPRINTABLE.sub("", words)


def _day(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=UTC).astimezone():%Y年%m月%d日}"
