"""访问密钥: who may use the service and for what, and what stands for a key for a while."""

import logging
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from index import moments, schema
from index.errors import BadKeyError, NoticeGoneError, StoreError
from index.sight import audience_of, groups_of
from index.transacting import transaction

_log = logging.getLogger("duikou.keys")
_KEY, _PASS = "dk_", "dp_"
_SECRET_BYTES = 32
"""So many random bytes need no slow digest: nobody tries them all."""
_LONGEST_NAME = 100
_MOST_QUESTIONS = 1_000_000
_USED_EVERY = timedelta(minutes=1)
"""How exactly the time of last use is kept; a write for every request would be too many."""
_K, _P = schema.keys.c, schema.passes.c


class Scope(StrEnum):
    """What a key is good for; `admin` includes the others."""

    ASK = "ask"
    INDEX = "index"
    ADMIN = "admin"


class Standing(StrEnum):
    """Whether a key may still be used."""

    USABLE = "usable"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Budget:
    """How many questions a key may ask: 0 without limit, None as the settings say."""

    per_minute: int | None = None
    per_day: int | None = None


@dataclass(frozen=True)
class Key:
    """A key without its secret; times are UTC."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None
    groups: tuple[str, ...] = ()
    per_minute: int | None = None
    per_day: int | None = None

    @property
    def owner(self) -> str:
        """What the store calls it in conversations and counts."""
        return f"key:{self.id}"

    @property
    def standing(self) -> Standing:
        """As of now."""
        if self.revoked_at is not None:
            return Standing.REVOKED
        is_over = self.expires_at is not None and self.expires_at <= moments.now()
        return Standing.EXPIRED if is_over else Standing.USABLE


@dataclass(frozen=True)
class Holder:
    """Whoever showed a secret: by which key, what for, and whether by a pass that stands for it.

    A person whom a proxy vouches for has no key but a name; `groups` are those whose notices are
    seen beside those for everybody. `shown` tells secrets of one key apart, and tells nothing of
    them.
    """

    name: str
    scopes: frozenset[Scope]
    groups: tuple[str, ...] = ()
    key: Key | None = None
    by_pass: bool = False
    shown: str = ""

    @property
    def owner(self) -> str:
        """What the store calls it in conversations and counts."""
        return self.key.owner if self.key else f"user:{self.name}"

    def may(self, scope: Scope) -> bool:
        """Whether that is among what the secret is good for."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


class Keys:
    """The keys and passes of a registry. All methods raise StoreError."""

    def __init__(self, engine: Engine) -> None:
        self._begin = partial(transaction, engine)

    def required(self) -> bool:
        """Whether a key was ever made: from then on nobody goes without."""
        with self._begin("密钥读取") as connection:
            return connection.scalar(select(_K.id).limit(1)) is not None

    def create(
        self,
        name: str,
        scopes: Collection[Scope],
        expires_at: datetime | None = None,
        budget: Budget = Budget(),
        groups: Collection[str] = (),
    ) -> tuple[Key, str]:
        """A key and its secret, which is told this once. `expires_at` is UTC.

        Raises BadKeyError, BadGroupError.
        """
        named = " ".join(name.split())
        if not named or len(named) > _LONGEST_NAME or not named.isprintable():
            raise BadKeyError(
                f"密钥的名称应为 1 至 {_LONGEST_NAME} 个字，说明给谁用，如“办公门户”。"
            )
        if not scopes:
            raise BadKeyError("密钥至少要有一项权限：ask、index 或 admin。")
        if expires_at is not None and expires_at <= moments.now():
            raise BadKeyError("密钥的到期时间已经过去。请给一个以后的日期。")
        if any(not 0 <= most <= _MOST_QUESTIONS for most in vars(budget).values() if most):
            raise BadKeyError(
                f"每分钟、每天最多几个问题，应为 0（不限）至 {_MOST_QUESTIONS} 的整数。"
            )
        secret = _KEY + secrets.token_urlsafe(_SECRET_BYTES)
        wanted = tuple(scope for scope in Scope if scope in scopes)
        key = Key(
            secrets.token_hex(8),
            named,
            wanted,
            moments.now(),
            expires_at,
            None,
            None,
            groups_of(audience_of(groups)),
            **vars(budget),
        )
        values = {
            **vars(key),
            "scopes": [scope.value for scope in wanted],
            "groups": list(key.groups),
            "digest": _digest(secret),
        }
        with self._begin("密钥保存") as connection:
            connection.execute(insert(schema.keys).values(values))
        return key, secret

    def all(self) -> list[Key]:
        """Every key there ever was, the newest first."""
        with self._begin("密钥读取") as connection:
            rows = connection.execute(select(schema.keys).order_by(_K.created_at.desc(), _K.id))
            return [_key(row) for row in rows]

    def revoke(self, key_id: str) -> Key:
        """End a key, and all that stands for it, for good. Raises NoticeGoneError."""
        with self._begin("密钥撤销") as connection:
            usable = (_K.id == key_id, _K.revoked_at.is_(None))
            connection.execute(update(schema.keys).where(*usable).values(revoked_at=moments.now()))
            connection.execute(delete(schema.passes).where(_P.key_id == key_id))
            row = connection.execute(select(schema.keys).where(_K.id == key_id)).one_or_none()
        if row is None:
            raise NoticeGoneError(f"没有密钥 {key_id}。请用 duikou keys list 查看编号。")
        return _key(row)

    def holder(self, secret: str) -> Holder | None:
        """Whose secret that is, be his key usable or not; None for what is no secret of ours."""
        with self._begin("密钥读取") as connection:
            found = _by_pass(connection, secret) or _by_key(connection, secret)
        if found is not None and found.key and found.key.standing is Standing.USABLE:
            self._note_use(found.key)
        return found

    def lend(self, key: Key, scopes: Collection[Scope], lasting: timedelta) -> tuple[str, datetime]:
        """A secret that stands for a key for a while, with fewer scopes if so wanted; until when."""
        until, secret = moments.now() + lasting, _PASS + secrets.token_urlsafe(_SECRET_BYTES)
        until = until if key.expires_at is None else min(until, key.expires_at)
        values = {
            "digest": _digest(secret),
            "key_id": key.id,
            "scopes": [scope.value for scope in Scope if scope in scopes],
            "expires_at": until,
        }
        with self._begin("密钥保存") as connection:
            connection.execute(delete(schema.passes).where(_P.expires_at <= moments.now()))
            connection.execute(insert(schema.passes).values(values))
        return secret, until

    def _note_use(self, key: Key) -> None:
        now = moments.now()
        if key.used_at is not None and now - key.used_at < _USED_EVERY:
            return
        try:
            with self._begin("密钥保存") as connection:
                connection.execute(update(schema.keys).where(_K.id == key.id).values(used_at=now))
        except StoreError as error:  # a full disk takes no notes, and is no reason to refuse
            _log.warning("没有记下密钥 %s 的使用时间：%s", key.id, error)

    def end(self, secret: str) -> None:
        """Let what stands for a key do so no more; a key itself stays as it is."""
        with self._begin("密钥保存") as connection:
            connection.execute(delete(schema.passes).where(_P.digest == _digest(secret)))


def _by_key(connection: Connection, secret: str) -> Holder | None:
    query = select(schema.keys).where(_K.digest == _digest(secret))
    row = connection.execute(query).one_or_none()
    return None if row is None else _holder(row, row.scopes, secret, by_pass=False)


def _by_pass(connection: Connection, secret: str) -> Holder | None:
    if not secret.startswith(_PASS):
        return None
    query = (
        select(schema.keys, _P.scopes.label("lent"))
        .join_from(schema.passes, schema.keys)
        .where(_P.digest == _digest(secret), _P.expires_at > moments.now())
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _holder(row, row.lent, secret, by_pass=True)


def _holder(row: Row[Any], scopes: Collection[str], secret: str, *, by_pass: bool) -> Holder:
    key = _key(row)
    allowed = frozenset(map(Scope, scopes))
    return Holder(key.name, allowed, key.groups, key, by_pass, _digest(secret))


def _key(row: Row[Any]) -> Key:
    scopes = tuple(Scope(scope) for scope in row.scopes)
    times = (row.created_at, row.expires_at, row.revoked_at, row.used_at)
    budget = (row.per_minute, row.per_day)
    return Key(row.id, row.name, scopes, *times, tuple(row.groups), *budget)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
