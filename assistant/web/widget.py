"""/widget.js and /embed: the chat in a page of the portal; the passes that its visitors need."""

from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import NothingToDoError, ScopeError
from assistant.web.access import Caller
from assistant.web.parts import WorkspacePart, refusals
from index.keys import Scope
from index.moments import stamp

pages = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/api/widget")
_LASTING = timedelta(minutes=15)
_FOLDER = Path(str(files("assistant.web"))) / "pages"
_PLAIN, _EMBEDDED = 'class="chat-page"', 'class="chat-page embedded"'
_SCRIPT = '<script type="module" src="/static/embedded.js"></script>\n</head>'
_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {sites}"


class PassOut(BaseModel):
    """What one visitor of the portal's page shows instead of the portal's key."""

    token: str = Field(description="交给页面里的组件；只能提问和查阅")
    expires_at: str

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"token": "dp_…", "expires_at": "2024-02-20T01:45:00Z"}]}
    )


@router.post(
    "/tokens", operation_id="create_widget_token", status_code=201, responses=refusals(409)
)
def lend(found: Caller, workspace: WorkspacePart) -> PassOut:
    """门户的服务器用自己的密钥换一个 15 分钟的通行证，交给页面里的组件；密钥本身不进浏览器。"""
    if found is None:
        raise NothingToDoError("还没有访问密钥，组件不用通行证就能使用。")
    if found.by_pass or found.key is None:
        raise ScopeError("只有密钥能换通行证。请由门户的服务器用自己的密钥来换。")
    secret, until = workspace.keys.lend(found.key, [Scope.ASK], _LASTING)
    return PassOut(token=secret, expires_at=stamp(until))


@pages.head("/widget.js", include_in_schema=False)
@pages.get("/widget.js")
def widget() -> FileResponse:
    """The script of the portal's page."""
    return FileResponse(_FOLDER / "widget.js", media_type="text/javascript")


@pages.head("/embed", include_in_schema=False)
@pages.get("/embed")
def embed(workspace: WorkspacePart) -> HTMLResponse:
    """The chat page within a page of the sites that are allowed to show it, and of no other."""
    page = (_FOLDER / "chat.html").read_text("utf-8")
    page = page.replace(_PLAIN, _EMBEDDED).replace("</head>", _SCRIPT)
    sites = " ".join(workspace.settings.widget_sites) or "'none'"
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY.format(sites=sites)})
