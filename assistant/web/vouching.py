"""Sign-in through the office's reverse proxy, which says in a header who is at the other end."""

from fastapi import Request

from assistant.wiring import Workspace
from index.keys import Holder, Scope
from index.sight import audience_of, groups_of

_LONGEST = 100


def vouched_for(request: Request, workspace: Workspace) -> Holder | None:
    """Whom the proxy vouches for, to ask and to look things up; None where no proxy does.

    The header counts only where it comes from an address that the settings name. Raises
    BadGroupError for groups that cannot be.
    """
    settings = workspace.settings
    if not settings.vouches or request.client is None:
        return None
    if not settings.is_proxy(request.client.host):
        return None
    name = _text(request, settings.proxy_user_header).strip()
    if not name or len(name) > _LONGEST or not name.isprintable():
        return None
    listed = _text(request, settings.proxy_groups_header).replace("，", ",").replace("、", ",")
    return Holder(name, frozenset({Scope.ASK}), groups_of(audience_of(listed.split(","))))


def _text(request: Request, header: str) -> str:
    """A header's words, which most proxies send as UTF-8."""
    sent = request.headers.get(header, "") if header else ""
    try:
        return sent.encode("latin-1").decode()
    except UnicodeError:
        return sent
