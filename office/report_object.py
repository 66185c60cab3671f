"""What every report prints as JSON, by command and by API: the rows, and by which parameters they were judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from policy.documents import Law


class Row(Protocol):
    """A row that knows how a report prints it."""

    def as_json(self) -> dict[str, Any]: ...


def report_object(year: int, rows: Iterable[Row], law: Law, parameters: Sequence[str]) -> dict[str, Any]:
    """The object of one year; a parameter that the law of the year does not know yet is left out."""
    known = [key for key in parameters if key in law.provisions]
    return {"year": year, "rows": [row.as_json() for row in rows], "parameters": law.as_json(known)["parameters"]}
