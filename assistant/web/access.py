"""Who may call what: a key or what stands for it, with the scope that a route asks for.

While no key was ever made, whoever reaches the service may do everything; it listens on the machine
itself only. From the first key on nobody goes without.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from assistant.errors import (
    KeyNeededError,
    KeyRefusedError,
    ScopeError,
    UnknownConversationError,
)
from assistant.remembering import Memory
from assistant.shelving import ANYBODY, Uploader
from assistant.web.noting import noting
from assistant.web.parts import WorkspacePart
from assistant.web.vouching import vouched_for
from assistant.wiring import Seen as SeenByReader
from assistant.wiring import Workspace
from index.keys import Holder, Keys, Scope, Standing
from index.sight import WHOLE, Sight

COOKIE = "duikou_pass"
GONE = "没有这段对话，可能已被删除。请开始新的对话。"
NAMES = {Scope.ASK: "提问和查阅", Scope.INDEX: "收录和更新", Scope.ADMIN: "运行管理"}
"""The scopes as people read them."""
_WANTED = (
    "需要访问密钥。在页面上请先登录；程序请在请求头里写 Authorization: Bearer 密钥。"
    "没有密钥请向管理员要。"
)
_WRONG = {
    None: "访问密钥不对，或登录已经过期。请重新登录，或检查密钥是否完整。",
    Standing.EXPIRED: "访问密钥已经到期。请向管理员要新的。",
    Standing.REVOKED: "访问密钥已被撤销。请向管理员要新的。",
}
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="访问密钥或页面通行证：Authorization: Bearer dk_…；还没有密钥时不用",
)
_cookie = APIKeyCookie(
    name=COOKIE, auto_error=False, scheme_name="session", description="在页面上登录后浏览器自动带上"
)
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
_Cookie = Annotated[str | None, Security(_cookie)]


def caller(
    request: Request, workspace: WorkspacePart, bearer: _Bearer, cookie: _Cookie
) -> Holder | None:
    """Who calls; None while nobody needs a key. Raises KeyNeededError, KeyRefusedError."""
    settings = workspace.settings
    if not workspace.keys.required() and not settings.vouches:
        return None
    found = noting(request).holder = _shown(request, workspace, bearer, cookie)
    return found


def _shown(
    request: Request,
    workspace: Workspace,
    bearer: HTTPAuthorizationCredentials | None,
    cookie: str | None,
) -> Holder:
    if bearer:
        return usable(workspace.keys, bearer.credentials)
    person = vouched_for(request, workspace)
    if cookie and "authorization" not in request.headers:
        try:
            return usable(workspace.keys, cookie)
        except KeyRefusedError:
            if person is None:
                raise
    if person is None:
        raise KeyNeededError(_WANTED)
    return person


def usable(keys: Keys, secret: str) -> Holder:
    """Who shows a secret that may be used. Raises KeyRefusedError."""
    found = keys.holder(secret)
    standing = found.key.standing if found and found.key else None
    if found is None or standing is not Standing.USABLE:
        raise KeyRefusedError(_WRONG[standing])
    return found


Caller = Annotated[Holder | None, Depends(caller)]


def _allowing(scope: Scope) -> Callable[[Holder | None], Awaitable[None]]:
    async def allowed(found: Caller) -> None:
        if found is not None and not found.may(scope):
            said = f"这个密钥没有“{NAMES[scope]}”（{scope}）权限。请换一个有这项权限的密钥，或向管理员要。"
            raise ScopeError(said)

    return allowed


ASK: Any = Security(_allowing(Scope.ASK), scopes=[Scope.ASK.value])
INDEX: Any = Security(_allowing(Scope.INDEX), scopes=[Scope.INDEX.value])
ADMIN: Any = Security(_allowing(Scope.ADMIN), scopes=[Scope.ADMIN.value])


def sight_of(found: Holder | None, workspace: Workspace) -> Sight:
    """What a caller sees: who runs the service, or needs no key, sees all."""
    if found is None or found.may(Scope.ADMIN):
        return WHOLE
    return workspace.visibility.sight(found.groups)


def _seen(found: Caller, workspace: WorkspacePart) -> SeenByReader:
    return workspace.seen(sight_of(found, workspace))


Seen = Annotated[SeenByReader, Depends(_seen)]
"""The library as the caller may see it; what routes answer from."""


def uploader_of(found: Holder | None, seen: SeenByReader) -> Uploader:
    """For whom a caller's uploads may be."""
    if found is None or found.may(Scope.ADMIN):
        return ANYBODY
    return Uploader(seen.sight, found.groups, names_any=False)


def require_own(
    conversation_id: str, found: Holder | None, seen: SeenByReader, memory: Memory
) -> None:
    """Raises UnknownConversationError for a conversation of somebody else.

    What was said before there were keys is anybody's who sees all notices; who runs the service may
    look at every conversation.
    """
    if found is None or found.may(Scope.ADMIN):
        return
    if memory.is_anothers(conversation_id, found.owner, nobodys=seen.sight.is_whole):
        raise UnknownConversationError(GONE)
