"""Keys and what stands for them: on SQLite and on PostgreSQL alike."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from index import schema
from index.errors import BadKeyError, NoticeGoneError
from index.keys import Keys, Scope, Standing

HOUR = timedelta(hours=1)


@pytest.fixture
def keys(engine: Engine) -> Keys:
    return Keys(engine)


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def expire(engine: Engine, key_id: str) -> None:
    with engine.begin() as connection:
        overdue = update(schema.keys).values(expires_at=now() - HOUR)
        connection.execute(overdue.where(schema.keys.c.id == key_id))


def test_none_is_needed_until_one_was_made_and_ever_after(keys: Keys) -> None:
    assert not keys.required()
    key, _ = keys.create("门户", [Scope.ASK])
    assert keys.required()
    keys.revoke(key.id)
    assert keys.required()


def test_secret_leads_to_its_key_and_no_other_does(keys: Keys) -> None:
    made = [keys.create(name, [scope]) for name, scope in zip("甲乙丙", Scope, strict=True)]
    for key, secret in made:
        found = keys.holder(secret)
        assert found is not None
        assert (found.key.id, found.key.name, found.scopes) == (key.id, key.name, set(key.scopes))
    for wrong in ("", "dk_", "dp_", made[0][1][:-1], f"{made[0][1]} ", made[0][0].id, "dk_\ud800"):
        assert keys.holder(wrong) is None


def test_secret_is_kept_nowhere(keys: Keys, engine: Engine) -> None:
    key, secret = keys.create("门户", [Scope.ASK])
    lent, _ = keys.lend(key, [Scope.ASK], HOUR)
    with engine.connect() as connection:
        rows = [
            *connection.execute(select(schema.keys)),
            *connection.execute(select(schema.passes)),
        ]
    assert len(rows) == 2
    assert not any(part in str(rows) for part in (secret, secret[3:], lent, lent[3:]))


def test_admin_may_do_everything_and_others_what_they_are_for(keys: Keys) -> None:
    may = {}
    for scope in Scope:
        found = keys.holder(keys.create(scope, [scope])[1])
        assert found is not None
        may[scope] = {other for other in Scope if found.may(other)}
    assert may == {Scope.ASK: {Scope.ASK}, Scope.INDEX: {Scope.INDEX}, Scope.ADMIN: set(Scope)}


def test_revoked_and_expired_keys_are_known_as_such(keys: Keys, engine: Engine) -> None:
    revoked, expired = (keys.create(name, [Scope.ASK], now() + HOUR) for name in "甲乙")
    keys.revoke(revoked[0].id)
    expire(engine, expired[0].id)
    standing = [found.key.standing for _, s in (revoked, expired) if (found := keys.holder(s))]
    assert standing == [Standing.REVOKED, Standing.EXPIRED]
    assert {key.name: key.standing for key in keys.all()} == {
        "甲": Standing.REVOKED,
        "乙": Standing.EXPIRED,
    }


def test_key_revoked_twice_keeps_its_first_time(keys: Keys) -> None:
    key, _ = keys.create("门户", [Scope.ASK])
    first = keys.revoke(key.id)
    assert keys.revoke(key.id).revoked_at == first.revoked_at
    with pytest.raises(NoticeGoneError, match=r"没有密钥.*duikou keys list"):
        keys.revoke("0" * 16)


def test_pass_stands_for_its_key_with_fewer_scopes(keys: Keys) -> None:
    key, _ = keys.create("门户", [Scope.ASK, Scope.INDEX])
    lent, until = keys.lend(key, [Scope.ASK], HOUR)
    found = keys.holder(lent)
    assert found is not None
    assert (found.key.id, found.scopes) == (key.id, {Scope.ASK})
    assert timedelta(minutes=59) < until - now() <= HOUR


def test_pass_ends_by_itself_with_its_key_and_when_given_back(keys: Keys, engine: Engine) -> None:
    key, secret = keys.create("门户", [Scope.ASK])
    over, _ = keys.lend(key, [Scope.ASK], -HOUR)
    returned, _ = keys.lend(key, [Scope.ASK], HOUR)
    kept, _ = keys.lend(key, [Scope.ASK], HOUR)
    keys.end(returned)
    keys.end(secret)  # a key is no pass
    assert [keys.holder(each) is not None for each in (over, returned, kept, secret)] == [
        False, False, True, True,
    ]  # fmt: skip
    keys.revoke(key.id)
    assert keys.holder(kept) is None
    keys.lend(keys.create("另一个", [Scope.ASK])[0], [Scope.ASK], HOUR)
    with engine.connect() as connection:
        assert (
            len(connection.execute(select(schema.passes)).all()) == 1
        )  # the rest was cleared away


def test_pass_does_not_outlive_its_key(keys: Keys) -> None:
    key, _ = keys.create("门户", [Scope.ASK], now() + HOUR)
    assert keys.lend(key, [Scope.ASK], 5 * HOUR)[1] == key.expires_at


def test_use_is_noted(keys: Keys) -> None:
    _, secret = keys.create("门户", [Scope.ASK])
    assert keys.all()[0].used_at is None
    keys.holder(secret)
    used = keys.all()[0].used_at
    assert used is not None
    keys.holder(secret)
    assert keys.all()[0].used_at == used


@pytest.mark.parametrize(
    "name",
    ["", " \n", "长" * 101, "响\x07铃", "\ud800"],
    ids=["empty", "white", "long", "control", "half"],
)
def test_name_that_cannot_be_read_is_refused(keys: Keys, name: str) -> None:
    with pytest.raises(BadKeyError, match="密钥的名称"):
        keys.create(name, [Scope.ASK])


def test_key_for_nothing_or_for_the_past_is_refused(keys: Keys) -> None:
    with pytest.raises(BadKeyError, match="至少要有一项权限"):
        keys.create("门户", [])
    with pytest.raises(BadKeyError, match="到期时间已经过去"):
        keys.create("门户", [Scope.ASK], now())
    assert not keys.required()


@pytest.mark.parametrize("url", ["SQLite"], indirect=True)
def test_no_words_are_a_secret(engine: Engine) -> None:
    keys = Keys(engine)
    keys.create("门户", [Scope.ASK])

    @given(st.text())
    def refused(words: str) -> None:
        assert keys.holder(words) is None
        assert keys.holder(f"dp_{words}") is None

    refused()
