"""The last report of an evaluation, kept in the data folder for whoever looks next."""

import json
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.errors import ServiceError
from assistant.evaluating.figures import Check, Summary
from assistant.evaluating.report import Report, report_of
from assistant.evaluating.reporting import as_html
from assistant.evaluating.running import Evaluation
from index.conversations import storable

_FILE = "evaluation.json"


@dataclass(frozen=True)
class Kept:
    """A report, and the same as an HTML page."""

    report: Report
    page: str


_JSON = TypeAdapter(Kept)


def keep(
    folder: Path, evaluation: Evaluation, summary: Summary, checks: Sequence[Check] = ()
) -> Report:
    """Put the report in place of the one before, at once and whole. Raises ServiceError."""
    kept = Kept(report_of(evaluation, summary), as_html(evaluation, summary, checks))
    content = json.dumps(
        storable(_JSON.dump_python(kept, mode="json")), ensure_ascii=False
    ).encode()
    try:
        _replace(folder / _FILE, content)
    except OSError as error:
        raise ServiceError(
            f"评测做完了，但报告存不进数据文件夹 {folder}（{error.strerror}）。"
            "请检查磁盘空间和权限；运行管理页面显示的仍是上一次的报告。"
        ) from error
    return _JSON.validate_json(content).report


def kept_in(folder: Path) -> Kept | None:
    """The last report of a data folder; None where there was none. Raises ServiceError."""
    try:
        return _JSON.validate_json((folder / _FILE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise ServiceError(
            f"上一次的评测报告 {folder / _FILE} 读不出来，可能已损坏，或是别的版本写的。"
            "请重新评测一次，新的报告会代替它。"
        ) from error


def is_kept_in(folder: Path) -> bool:
    """Whether there is a last report, readable or not."""
    return (folder / _FILE).is_file()


def _replace(path: Path, content: bytes) -> None:
    """A reader sees the file before or the new one; two who write at once do not mix."""
    written = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    try:
        with written.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)
