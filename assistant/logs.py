"""What a service writes about itself: one line for each event, with the request it belongs to.

What was asked must not come to stand here. Texts of errors that arise under a request are left out,
since a library may quote in them what it was given; their kinds and places stay.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""请求编号 of the request at hand."""
JSON, TEXT = "json", "text"
_OURS = "duikou"
_TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class TextLines(logging.Formatter):
    """For people who watch."""

    def __init__(self) -> None:
        super().__init__(_TEXT)

    def format(self, record: logging.LogRecord) -> str:
        """The line, and below it where an error arose."""
        line, number = super().format(record), REQUEST.get()
        head, _, rest = line.partition("\n")
        return f"{head} [{number}]{_below(rest)}" if number else line

    def formatException(self, ei: Any) -> str:  # noqa: N802  the name that logging calls
        """Where an error arose, and what it said where that tells nothing of a request."""
        error: BaseException = ei[1]
        if not REQUEST.get():
            return "".join(traceback.format_exception(error)).rstrip()
        return "\n".join(_places(error))


class JsonLines(TextLines):
    """For programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object without a line break."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := REQUEST.get():
            line["request"] = number
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def keep_log(level: str, form: str) -> None:
    """Write what is said from a level on to standard error; of other libraries only warnings."""
    writing = logging.StreamHandler()
    writing.setFormatter(JsonLines() if form == JSON else TextLines())
    logging.basicConfig(level=logging.WARNING, handlers=[writing], force=True)
    logging.getLogger(_OURS).setLevel(level.upper())
    logging.captureWarnings(True)


def _places(error: BaseException) -> list[str]:
    """Kinds and places of an error and of those that led to it, the first one first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    earlier = _places(before) if before else []
    here = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    return [*earlier, here, type(error).__qualname__]


def _below(rest: str) -> str:
    return f"\n{rest}" if rest else ""
