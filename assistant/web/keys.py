"""/api/keys: who may use the service, and for what."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Path as PathPart
from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import NothingToDoError
from assistant.web.noting import noting
from assistant.web.parts import WorkspacePart, refusals
from assistant.web.session import sign_in
from assistant.web.wire import Day
from assistant.wiring import Workspace
from index.keys import Budget, Key, Scope, Standing
from index.moments import end_of, stamp

router = APIRouter(prefix="/api/keys", responses=refusals(422))
KeyId = Annotated[str, PathPart(pattern=r"^[0-9a-f]{16}$", description="密钥编号")]


class KeyIn(BaseModel):
    """A key that is asked for."""

    name: str = Field(max_length=100, description="给谁用，如 办公门户")
    scopes: list[Scope] = Field(
        min_length=1, max_length=3, description="ask 提问和查阅，index 收录和更新，admin 全部"
    )
    expires_on: Day | None = Field(None, description="用到这一天为止；为空表示一直可用")
    groups: list[str] = Field(
        [],
        max_length=10,
        description="可见组：除了所有人可看的公文，还能看这些组的；admin 密钥能看全部",
    )
    per_minute: int | None = Field(None, ge=0, description="每分钟最多几个问题，0 不限，为空按设置")
    per_day: int | None = Field(None, ge=0, description="每天最多几个问题，0 不限，为空按设置")

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"name": "办公门户", "scopes": ["ask"], "groups": ["人事处"], "per_day": 5000}
            ]
        },
    )


class KeyOut(BaseModel):
    """A key without its secret; times are UTC."""

    id: str
    name: str
    scopes: list[Scope]
    groups: list[str] = Field(description="可见组，见 POST /api/keys")
    standing: Standing = Field(description="usable 可用，expired 已到期，revoked 已撤销")
    created_at: str
    expires_at: str | None
    used_at: str | None = Field(description="最近一次使用，精确到分钟")
    per_minute: int | None = Field(description="每分钟最多几个问题，0 不限，为空按设置")
    per_day: int | None = Field(description="每天最多几个问题，0 不限，为空按设置")
    asked_today: int = Field(description="今天已经问了几个")

    @classmethod
    def of(cls, key: Key, asked_today: int = 0) -> "KeyOut":
        """The wire form of a key."""
        return cls(
            id=key.id,
            name=key.name,
            scopes=list(key.scopes),
            groups=list(key.groups),
            standing=key.standing,
            created_at=stamp(key.created_at),
            expires_at=stamp(key.expires_at) if key.expires_at else None,
            used_at=stamp(key.used_at) if key.used_at else None,
            per_minute=key.per_minute,
            per_day=key.per_day,
            asked_today=asked_today,
        )


class NewKeyOut(KeyOut):
    """A key with its secret, which is told this once."""

    secret: str = Field(description="密钥本身，只显示这一次")


class KeysOut(BaseModel):
    """Every key, the newest first."""

    keys: list[KeyOut]


@router.get("")
def list_keys(workspace: WorkspacePart) -> KeysOut:
    """列出所有访问密钥，最新的在前；不含密钥本身。"""
    asked = _asked_today(workspace)
    return KeysOut(keys=[KeyOut.of(key, asked.get(key.owner, 0)) for key in workspace.keys.all()])


@router.post("", status_code=201, responses=refusals(409))
def create_key(
    body: KeyIn, request: Request, response: Response, workspace: WorkspacePart
) -> NewKeyOut:
    """新建访问密钥，密钥本身只在这次的回答里。第一个密钥要有 admin 权限；建好后，页面和接口都要凭密钥使用，这个浏览器随即登录。"""
    is_first = not workspace.keys.required()
    if is_first and Scope.ADMIN not in body.scopes:
        raise NothingToDoError(
            "第一个密钥要有 admin 权限，否则没有人能再打开运行管理。请先建一个 admin 密钥。"
        )
    until = end_of(body.expires_on) if body.expires_on else None
    budget = Budget(body.per_minute, body.per_day)
    key, secret = workspace.keys.create(body.name, body.scopes, until, budget, body.groups)
    note = noting(request)
    note.target = key.id
    note.details = {"name": key.name, "scopes": list(key.scopes), "first": is_first}
    if key.groups:
        note.details["groups"] = list(key.groups)
    if is_first:
        sign_in(key, request, response, workspace)
    return NewKeyOut(**KeyOut.of(key).model_dump(), secret=secret)


@router.delete("/{key_id}", responses=refusals(404))
def revoke_key(key_id: KeyId, workspace: WorkspacePart) -> KeyOut:
    """撤销一个密钥，连同凭它的登录；立即生效，不能恢复。"""
    key = workspace.keys.revoke(key_id)
    return KeyOut.of(key, _asked_today(workspace).get(key.owner, 0))


def _asked_today(workspace: Workspace) -> dict[str, int]:
    return workspace.usage.asked_on(datetime.now().astimezone().date())
