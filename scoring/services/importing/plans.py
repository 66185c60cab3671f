"""What an import of achieved values would do, before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from office.imports.plans import ImportPlan
from office.spreadsheets import CellProblem
from scoring.kinds import Stage
from scoring.rules.scheme import Indicator
from scoring.services.importing.snapshot import Recorded
from unions.models import Union


@dataclass(frozen=True, slots=True)
class Entry:
    """One value to be recorded; `before` is None where the stage has said nothing yet."""

    row: int
    union: Union
    indicator: Indicator
    before: Recorded | None
    after: Recorded

    @property
    def changes(self) -> dict[str, list[str]]:
        """Before and after, by label."""
        label = f"{self.indicator.item}.{self.indicator.number} {self.indicator.name}"
        pairs = {label: [self._shown(self.before), self._shown(self.after)]}
        if self.after.note or (self.before and self.before.note):
            pairs["说明"] = [self.before.note if self.before else "", self.after.note]
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    @property
    def line(self) -> dict[str, Any]:
        """The entry as a preview keeps it."""
        return {
            "row": self.row, "action": "变更" if self.before else "新增", "name": self.union.name,
            "superior": f"第 {self.indicator.item} 项", "is_change": self.before is not None,
            "url": self.union.get_absolute_url(), "changes": self.changes,
        }  # fmt: skip

    def _shown(self, recorded: Recorded | None) -> str:
        if recorded is None:
            return ""
        return "不适用" if recorded.amount is None else self.indicator.shown(recorded.amount)


@dataclass(frozen=True)
class ScorePlan(ImportPlan):
    """What the import of a workbook of achieved values would do; with errors it does nothing at all."""

    year: int
    stage: Stage
    row_count: int
    entries: tuple[Entry, ...]
    unchanged_count: int
    problems: tuple[CellProblem, ...]
    ignored_columns: tuple[str, ...]

    @property
    def created_count(self) -> int:
        """How many values are entered for the first time."""
        return sum(entry.before is None for entry in self.entries)

    @property
    def changed_count(self) -> int:
        """How many recorded values change."""
        return sum(entry.before is not None for entry in self.entries)

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """Every change as a preview shows it, in the order of the sheet."""
        return [entry.line for entry in self.entries]

    @property
    def targets(self) -> list[Any]:
        """Year, stage and the exact amounts, which the lines show cut."""
        amounts = [str(entry.after.amount) for entry in self.entries]
        return [self.year, self.stage.value, [entry.union.pk for entry in self.entries], amounts]
