"""Where an uploaded file is kept, which decides who sees the notice that it becomes."""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.wiring import Workspace
from index.errors import BadGroupError
from index.sight import EVERYBODY, WHOLE, Sight, audience_of, groups_of
from index.uploads import folder_for


@dataclass(frozen=True)
class Uploader:
    """Who uploads: what is seen, the own groups, and whether any other may be named."""

    sight: Sight
    groups: tuple[str, ...]
    names_any: bool


ANYBODY = Uploader(WHOLE, (), names_any=True)
"""Who runs the service, or needs no key."""


@dataclass(frozen=True)
class Stay:
    """For whom a file is, and the source that it leaves for that, "" for none."""

    audience: str
    moved: str = ""


def shelved(
    workspace: Workspace, name: str, uploader: Uploader, groups: Collection[str] | None
) -> Stay:
    """Where a file goes. Raises BadGroupError for groups that are not the uploader's to name."""
    known = _namesakes(workspace, name, uploader.sight)
    if groups is None:
        own = audience_of(() if uploader.names_any else uploader.groups)
        audience = own if own in known or not known else next(iter(known))
    else:
        audience = audience_of(groups)
        _require_own(audience, uploader)
    if audience != EVERYBODY:
        uploads = workspace.tools.uploads
        workspace.visibility.limit(uploads.root, folder_for(audience), groups_of(audience))
    elsewhere = [source for its, source in known.items() if its != audience]
    return Stay(audience, "" if audience in known or not elsewhere else elsewhere[0])


def _namesakes(workspace: Workspace, name: str, sight: Sight) -> dict[str, str]:
    """Uploaded files of that name that the uploader sees: source by audience."""
    uploads, folders = workspace.tools.uploads, workspace.visibility.folders()
    places = [each.folder for each in folders if each.root == uploads.root and each.folder]
    sources = [name, *(f"{folder}/{name}" for folder in places)]
    known = workspace.sources.known(uploads.root, sources)
    audiences = workspace.visibility.audiences([(uploads.root, source) for source in known])
    found = dict(zip(audiences, known, strict=True))
    return {audience: source for audience, source in found.items() if sight.sees(audience)}


def _require_own(audience: str, uploader: Uploader) -> None:
    others = [g for g in groups_of(audience) if g not in uploader.groups]
    if others and not uploader.names_any:
        raise BadGroupError(
            f"这个密钥不属于可见组“{others[0]}”，不能上传只给这个组看的公文。请改用自己的组，或向管理员要密钥。"
        )
