"""The shape that every error of the service has."""

import re
from collections.abc import Mapping
from typing import Any, Protocol


class Answered(Protocol):
    """A response of the client, whichever HTTP library it comes from."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, names in any case."""

    def json(self) -> Any:
        """The body read as JSON."""


def error_of(response: Answered, status: int) -> dict[str, Any]:
    """The error of a response, which must be the contract's JSON with a Chinese message."""
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/json")
    body = response.json()
    assert set(body) == {"error"}
    error: dict[str, Any] = body["error"]
    assert set(error) - {"type", "param"} == {"code", "message", "detail"}
    assert re.fullmatch(r"[a-z_]+", error["code"])
    assert re.search(r"[\u4e00-\u9fff]", error["message"])
    return error
