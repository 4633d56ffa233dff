"""Eight clients ask without pause while every notice of a library of 150 is replaced twice."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.resilience.clients import Client, Reply, Service, crowd, serving
from tests.resilience.editions import LAST, SUBJECTS, Edition, put_all, replace_all, wait_for

_QUESTIONS = {question: subject for subject in SUBJECTS for question in Edition(subject, 1).facts}
pytestmark = pytest.mark.resilience


@dataclass(frozen=True)
class Run:
    """A service that went through it all, and what the clients were told meanwhile."""

    service: Service
    replies: list[Reply]
    texts: Mapping[str, str]
    """The text of every version that was cited, by its id."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("availability")
    library = folder / "公文库"
    put_all(library, 1)
    with serving(folder / "data", library) as service:
        wait_for(service, 1)
        with crowd(service, list(_QUESTIONS)) as replies:
            for _ in replace_all(service, library):
                pass
        with service.client() as client:
            yield Run(service, replies, dict(_texts(client, replies)))


def test_while_notices_are_replaced_every_question_is_answered(run: Run) -> None:
    refused = [r.said for r in run.replies if (r.status, r.said.get("status")) != (200, "answered")]
    assert not refused, refused[0]


def test_an_answer_says_and_cites_one_edition_and_never_goes_back_to_an_older_one(run: Run) -> None:
    newest: dict[tuple[int, str], int] = {}
    told: set[int] = set()
    for reply in run.replies:
        edition = _edition_of(reply, run.texts)
        seen = (reply.client, edition.subject)
        assert edition.number >= newest.get(seen, 1), reply
        newest[seen] = edition.number
        told.add(edition.number)
    assert told == set(range(1, LAST + 1))


def test_every_quote_stands_where_its_version_has_it(run: Run) -> None:
    for citation in _citations(run.replies):
        text = run.texts[citation["version_id"]]
        assert text[citation["start"] : citation["end"]] == citation["quote"], citation


def test_afterwards_every_notice_answers_with_its_last_edition_and_its_file(run: Run) -> None:
    with run.service.client() as client:
        for place, subject in enumerate(SUBJECTS):
            last = Edition(subject, LAST)
            question, fact = list(last.facts.items())[place % len(last.facts)]
            status, said = client.ask(question)
            assert (status, fact in said["answer"]) == (200, True), said
            cited = next(c for c in said["citations"] if c["title"] == last.title)
            original = client.original(cited["notice_id"], cited["version_id"])
            assert original == last.text
            assert cited["quote"] in original


def _edition_of(reply: Reply, texts: Mapping[str, str]) -> Edition:
    """The one edition of the notice asked about that the answer is from, all of it."""
    subject, said = _QUESTIONS[reply.question], reply.said
    versions: dict[str, str] = {}
    for citation in said["citations"]:
        version_id, title = citation["version_id"], citation["title"]
        assert versions.setdefault(title, version_id) == version_id, reply
        assert citation["document_number"] in texts[version_id], reply
    editions = [Edition(subject, number) for number in range(1, LAST + 1)]
    text = texts[versions[editions[0].title]]
    (cited,) = [e for e in editions if _holds_all(text, e)]
    told = [e for e in editions if e.facts[reply.question] in said["answer"]]
    assert told == [cited], reply
    return cited


def _holds_all(text: str, edition: Edition) -> bool:
    """Whether a version is an edition, whole."""
    return all(line in text for line in edition.text.split("\n\n")[3:-1])


def _citations(replies: Iterable[Reply]) -> Iterator[Any]:
    return (citation for reply in replies for citation in reply.said["citations"])


def _texts(client: Client, replies: Iterable[Reply]) -> Iterator[tuple[str, str]]:
    cited = {c["version_id"]: c["notice_id"] for c in _citations(replies)}
    for version_id, notice_id in cited.items():
        yield version_id, client.get(f"/api/notices/{notice_id}", version=version_id)["text"]
