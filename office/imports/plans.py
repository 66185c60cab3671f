"""What an import would do, before anything is done: the part that is the same for every kind of workbook."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

from office.spreadsheets import CellProblem


class ImportPlan(ABC):
    """The base of every import's plan; with errors it does nothing at all.

    Attributes:
        row_count: rows of the table, those with errors too.
        unchanged_count: rows that say what is recorded already.
        problems: of the reading and of the planning, in the order of the sheet.
        ignored_columns: headings that the sheet does not know.
    """

    row_count: int
    unchanged_count: int
    problems: tuple[CellProblem, ...]
    ignored_columns: tuple[str, ...]

    @property
    @abstractmethod
    def created_count(self) -> int:
        """How many records the plan makes."""

    @property
    @abstractmethod
    def changed_count(self) -> int:
        """How many records the plan changes."""

    @property
    @abstractmethod
    def lines(self) -> list[dict[str, Any]]:
        """Every change as a preview shows it: row, action, name, superior, changes, and the address if it has one."""

    @property
    def targets(self) -> list[Any]:
        """What the lines do not show and the plan yet depends on, for the fingerprint."""
        return []

    @property
    def errors(self) -> tuple[CellProblem, ...]:
        """The problems that stop the import."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[CellProblem, ...]:
        """The problems that do not."""
        return tuple(problem for problem in self.problems if not problem.is_error)

    @property
    def is_empty(self) -> bool:
        """Whether the records already say all of this."""
        return not (self.created_count or self.changed_count)

    @cached_property
    def fingerprint(self) -> str:
        """The same for two plans that would do the same; it changes when the records or the file do."""
        canonical = json.dumps([self.lines, self.targets], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def as_json(self, *, dry_run: bool) -> dict[str, Any]:
        """The object that the command prints. With errors nothing is created or changed, so both are 0."""
        stands = not self.errors
        return {
            "dry_run": dry_run,
            "rows": self.row_count,
            "created": self.created_count * stands,
            "changed": self.changed_count * stands,
            "unchanged": self.unchanged_count * stands,
            "errors": [problem_as_json(problem) for problem in self.errors],
            "warnings": [problem_as_json(problem) for problem in self.warnings],
            "ignored_columns": list(self.ignored_columns),
        }


class RefusedFile(ImportPlan):
    """The plan of a file that is no such workbook at all."""

    row_count = unchanged_count = created_count = changed_count = 0
    ignored_columns = ()

    def __init__(self, sentence: str) -> None:
        self.problems = (CellProblem("", 0, "", "", sentence),)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """None."""
        return []


def problem_as_json(problem: CellProblem) -> dict[str, Any]:
    """A problem as reports give it; the sheet only where the workbook has several."""
    named = {"sheet": problem.sheet} if problem.sheet else {}
    return {
        **named,
        "cell": problem.cell,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "expected": problem.expected,
    }
