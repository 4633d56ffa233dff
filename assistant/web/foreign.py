"""Errors under /v1 as the clients of OpenAI's interface read them, beside the contract's own words."""

from typing import Any

PREFIX = "/v1/"
_INVALID = 422
_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}


def foreign(
    path: str, status: int, body: dict[str, Any], parameter: str | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and body; of other addresses they stay as they are.

    There is no 422 in that interface: what is invalid is a 400. `parameter` names what is wrong.
    """
    if not path.startswith(PREFIX):
        return status, body
    kind = "server_error" if status >= 500 else _TYPES.get(status, "invalid_request_error")
    error = {**body["error"], "type": kind, "param": parameter}
    return 400 if status == _INVALID else status, {"error": error}
