"""What a person may ask, and by what answers may be narrowed; both taken from the notices."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from assistant.web.access import Seen
from assistant.web.parts import refusals

router = APIRouter(prefix="/api")


class SuggestionsOut(BaseModel):
    """Questions that the notices answer."""

    questions: list[str]


class FacetOut(BaseModel):
    """A value and how many notices have it."""

    value: str
    count: int


class FacetsOut(BaseModel):
    """By what answers may be narrowed, the most frequent first."""

    issuers: list[FacetOut]
    categories: list[FacetOut]
    years: list[FacetOut] = Field(description="成文或发布的年份")


@router.get("/suggestions", responses=refusals(422))
def suggest(
    seen: Seen,
    notice: Annotated[
        str | None, Query(pattern=r"^[0-9a-f]{16}$", description="只要关于这份公文的")
    ] = None,
) -> SuggestionsOut:
    """可以问的问题，按现有公文的标题、分工和版头生成；每一个都能答得上来。"""
    questions = seen.suggester.about(notice) if notice else seen.suggester.examples()
    return SuggestionsOut(questions=questions)


@router.get("/facets")
def list_facets(seen: Seen) -> FacetsOut:
    """可以用来缩小范围的发文机关、分类和年份。"""
    facets = seen.catalogue.facets()
    shown = {
        name: [FacetOut(value=value, count=count) for value, count in getattr(facets, name)]
        for name in FacetsOut.model_fields
    }
    return FacetsOut(**shown)
