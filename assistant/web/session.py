"""/api/session: signing in to the pages with a key."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Cookie, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import KeyRefusedError
from assistant.web.access import COOKIE, usable
from assistant.web.noting import NotePart, noting
from assistant.web.parts import WorkspacePart, refusals
from assistant.web.vouching import vouched_for
from assistant.wiring import Workspace
from index.keys import Holder, Key, Scope

router = APIRouter(prefix="/api/session")
LASTING = timedelta(hours=12)


class SignInIn(BaseModel):
    """The key to sign in with."""

    key: str = Field(max_length=200)

    model_config = ConfigDict(extra="forbid")


class SessionOut(BaseModel):
    """Who is signed in, and for what."""

    needed: bool = Field(description="是否要凭密钥使用；还没有密钥时不用")
    name: str | None = Field(description="登录所用密钥的名称，或反向代理所报的姓名")
    scopes: list[Scope]

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"needed": True, "name": "综合科", "scopes": ["ask"]}]}
    )


@router.get("")
def read_session(
    request: Request,
    workspace: WorkspacePart,
    cookie: Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)] = None,
) -> SessionOut:
    """这个浏览器有没有登录，凭哪个密钥，可以做什么。"""
    if not workspace.keys.required() and not workspace.settings.vouches:
        return SessionOut(needed=False, name=None, scopes=list(Scope))
    try:
        found = usable(workspace.keys, cookie) if cookie else vouched_for(request, workspace)
    except KeyRefusedError:
        found = None
    return _session(found)


@router.post("", responses=refusals(401, 403, 422))
def start_session(
    body: SignInIn, request: Request, response: Response, workspace: WorkspacePart
) -> SessionOut:
    """用密钥登录，12 小时内有效；密钥本身不存在浏览器里。"""
    found = noting(request).holder = usable(workspace.keys, body.key.strip())
    if found.key is not None:
        sign_in(found.key, request, response, workspace)
    return _session(found)


@router.delete("", status_code=204, responses=refusals(403))
def end_session(
    response: Response,
    workspace: WorkspacePart,
    note: NotePart,
    cookie: Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)] = None,
) -> None:
    """退出登录。"""
    if cookie:
        note.holder = workspace.keys.holder(cookie)
        workspace.keys.end(cookie)
    response.delete_cookie(COOKIE)


def sign_in(key: Key, request: Request, response: Response, workspace: Workspace) -> None:
    """Have the browser show from now on what stands for the key."""
    secret, _ = workspace.keys.lend(key, key.scopes, LASTING)
    forwarded = request.headers.get("x-forwarded-proto", request.url.scheme)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(LASTING.total_seconds()),
        secure=forwarded == "https",
        httponly=True,
        samesite="strict",
    )


def _session(found: Holder | None) -> SessionOut:
    if found is None:
        return SessionOut(needed=True, name=None, scopes=[])
    scopes = [scope for scope in Scope if scope in found.scopes]
    return SessionOut(needed=True, name=found.name, scopes=scopes)
