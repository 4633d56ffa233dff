"""The tool that looks up who does what."""

from pydantic import Field

from assistant.sheets import as_dict
from assistant.web.records import RegisteredDutyOut, RegisterOut
from assistant.web.tools.tool import Tool, Visit, WantedIn
from assistant.web.wire import Day
from index.register import DutyQuery


class DutiesIn(WantedIn):
    """Conditions on the rows; all that are given have to be met."""

    department: str | None = Field(
        None, max_length=200, description="单位名称，简称也可，如 发改委"
    )
    party: str | None = Field(None, max_length=200, description="合作的一方，如 北屏区")
    task: str | None = Field(None, max_length=200, description="任务里的词，如 文化旅游")
    place: str | None = Field(
        None, max_length=200, description="地方，见于一方、单位、发文机关或标题"
    )
    notice: str | None = Field(None, max_length=200, description="公文的标题、文号或文件名")
    role: str | None = Field(None, max_length=200, description="牵头、负责或配合")
    due_from: Day | None = Field(None, description="时限不早于这一天，如 2024-01-01")
    due_to: Day | None = Field(None, description="时限不晚于这一天，如 2024-12-31")
    limit: int = Field(50, ge=1, le=500, description="最多几行")

    def to_query(self) -> DutyQuery:
        """The core's value."""
        return DutyQuery(**self.model_dump(exclude={"limit"}))


def _look_up(wanted: DutiesIn, visit: Visit) -> RegisterOut:
    records = visit.seen.register.find(wanted.to_query())
    rows = [as_dict(record) for record in records[: wanted.limit]]
    return RegisterOut.model_validate({"duties": rows, "total": len(records)})


def _worded(found: RegisterOut, visit: Visit) -> str:
    if not found.duties:
        return "登记册里没有符合条件的分工。请放宽条件，或用 ask 提问。"
    lines = [_line(duty, visit.site) for duty in found.duties]
    left = found.total - len(lines)
    more = (
        [f"（共 {found.total} 条，还有 {left} 条没有列出，请加条件或加大 limit）"] if left else []
    )
    return "\n".join([*lines, *more])


def _line(duty: RegisteredDutyOut, site: str) -> str:
    who = f"{duty.party or ''}{duty.role}：{'、'.join(duty.departments)}"
    due = f"，时限 {duty.deadline}" if duty.deadline else ""
    noted = f"（{duty.document_number}）" if duty.document_number else ""
    link = f"{site}/notices/{duty.notice_id}#{duty.start}-{duty.end}"
    return f"- {' '.join(duty.task.split())}｜{who}{due}｜《{duty.title}》{noted}，{link}"


LOOK_UP_DUTIES = Tool(
    name="look_up_duties",
    title="查职责分工登记册",
    description=(
        "从现行公文抽取的职责分工登记册：任务、一方、角色（牵头、负责、配合）、单位、时限和原文。"
        "要完整清单（某单位的全部任务、年底前到期的任务）时用它；问单件事用 ask。"
    ),
    wanted=DutiesIn,
    told=RegisterOut,
    carry_out=_look_up,
    worded=_worded,
)
