"""Have schemathesis try a service by its own description, and read what it says of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.schema.seeded import Seeded

SEED = 20241101
EXAMPLES = 10
"""Random cases of an operation; those made of its bounds come on top of them."""
_MEANT = {
    "POST /v1/chat/completions": ("400", "上文里要有 user 消息，问题不能是空白、不能太长"),
    "POST /api/ask": ("422", "问题太长"),
    "POST /api/keys": ("422", "到期日期已经过去"),
    "DELETE /api/conversations": ("422", "没有说明删除哪些对话"),
    "POST /api/notices": ("422", "文件的格式"),
    "POST /api/evaluation": ("422", "文件里要有问题"),
}
"""What may be refused although the schema allows it: status, and what no schema can say."""


@dataclass(frozen=True)
class Tried:
    """What came of the requests, as the report has it, and in words."""

    report: Mapping[str, Any]
    said: str

    @property
    def cases(self) -> int:
        """How many requests were made and judged."""
        made: int = self.report["test_cases"]["generated"]
        return made


def tried(service: Seeded, secret: str | None, folder: Path) -> Tried:
    """All operations, all phases, in a process of its own; with a key or without."""
    configured, report = folder / "schemathesis.toml", folder / "report.json"
    configured.write_text("\n".join(_configuration(service)), encoding="utf-8")
    shown = ["-H", f"Authorization: Bearer {secret}"] if secret else []
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(configured), "run"]
    options = ["--seed", str(SEED), "--max-examples", str(EXAMPLES), "--continue-on-failure"]
    written = ["--report", "json", "--report-json-path", str(report)]
    done = subprocess.run(
        [*command, f"{service.url}/openapi.json", *shown, *options, *written],
        cwd=folder,
        env={**os.environ, "SPARED_KEYS": ",".join(service.key_ids)},  # noqa: TID251
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    return Tried(json.loads(report.read_text("utf-8")), done.stdout)


def _configuration(service: Seeded) -> Iterator[str]:
    yield f"hooks = {_text(str(Path(__file__).with_name('hooks.py')))}"
    root, sources = service.failed[0][0], [source for _, source in service.failed]
    own = {"pdf": service.pdf[:1], "pdf_version": service.pdf[1:], "failed": sources}
    for name, values in {**service.there, **own}.items():
        yield f"[dictionaries.{name}]\nvalues = {json.dumps(values)}"
    yield "[parameters]"
    for name in service.there:
        place = "query" if name == "version" else "path"
        yield _often(f"{place}.{name}", name)
    for operation, (status, _) in _MEANT.items():
        yield f"[[operations]]\ninclude-name = {_text(operation)}"
        accepted = ["2xx", "401", "403", "404", "409", status]
        yield f"checks.positive_data_acceptance.expected-statuses = {json.dumps(accepted)}"
    yield '[[operations]]\ninclude-path-regex = "/pages/"\n[operations.parameters]'
    yield _often("path.notice_id", "pdf")
    yield _often("query.version", "pdf_version")
    yield '[[operations]]\ninclude-path = "/api/failures/dismiss"\n[operations.parameters]'
    yield f'"body.root" = {_text(root)}'
    yield _often("body.source", "failed")


def _often(parameter: str, dictionary: str) -> str:
    return f'"{parameter}" = {{ dictionary = "{dictionary}", probability = 0.7 }}'


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
