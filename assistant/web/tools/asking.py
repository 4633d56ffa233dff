"""The tool that answers a question, with its sources."""

from pydantic import Field

from assistant.web.replying import Asked
from assistant.web.sources import source_line, with_sources
from assistant.web.tools.tool import Tool, Visit, WantedIn
from assistant.web.wire import NOT_BLANK, AnswerOut, FiltersIn


class QuestionIn(WantedIn):
    """A question that stands by itself."""

    question: str = Field(
        description="完整的问题，一次只问一件事，如：北屏区哪些部门负责文化旅游合作？",
        json_schema_extra=NOT_BLANK,
    )
    filters: FiltersIn | None = Field(None, description="只从符合条件的公文里回答")


def _ask(wanted: QuestionIn, visit: Visit) -> AnswerOut:
    filters = wanted.filters.to_filters() if wanted.filters else None
    asked = Asked(wanted.question, filters=filters, remember=False)
    return visit.replied(asked)


def _worded(reply: AnswerOut, visit: Visit) -> str:
    text = with_sources(reply, visit.site)
    if not reply.nearest:
        return text
    lines = [
        f"{source_line(place, visit.site)}\n  {' '.join(place.quote.split())}"
        for place in reply.nearest
    ]
    return f"{text}\n\n最接近的内容（不是答案）：\n" + "\n".join(lines)


ASK = Tool(
    name="ask",
    title="向公文提问",
    description=(
        "根据现行公文回答一个问题：谁负责、怎么规定、多少、何时、文号和发文机关等。"
        "答案逐句取自公文原文，[n] 是引文，附文号、章节和链接；公文里没有的，status 为 refused，不会猜。"
        "转述时请保留引文。"
    ),
    wanted=QuestionIn,
    told=AnswerOut,
    carry_out=_ask,
    worded=_worded,
    asks=True,
)
