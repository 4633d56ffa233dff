"""Duties found in real notices, against their gold."""

import json
import re
import subprocess
import sys
from pathlib import Path

from documents.duties import find_duties
from documents.notice import Duty
from documents.reading import read_notice
from tests.shared import SHARED, needs_shared


def as_row(source: str, duty: Duty) -> str:
    """A row of the register as the scorer reads it."""
    row = {
        "source": source,
        "task": duty.task,
        "role": duty.role,
        "departments": duty.departments,
        "quote": duty.quote,
    }
    return json.dumps(row, ensure_ascii=False)


def scores(folder: Path, *gold: str, out: Path) -> str:
    """What the scorer prints on the duties of a folder of notices."""
    found = [
        as_row(path.name, duty)
        for path in sorted((folder / "documents").iterdir())
        for duty in find_duties(read_notice(path))
    ]
    out.write_text("\n".join(found), encoding="utf-8")
    command = [sys.executable, str(SHARED / "tools/score_duties.py"), str(out), *gold]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def figure(printed: str, name: str) -> float:
    """The figure behind a name in the scorer's output."""
    match = re.search(rf"{name} ([\d.]+)", printed)
    assert match, printed
    return float(match[1])


@needs_shared
def test_real_notices_of_2023(tmp_path: Path) -> None:
    data = SHARED / "data/notices_2023"
    gold = ["--audited", str(data / "duties_audited.jsonl"), "--rules", str(data / "duties.jsonl")]
    printed = scores(data, *gold, out=tmp_path / "登记册.jsonl")
    assert figure(printed, r"audited department .* F1") >= 0.98
    assert figure(printed, r"role\+department .* F1") >= 0.98
    assert figure(printed, "linked") >= 0.96
    assert figure(printed, "rules: recall") >= 0.92


@needs_shared
def test_real_notices_of_2018(tmp_path: Path) -> None:
    data = SHARED / "data/state_council_2018"
    printed = scores(data, "--rules", str(data / "duties.jsonl"), out=tmp_path / "登记册.jsonl")
    assert figure(printed, "rules: recall") >= 0.95
