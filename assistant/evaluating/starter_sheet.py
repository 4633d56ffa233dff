"""A spreadsheet for golden questions: headed columns, three examples, and how to fill it in."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assistant.evaluating.golden import MOST
from assistant.evaluating.question_sheet import HEADINGS

_WIDTHS = {
    "编号": 8, "问题": 44, "答案": 30, "任一答案": 18, "依据文件": 40, "应拒答": 9, "类型": 12, "部门": 30, "上文": 40,
}  # fmt: skip
_EXAMPLES = (
    {
        "编号": "1",
        "问题": "北屏区哪些部门负责文化旅游合作？",
        "答案": "区文化体育旅游局；区融媒体中心",
        "依据文件": "北屏区与青禾度假区对口合作实施方案.html",
        "类型": "职责分工",
        "部门": "区文化体育旅游局；区融媒体中心",
    },
    {
        "编号": "2",
        "问题": "那青禾那边呢？",
        "答案": "文旅事业局；青禾农旅集团",
        "依据文件": "北屏区与青禾度假区对口合作实施方案.html",
        "类型": "追问",
        "上文": "问：北屏区哪些部门负责文化旅游合作？\n答：区文化体育旅游局、区融媒体中心。",
    },
    {"编号": "3", "问题": "明天云岭会下雪吗？", "应拒答": "是", "类型": "公文没写"},
)
_HELP = (
    (
        "怎样用",
        "在“问题”表里一行写一个问题，存盘后在运行管理页面的“评测”里选择这个文件，"
        "或运行：duikou eval 这个文件.xlsx --html 报告.html",
    ),
    (
        "三行例子",
        "例子问的是自带的示例公文。评测自己的公文时，请先把这三行删去或改成自己的问题。",
    ),
    ("编号", "可不填。写了会出现在报告里，便于对照。"),
    ("问题", "必填。照工作人员平时的问法写，不必写成标准说法。"),
    (
        "答案",
        "回答里必须出现的关键词句，多个用“；”或换行分开，要全部出现才算答对。"
        "请照公文原文写最短的关键部分，如“300万元”，不要写整段话。空格和标点不影响比对。",
    ),
    (
        "任一答案",
        "可不填。同一答案有几种写法时用它，出现其中一个就算答对，如“2.35亿元；23500万元”。",
    ),
    (
        "依据文件",
        "答案所在公文的文件名、标题或发文字号，多个用“；”分开。"
        "不填的题不计算“命中”和“引对文件”两类指标。",
    ),
    ("应拒答", "公文里本来就没有答案、应当拒绝回答的问题，写“是”；其他问题不填或写“否”。"),
    ("类型", "可不填。自己定的分类，如“职责分工”“时限”，报告按它分别统计。"),
    (
        "部门",
        "可不填。问“谁负责”的问题可写出全部单位，用“；”或“、”分开；评测会检查列出的单位不多也不少。",
    ),
    ("上文", "追问才填。把前面的对话写成“问：……”“答：……”，一行一句。"),
    (
        "上限",
        f"一个文件最多 {MOST:,} 个问题、10 MB。表头的名称请不要改；可以另加自己的列，不影响评测。",
    ),
)


def starter_sheet() -> bytes:
    """The workbook, which read_questions can read as it is."""
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = "问题"
    sheet.append(list(HEADINGS))
    for example in _EXAMPLES:
        sheet.append([example.get(heading, "") for heading in HEADINGS])
    _set_out(sheet, list(_WIDTHS.values()))
    refuse = get_column_letter(list(HEADINGS).index("应拒答") + 1)
    choice = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    choice.add(f"{refuse}2:{refuse}{MOST + 1}")
    sheet.add_data_validation(choice)
    notes = book.create_sheet("填写说明")
    notes.append(["项目", "说明"])
    for line in _HELP:
        notes.append(line)
    _set_out(notes, [12, 90])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _set_out(sheet: Any, widths: list[int]) -> None:
    """A bold, frozen head; wrapped cells; columns of these widths in characters."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E9EBEE")
    sheet.freeze_panes = "A2"
