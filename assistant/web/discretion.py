"""Jobs and failures as a caller may know of them, who does not see every notice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Annotated

from fastapi import Depends

from assistant.web.access import Seen
from assistant.web.parts import WorkspacePart
from assistant.wiring import Workspace
from index.errors import NoticeGoneError
from index.job import FileOutcome, Job, Kind
from index.job import State as JobState
from index.report import What
from index.sight import Sight
from index.sources import FailedFile

_ALL, _BATCH = 10_000, 1000
_WHOLE = {Kind.REFRESH, Kind.FILES, Kind.REBUILD}
"""What concerns the library as a whole; who may ask for it sees how it goes, but not of which files."""


@dataclass(frozen=True)
class Discretion:
    """What a caller of some sight may know."""

    workspace: Workspace
    sight: Sight

    def job(self, job_id: str) -> Job:
        """A job, without what is hidden. Raises NoticeGoneError for one of which all is."""
        job = self.workspace.jobs.get(job_id)
        if not self._is_seen(job):
            raise NoticeGoneError(f"没有任务 {job_id}。请检查编号；很久以前的任务记录会被清理。")
        return self._without_hidden(job)

    def page(self, limit: int, offset: int, states: Sequence[JobState]) -> tuple[list[Job], int]:
        """Jobs, the newest first, and how many there are in all."""
        jobs = self.workspace.jobs
        if self.sight.is_whole:
            return jobs.page(limit=limit, offset=offset, states=states)
        seen = list(filter(self._is_seen, jobs.page(limit=_ALL, states=states)[0]))
        return list(map(self._without_hidden, seen[offset : offset + limit])), len(seen)

    def files(
        self, job: Job, after: int, limit: int, outcome: str | None = None
    ) -> list[FileOutcome]:
        """What became of files."""
        jobs = self.workspace.jobs
        if self.sight.is_whole:
            return jobs.files(job.id, after=after, limit=limit, outcome=outcome)
        return list(islice(self._outcomes(job, outcome), after + 1, after + 1 + limit))

    def failures(self, limit: int, *, dead: bool | None = None) -> list[FailedFile]:
        """Files that could not be read."""
        sources, uploads = self.workspace.sources, self.workspace.tools.uploads
        if self.sight.is_whole:
            return sources.failures(limit=limit, dead=dead)
        found = sources.failures(limit=_ALL, dead=dead)
        files = [(each.root, uploads.settled(each.source)) for each in found]
        audiences = self.workspace.visibility.audiences(files)
        pairs = zip(found, audiences, strict=True)
        return [each for each, its in pairs if self.sight.sees(its)][:limit]

    def require_failure(self, root: str | None, source: str | None) -> None:
        """Raises NoticeGoneError where a failure that is named is hidden, or all would be meant."""
        if self.sight.is_whole:
            return
        known = {(each.root, each.source) for each in self.failures(_ALL)}
        if (root, source) not in known:
            raise NoticeGoneError(
                "失败的文件里没有这一个，可能已经读入或删除。请用 root 和 source 指明失败列表里的一个文件。"
            )

    # --- what is hidden -------------------------------------------------------------------------

    def _is_seen(self, job: Job) -> bool:
        if self.sight.is_whole or job.kind in _WHOLE:
            return True
        if job.kind is Kind.UPLOAD:
            files = [(job.root, source) for source in job.details["files"]]
            return all(map(self.sight.sees, self.workspace.visibility.audiences(files)))
        audience = job.details.get("audience")
        return audience is not None and self.sight.sees(audience)

    def _without_hidden(self, job: Job) -> Job:
        """Its counts are those of the files that are seen; what it did not touch is not told."""
        if self.sight.is_whole or job.kind not in _WHOLE:
            return job
        counts = {what.value: 0 for what in What}
        for outcome in self._outcomes(job, None):
            counts[outcome.outcome] = counts.get(outcome.outcome, 0) + 1
        reason = job.reason and "没有完成。原因请管理员在运行管理页查看。"
        return replace(job, done=0, total=None, at="", counts=counts, details={}, reason=reason)

    def _outcomes(self, job: Job, outcome: str | None) -> Iterator[FileOutcome]:
        """The files of a job that are seen, wherever the job looked for them."""
        roots = job.details.get("roots") or [job.root]
        uploads, visibility = self.workspace.tools.uploads, self.workspace.visibility
        for first in count(-1, _BATCH):
            page = self.workspace.jobs.files(job.id, after=first, limit=_BATCH, outcome=outcome)
            places = [uploads.settled(file.source) for file in page]
            found = [visibility.audiences([(root, p) for p in places]) for root in roots]
            for file, audiences in zip(page, zip(*found, strict=True), strict=True):
                if all(map(self.sight.sees, audiences)):
                    yield file
            if len(page) < _BATCH:
                return


def _of(seen: Seen, workspace: WorkspacePart) -> Discretion:
    return Discretion(workspace, seen.sight)


Discreet = Annotated[Discretion, Depends(_of)]
