"""Log lines for machines: one JSON object a line, without names, addresses, keys or anything typed into a form.

An error is written as its kind and the places in the code it passed through: what it says may quote a row.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from config.operation.routes import route_of

ROOT: Final = Path(__file__).resolve().parents[2]
# What our own lines may bring along (`log.info(…, extra={"site": {...}})`).
FIELDS: Final = "site"


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": said(record),
            **getattr(record, FIELDS, {}),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= {"error": type(error).__name__, "at": passed_through(error)}
        return json.dumps(line, ensure_ascii=False, default=str)


def said(record: logging.LogRecord) -> str:
    """The message, with the template in the place of any address, and a task's name in the place of its error."""
    task = getattr(record, "data", None)
    if isinstance(task, dict) and "name" in task:
        return f"{task['name']}: {task.get('description', 'failed')}"
    message = record.getMessage()
    request = getattr(record, "request", None)
    path = getattr(request, "path", "")
    return message.replace(path, route_of(request)) if len(path) > 1 else message


def passed_through(error: BaseException) -> list[str]:
    """File, line and function of every step in our own code, outermost first; the last step wherever it was."""
    steps = traceback.extract_tb(error.__traceback__)
    ours = [step for step in steps if step.filename.startswith(str(ROOT)) and ".venv" not in step.filename]
    return [_place(step) for step in [*ours, *steps[-1:]]]


def _place(step: Any) -> str:
    file = step.filename.removeprefix(f"{ROOT}/").rpartition("site-packages/")[2]
    return f"{file}:{step.lineno} {step.name}"
