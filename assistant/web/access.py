"""Who may call what: a key or what stands for it, with the scope that a route asks for.

While no key was ever made, whoever reaches the service may do everything; it listens on the machine
itself only. From the first key on nobody goes without.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from assistant.errors import KeyNeededError, KeyRefusedError, ScopeError
from assistant.web.parts import WorkspacePart
from index.keys import Holder, Keys, Scope, Standing

COOKIE = "duikou_pass"
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
_bearer = HTTPBearer(auto_error=False, scheme_name="key", description="访问密钥")
_cookie = APIKeyCookie(
    name=COOKIE, auto_error=False, scheme_name="session", description="页面上的登录"
)
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
_Cookie = Annotated[str | None, Security(_cookie)]


def caller(
    request: Request, workspace: WorkspacePart, bearer: _Bearer, cookie: _Cookie
) -> Holder | None:
    """Who calls; None while no keys are needed. Raises KeyNeededError, KeyRefusedError."""
    if not workspace.keys.required():
        return None
    shown = bearer.credentials if bearer else cookie
    is_other = "authorization" in request.headers and bearer is None
    if not shown or is_other:
        raise KeyNeededError(_WANTED)
    return usable(workspace.keys, shown)


def usable(keys: Keys, secret: str) -> Holder:
    """Whose secret that is. Raises KeyRefusedError, also where his key is good no longer."""
    found = keys.holder(secret)
    if found is None or found.key.standing is not Standing.USABLE:
        raise KeyRefusedError(_WRONG[found.key.standing if found else None])
    return found


Caller = Annotated[Holder | None, Depends(caller)]


def _allowing(scope: Scope) -> Callable[[Holder | None], None]:
    def allowed(found: Caller) -> None:
        if found is not None and not found.may(scope):
            said = f"这个密钥没有“{NAMES[scope]}”（{scope}）权限。请换一个有这项权限的密钥，或向管理员要。"
            raise ScopeError(said)

    return allowed


ASK: Any = Depends(_allowing(Scope.ASK))
INDEX: Any = Depends(_allowing(Scope.INDEX))
ADMIN: Any = Depends(_allowing(Scope.ADMIN))
