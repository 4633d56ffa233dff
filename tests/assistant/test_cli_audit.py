"""duikou audit, duikou conversations: the audit on the terminal and as files, old conversations gone."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from index.audit import Audit, Entry, Sought
from index.conversations import Conversations, StoredTurn
from index.moments import now
from index.opening import open_engine, sqlite_url
from index.owning import Database
from index.transcripts import Transcripts

DAY = timedelta(days=1)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("DUIKOU_DATA_DIR", str(tmp_path))
    return open_engine(sqlite_url(tmp_path.resolve() / "registry.db"))


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_entries_are_listed_and_written_to_files(engine: Database) -> None:
    audit = Audit(engine)
    for days, action in ((3, "upload"), (2, "ask"), (0, "ask")):
        entry = Entry(
            now() - days * DAY, "r", action, "ok", name="=门户", details={"question": "问"}
        )
        audit.note(entry)
    engine.dispose()
    assert "共 3 条" in run("audit")
    assert "共 2 条" in run("audit", "--action", "ask")
    today = f"{now():%Y-%m-%d}"
    assert "共 1 条" in run("audit", "--since", today)
    assert "共 3 条" in run("audit", "--until", f"{now() + DAY:%Y-%m-%d}")
    lines = run("audit", "--format", "jsonl", "--action", "upload").splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["upload"]
    head, *rows = csv.reader(io.StringIO(run("audit", "--format", "csv")))
    assert head[1] == "操作"
    assert [(row[1], row[5]) for row in rows] == [
        ("upload", "'=门户"),
        ("ask", "'=门户"),
        ("ask", "'=门户"),
    ]


def test_old_conversations_are_forgotten_and_that_is_noted(engine: Database) -> None:
    Conversations(engine).append("今天", StoredTurn("问", "问", "答", "answered"))
    day_after = f"{now() + 2 * DAY:%Y-%m-%d}"
    assert run("conversations", "forget", "--before", "2001-01-01") == "已删除 0 段对话。\n"
    assert run("conversations", "forget", "--before", day_after, "--owner", "key:a") == (
        "已删除 0 段对话。\n"
    )
    assert Transcripts(engine).whole("今天") is not None
    assert run("conversations", "forget", "--before", day_after) == "已删除 1 段对话。\n"
    (last, *_), total = Audit(engine).page(Sought(), 1)
    assert (last.action, last.name, total) == ("conversations_delete", "命令行", 3)
    assert last.details == {"owner": None, "before": day_after, "deleted": 1}
    engine.dispose()


def test_keys_made_by_command_are_noted_without_their_secret(engine: Database) -> None:
    secret = run("keys", "create", "--name", "值班室", "--scope", "admin").splitlines()[0]
    made = next(iter(Audit(engine).each(Sought())))
    assert (made.action, made.details["name"]) == ("key_create", "值班室")
    run("keys", "revoke", str(made.target))
    assert [entry.action for entry in Audit(engine).each(Sought())] == ["key_create", "key_revoke"]
    assert secret not in run("audit", "--format", "jsonl")
    engine.dispose()
