"""Golden questions in a spreadsheet, as an office fills it in."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice

from openpyxl import load_workbook

from assistant.errors import GoldenError
from assistant.evaluating.golden import MOST

HEADINGS = {
    "编号": "id", "问题": "question", "答案": "answers", "任一答案": "any", "依据文件": "relevant", "应拒答": "refuse",
    "类型": "type", "部门": "departments", "上文": "history",
}  # fmt: skip
"""Heading of a column and the key of a JSON line that it stands for."""
_ALIASES = {
    "标准答案": "answers", "参考答案": "answers", "答案之一": "any", "依据": "relevant", "公文": "relevant", "来源文件": "relevant",
    "是否拒答": "refuse", "分类": "type", "单位": "departments", "责任单位": "departments", "责任部门": "departments",
    "对话上文": "history",
}  # fmt: skip
_KEYS = {**HEADINGS, **_ALIASES, **{key: key for key in HEADINGS.values()}}
_LISTS = {"answers", "any", "relevant", "departments"}
_YES = {"是", "对", "1", "√", "✓", "yes", "y", "true"}
_NO = {"否", "不", "0", "×", "no", "n", "false"}
_UNPACKED = 60 * 1024 * 1024
_TAGS = 1_200_000
"""Beginnings and ends of elements that a workbook may have: 20,000 questions with every column."""
_DECLARING = (b"<!DOCTYPE", b"<!ENTITY")
_DECLARED = (*_DECLARING, *(mark.decode().encode("utf-16-le")[:-1] for mark in _DECLARING))
"""Entities, which no workbook needs, in one byte a character or in two."""
_COLUMNS = 40
_ABOVE = 10
"""Rows in which the head is looked for; a sheet may have a title above it."""
_SEPARATOR = re.compile(r"[；;\n]")
_SEPARATOR_OF_NAMES = re.compile(r"[；;\n、](?![^（(]*[）)])")
_SPEAKER = re.compile(r"^(?P<who>问|答)\s*[：:]\s*(?P<words>.*)$")

Row = tuple[str, Mapping[str, object] | GoldenError]


def rows_of_sheet(content: bytes) -> Iterator[Row]:
    """The filled rows below a head with 问题, as JSON lines would give them."""
    for rows in _sheets(content):
        for at, (_, head) in enumerate(rows[:_ABOVE]):
            keys = [_KEYS.get(re.sub(r"\s|[（(].*", "", cell).lower()) for cell in head]
            if "question" in keys:
                yield from ((f"第 {n} 行", _row(keys, cells)) for n, cells in rows[at + 1 :])
                return
    raise GoldenError(
        "表格里没有“问题”这一列。表头应当写着：问题、答案、依据文件、应拒答……；"
        "标准的空白表格可在运行管理的“评测”里下载，或用 duikou eval --starter 问题.xlsx 生成。"
    )


def _sheets(content: bytes) -> Iterator[list[tuple[int, list[str]]]]:
    """The filled rows of each sheet with their numbers, a few more than may be read."""
    _require_modest(content)
    with _openable():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write wrong ones
        with _openable():
            rows = ([_text(cell) for cell in cells] for cells in sheet.iter_rows(max_col=_COLUMNS))
            filled = ((n, cells) for n, cells in enumerate(rows, start=1) if any(cells))
            found = list(islice(filled, MOST + 2))
        yield found


def _require_modest(content: bytes) -> None:
    """A small file may unpack to what takes minutes and gigabytes to read. Raises GoldenError."""
    with _openable(), zipfile.ZipFile(io.BytesIO(content)) as packed:
        unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > _UNPACKED:
            raise GoldenError(
                f"表格展开后有 {unpacked // 1024 // 1024} MB，太大了。请把问题复制到一个新的表格里再试。"
            )
        tags = 0
        for entry in packed.infolist():
            part = packed.read(entry)
            tags += part.count(b"<")
            if tags > _TAGS:
                raise GoldenError("表格里的单元格太多。请把问题复制到一个新的表格里再试。")
            if any(mark in part for mark in _DECLARED):
                raise GoldenError(
                    "表格里有不该有的实体声明，没有读取。请在表格软件里另存为 .xlsx 后重试。"
                )


@contextmanager
def _openable() -> Iterator[None]:
    """Whatever a broken workbook makes openpyxl raise becomes one GoldenError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and dates that we do not look at
            yield
    except (
        zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, SyntaxError, EOFError, OSError,
        NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        raise GoldenError(
            "这个 .xlsx 打不开，可能已损坏或设有密码。请在表格软件里另存为 .xlsx 后重试。"
        ) from error


def _text(cell: object) -> str:
    """A cell's words as the sheet shows them: 15% for 0.15, 2024年6月20日 for a date."""
    value, form = getattr(cell, "value", None), str(getattr(cell, "number_format", ""))
    if isinstance(value, date):
        return _moment(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float) and "%" in form:
        return f"{value * 100:.10g}%"
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value).strip()


def _moment(value: date) -> str:
    day = f"{value.year}年{value.month}月{value.day}日"
    if not isinstance(value, datetime) or (value.hour, value.minute) == (0, 0):
        return day
    return f"{day}{value.hour}时" + (f"{value.minute}分" if value.minute else "")


def _row(keys: Sequence[str | None], cells: Sequence[str]) -> Mapping[str, object]:
    row: dict[str, object] = {}
    for key, cell in zip(keys, cells, strict=False):
        if key is None or not cell:
            continue
        if key == "refuse":
            row["answerable"] = _opposite(cell)
        elif key in _LISTS:
            row[key] = (_SEPARATOR_OF_NAMES if key == "departments" else _SEPARATOR).split(cell)
        else:
            row[key] = _pairs(cell) if key == "history" else cell
    return row


def _opposite(cell: str) -> object:
    """Whether the question can be answered, from 应拒答; what is neither yes nor no stays."""
    word = cell.lower()
    return False if word in _YES else True if word in _NO else cell


def _pairs(cell: str) -> list[list[str]] | str:
    """[[问, 答], …] from lines 问：… and 答：…; a line without either goes on with the one before."""
    lines: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, cell.splitlines())):
        spoken = _SPEAKER.match(line)
        if spoken:
            lines.append((spoken["who"], spoken["words"]))
        elif lines:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]}\n{line}")
        else:
            return cell
    if [who for who, _ in lines] != ["问", "答"] * (len(lines) // 2):
        return cell
    return [[lines[i][1], lines[i + 1][1]] for i in range(0, len(lines), 2)]
