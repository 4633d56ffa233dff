"""The service keeps to its description, whoever asks and whatever is sent."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from schemathesis.schemas import BaseSchema

from index.keys import Scope
from tests.assistant.web.live import notice
from tests.patience import PATIENCE_S
from tests.schema.seeded import seeded
from tests.schema.trying import Tried, tried

pytestmark = pytest.mark.schema
FEWEST = 5000
"""Requests that have to be made in all."""
WHO: tuple[Scope | None, ...] = (None, *Scope)


@pytest.fixture(scope="module")
def trials(
    tmp_path_factory: pytest.TempPathFactory, model_folder: Path
) -> dict[Scope | None, Tried]:
    """Without a key and with one of each scope, each on a service that nobody changed before."""
    done = {}
    for who in WHO:
        with seeded(tmp_path_factory.mktemp("seeded")) as service:
            secret = service.secrets[who] if who else None
            done[who] = tried(service, secret, tmp_path_factory.mktemp("trial"))
    return done


@pytest.mark.parametrize("who", WHO, ids=lambda who: who or "没有密钥")
def test_every_answer_is_as_described(trials: dict[Scope | None, Tried], who: Scope | None) -> None:
    report = trials[who].report
    assert not report["failures"], trials[who].said
    assert not report["errors"], trials[who].said
    assert report["complete"]
    assert report["operations"]["tested"] == report["operations"]["total"]
    assert {phase["status"] for phase in report["phases"].values()} == {"success"}


def test_operator_reaches_everything(trials: dict[Scope | None, Tried]) -> None:
    """No operation was tried on what does not exist, or refused for its key, alone."""
    warnings = trials[Scope.ADMIN].report["warnings"]
    finished = "POST /api/jobs/{job_id}/cancel"  # what is over cannot be stopped
    assert set(warnings["missing_test_data"]) <= {finished}
    assert warnings["missing_auth"] == ["POST /api/session"]


def test_so_many_cases(
    trials: dict[Scope | None, Tried], capsys: pytest.CaptureFixture[str]
) -> None:
    counted = {str(who or "没有密钥"): trial.cases for who, trial in trials.items()}
    with capsys.disabled():
        print(f"\n{sum(counted.values())} 个请求：{counted}")  # noqa: T201  the count is the outcome
    assert sum(counted.values()) >= FEWEST


@pytest.fixture
def described(tmp_path: Path, model_folder: Path) -> Iterator[tuple[httpx.Client, BaseSchema]]:
    """An operator's client, and what it may rely on."""
    with seeded(tmp_path / "seeded") as service:
        shown = {"Authorization": f"Bearer {service.secrets[Scope.ADMIN]}"}
        with httpx.Client(base_url=service.url, headers=shown, timeout=PATIENCE_S) as client:
            yield client, schemathesis.openapi.from_url(f"{service.url}/openapi.json")


def test_files_that_are_taken_are_answered_as_described(
    described: tuple[httpx.Client, BaseSchema],
) -> None:
    """What is made at random is refused as no notice and no sheet of questions."""
    client, schema = described
    for address, field, name, content, status in (
        ("/api/notices", "files", "新通知.txt", notice("会议", "会议由市政府办公室组织。"), 202),
        (
            "/api/evaluation",
            "file",
            "问题.jsonl",
            '{"question": "会议由谁组织？", "answers": ["市政府办公室"]}',
            200,
        ),
    ):
        request = client.build_request("POST", address, files={field: (name, content.encode())})
        request.read()
        answered = client.send(request)
        assert answered.status_code == status, answered.text
        schema[address]["POST"].validate_response(answered)
