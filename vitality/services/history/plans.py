"""What an import of past years' results would do, before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from office.imports.plans import ImportPlan
from office.spreadsheets import CellProblem
from unions.models import Union


class Record(StrEnum):
    """What a row, or one cell of it, is kept as."""

    TYPICAL = "典型"
    RESULT = "验收"
    APPROVAL = "材料批准"
    FINDING = "创新认定"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record that an import makes or changes.

    Attributes:
        row: the place of the row, as "典型 第 5 行".
        union: the unit, or the superior union whose year it is.
        key: of the record that is changed; None for a new one.
        values: the columns of the record.
        changes: by label, before and after.
    """

    record: Record
    row: str
    union: Union
    superior_name: str
    year: int
    key: int | None
    values: Mapping[str, Any]
    changes: Mapping[str, list[str]]

    @property
    def is_new(self) -> bool:
        """Whether nothing was recorded before."""
        return self.key is None

    @property
    def action(self) -> str:
        """What happens, in a word."""
        return "新增" if self.is_new else "更正"

    @property
    def line(self) -> dict[str, Any]:
        """The entry as a preview keeps it."""
        return {
            "row": self.row, "action": self.action, "name": self.union.name, "superior": self.superior_name,
            "is_change": not self.is_new, "url": self.union.get_absolute_url(),
            "changes": {"年度": [str(self.year), str(self.year)], **self.changes},
        }  # fmt: skip


@dataclass(frozen=True)
class HistoryPlan(ImportPlan):
    """What the import of a workbook of results would do; with errors it does nothing at all."""

    row_count: int
    entries: tuple[Entry, ...]
    unchanged_count: int
    problems: tuple[CellProblem, ...]
    ignored_columns: tuple[str, ...]

    @property
    def created_count(self) -> int:
        """How many rows make something new."""
        return len({entry.row for entry in self.entries if entry.is_new})

    @property
    def changed_count(self) -> int:
        """How many rows only change what is recorded."""
        return len({entry.row for entry in self.entries} - {entry.row for entry in self.entries if entry.is_new})

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """Every change as a preview shows it, in the order of the sheets."""
        return [entry.line for entry in self.entries]

    @property
    def targets(self) -> list[Any]:
        """The records that change, which the lines do not show."""
        return [[entry.record.value, entry.union.pk, entry.key] for entry in self.entries]
