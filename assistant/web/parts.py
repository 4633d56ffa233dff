"""What routes are given."""

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from assistant.web.wire import FiltersIn
from assistant.wiring import Workspace
from index.hit import Filters


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace


def filters_of(request: Request) -> Filters:
    """The filters among the query's parameters. Raises RequestValidationError."""
    given = {
        name: value
        for name, value in request.query_params.items()
        if name in FiltersIn.model_fields and value
    }
    unknown = set(request.query_params) - set(FiltersIn.model_fields) - {"q", "limit", "offset"}
    try:
        return FiltersIn.model_validate({**given, **dict.fromkeys(unknown, "")}).to_filters()
    except ValidationError as error:
        raise RequestValidationError(
            [{**fault, "loc": ("query", "filters", *fault["loc"])} for fault in error.errors()]
        ) from error


WorkspacePart = Annotated[Workspace, Depends(_workspace)]
FiltersPart = Annotated[Filters, Depends(filters_of)]
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Words = Annotated[str, Query(max_length=1000)]
