"""GET /api/questions/unanswered: what askers were refused, each question once."""

from fastapi import APIRouter
from pydantic import BaseModel, Field, JsonValue

from assistant.web.parts import Limit, Offset, WorkspacePart, refusals
from index.moments import stamp
from index.transcripts import Unanswered

router = APIRouter(prefix="/api/questions", responses=refusals(422))


class UnansweredOut(BaseModel):
    """A question without an answer; the time is UTC."""

    question: str = Field(description="问题；追问补成完整的问题")
    count: int = Field(description="被拒答的次数；标点、空格、全角半角和大小写不同的算同一个问题")
    last_asked_at: str
    asked_as: str = Field(description="最近一次的原话")
    reason: str = Field(description="最近一次拒答的话")
    nearest: list[JsonValue] = Field(
        description="最近一次拒答时列出的最接近的段落，同 POST /api/ask 的 nearest；没有保存时为空"
    )
    conversation_id: str
    turn: int

    @classmethod
    def of(cls, found: Unanswered) -> "UnansweredOut":
        """The wire form of a question without an answer."""
        last = found.last
        return cls(
            question=last.standalone,
            count=found.count,
            last_asked_at=stamp(last.asked_at),
            asked_as=last.question,
            reason=last.answer,
            nearest=list((last.reply or {}).get("nearest") or ()),
            conversation_id=last.conversation_id,
            turn=last.number,
        )


class UnansweredQuestionsOut(BaseModel):
    """Questions without an answer, and how many there are."""

    questions: list[UnansweredOut]
    total: int


@router.get("/unanswered")
def list_unanswered(
    workspace: WorkspacePart, limit: Limit = 20, offset: Offset = 0
) -> UnansweredQuestionsOut:
    """没有答案的问题：被拒答、此后也没有得到过回答的，相同的问题合为一个，问得最多的在前。"""
    found, total = workspace.transcripts.unanswered(limit, offset)
    return UnansweredQuestionsOut(questions=[UnansweredOut.of(each) for each in found], total=total)
