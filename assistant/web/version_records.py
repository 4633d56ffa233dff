"""The JSON shapes of a notice's versions and of what changed between them."""

from pydantic import BaseModel, ConfigDict, Field

from documents.comparing import Changes, as_text
from index.catalogue import VersionRecord
from index.moments import stamp
from index.schema import LIVE, RETIRED


class VersionOut(BaseModel):
    """One version of a notice."""

    id: str
    number: int = Field(description="第几版，从 1 起")
    state: str = Field(description="current（现行）或 retired（旧版）")
    fingerprint: str = Field(description="原始文件内容的 SHA-256")
    indexed_at: str

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0c9a7f6e5d4c4b3a8f1e2d3c4b5a6978",
                    "number": 2,
                    "state": "current",
                    "fingerprint": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "indexed_at": "2024-02-20T01:30:00Z",
                }
            ]
        }
    )

    @classmethod
    def of(cls, version: VersionRecord) -> "VersionOut":
        """The wire form of a version; one that is being retired is retired already."""
        return cls(
            id=version.id,
            number=version.number,
            state=version.state if version.state == LIVE else RETIRED,
            fingerprint=version.fingerprint,
            indexed_at=stamp(version.indexed_at),
        )


class VersionsOut(BaseModel):
    """The history of a notice, newest first; without a current one the notice is withdrawn."""

    notice_id: str
    versions: list[VersionOut]


class ChangesOut(BaseModel):
    """What one version changed of another: as data, and in Chinese for people."""

    notice_id: str
    before: VersionOut
    after: VersionOut
    changes: Changes
    text: str = Field(description="逐条说明改了什么")

    @classmethod
    def of(
        cls, notice_id: str, compared: tuple[VersionRecord, VersionRecord], changes: Changes
    ) -> "ChangesOut":
        """The wire form of a comparison."""
        before, after = (VersionOut.of(version) for version in compared)
        text = as_text(changes)
        return cls(notice_id=notice_id, before=before, after=after, changes=changes, text=text)
