"""/api/visibility: which folders are for whom."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import NothingToDoError
from assistant.web.noting import NotePart
from assistant.web.parts import WorkspacePart, refusals
from assistant.wiring import Workspace
from documents.library import name_of
from index.audiences import Limited
from index.sight import groups_of

router = APIRouter(prefix="/api/visibility", responses=refusals(422))
_FOLDER = "公文库里的文件夹：完整路径，或公文库之下的路径"


class FolderIn(BaseModel):
    """A folder, and for whom its notices are."""

    folder: str = Field(min_length=1, max_length=4096, description=_FOLDER)
    groups: list[str] = Field(
        max_length=10, description="只给这些组看；空着就是所有人可看，用于已有规定的文件夹之下"
    )

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"folder": "人事", "groups": ["人事处"]}]}
    )


class FolderOut(BaseModel):
    """A folder that has a rule of its own."""

    folder: str
    groups: list[str] = Field(description="只给这些组看；空着就是所有人可看")

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"folder": "/data/公文库/人事/", "groups": ["人事处"]}]}
    )

    @classmethod
    def of(cls, limited: Limited) -> "FolderOut":
        """The wire form of a folder."""
        return cls(folder=limited.path, groups=list(groups_of(limited.audience)))


class FoldersOut(BaseModel):
    """Every folder with a rule, and all groups that are spoken of."""

    folders: list[FolderOut]
    groups: list[str]


@router.get("")
def list_visibility(workspace: WorkspacePart) -> FoldersOut:
    """哪些文件夹里的公文只给哪些组看；没有列出的文件夹和上级一样，最上级没有规定的，所有人可看。"""
    found = workspace.visibility.folders()
    named = {group for each in found for group in groups_of(each.audience)}
    named |= {group for key in workspace.keys.all() for group in key.groups}
    return FoldersOut(folders=[FolderOut.of(each) for each in found], groups=sorted(named))


@router.put("", responses=refusals(403, 409))
def limit_folder(body: FolderIn, workspace: WorkspacePart, note: NotePart) -> FolderOut:
    """规定一个文件夹（连同下级文件夹）里的公文给谁看；立即生效。"""
    root = note.target = _root(body.folder, workspace)
    note.details = {"groups": list(body.groups)}
    return FolderOut.of(workspace.visibility.limit(root, "", body.groups))


@router.delete("", status_code=204, responses=refusals(403, 404, 409))
def free_folder(
    folder: Annotated[str, Query(min_length=1, max_length=4096, description=_FOLDER)],
    workspace: WorkspacePart,
    note: NotePart,
) -> None:
    """取消对一个文件夹的规定，和它的上级一样。"""
    root = note.target = _root(folder, workspace)
    known = next((e for e in workspace.visibility.folders() if e.path == f"{root}/"), None)
    workspace.visibility.free(known.root if known else root, known.folder if known else "")


def _root(folder: str, workspace: Workspace) -> str:
    """The folder's whole path. Raises NothingToDoError for one in no library."""
    if "\0" in folder:
        raise NothingToDoError("文件夹的名称有误。请检查后重试。")
    library = workspace.settings.library
    given = Path(folder)
    if not given.is_absolute():
        if library is None:
            raise NothingToDoError(
                "没有设置公文库（DUIKOU_LIBRARY），请写出文件夹的完整路径，如 /data/公文库/人事。"
            )
        given = library / given
    return name_of(given)
