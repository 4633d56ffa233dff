"""The questions that come with the sample notices."""

from pathlib import Path

from assistant.wiring import Workspace, samples

_NOTICES = 1000
"""So many are looked at; there are fewer samples."""


def sample_questions(workspace: Workspace) -> Path | None:
    """Their file where only the samples are indexed, as it is answered by no other notices."""
    records, _ = workspace.catalogue.notices(limit=_NOTICES)
    if {record.root for record in records} != {str(samples().resolve())}:
        return None
    return samples() / "questions.jsonl"
