"""The tool that finds passages."""

from pydantic import Field

from assistant.errors import QuestionError
from assistant.web.records import PassageOut, PassagesOut
from assistant.web.tools.tool import Tool, Visit, WantedIn
from assistant.web.wire import NOT_BLANK, FiltersIn
from index.joining import joined


class SearchIn(WantedIn):
    """What to look for."""

    query: str = Field(
        max_length=1000, description="要找的内容，几个词或一句话", json_schema_extra=NOT_BLANK
    )
    limit: int = Field(10, ge=1, le=50, description="最多几段")
    filters: FiltersIn | None = Field(None, description="只在符合条件的公文里找")


def _search(wanted: SearchIn, visit: Visit) -> PassagesOut:
    if visit.note:
        visit.note.question = wanted.query
    if not wanted.query.strip():
        raise QuestionError("检索词是空的。请在 query 中给出要找的内容。")
    filters = wanted.filters.to_filters() if wanted.filters else None
    hits = joined(visit.seen.retriever.search(wanted.query, wanted.limit, filters))
    return PassagesOut(passages=[PassageOut.of(hit) for hit in hits])


def _worded(found: PassagesOut, visit: Visit) -> str:
    if not found.passages:
        return "没有找到相关的段落。请换几个词，或放宽条件。"
    return "\n\n".join(
        f"{number}. {_head(passage)}，{visit.site}{passage.url}\n{passage.text}"
        for number, passage in enumerate(found.passages, 1)
    )


def _head(passage: PassageOut) -> str:
    stands = " › ".join(passage.section)
    return f"《{passage.title}》" + (f"，{stands}" if stands else "")


SEARCH = Tool(
    name="search",
    title="检索公文段落",
    description="按相关程度列出现行公文的段落原文，最相关的在前，附标题、章节、位置和链接。要看全文用 read_notice。",
    wanted=SearchIn,
    told=PassagesOut,
    carry_out=_search,
    worded=_worded,
    asks=True,
)
