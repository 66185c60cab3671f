"""What an import would do, before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from office.imports.plans import ImportPlan
from office.spreadsheets import CellProblem
from unions.kinds import UnionKind
from unions.rules.particulars import LABELS, shown

LABEL_OF = {"name": "单位名称", "superior": "上级工会", **LABELS}


@dataclass(frozen=True, slots=True)
class Creation:
    """A union to enter.

    Attributes:
        row: the row of the sheet, from 1.
        superior_id: key of the superior, None while that is entered by the same import.
        superior_row: the row that enters the superior, None where it is there already.
    """

    row: int
    name: str
    superior_name: str
    superior_id: int | None
    superior_row: int | None
    particulars: Mapping[str, Any]

    @property
    def kind(self) -> UnionKind:
        """The kind of the new union."""
        return UnionKind(self.particulars["kind"])

    @property
    def line(self) -> dict[str, Any]:
        """The creation as a preview keeps it."""
        noted = {
            label: ["", shown(field, self.particulars[field])]
            for field, label in LABELS.items()
            if self.particulars[field]
        }
        return {"row": self.row, "action": "新增", "name": self.name, "superior": self.superior_name, "changes": noted}


@dataclass(frozen=True, slots=True)
class Alteration:
    """A registered union to change.

    Attributes:
        kind: as the import leaves it.
        superior_name: the present superior's.
        changes: by field, before and after: particulars, and `name` where it is renamed.
        new_superior_name: the superior it moves to; empty where it stays. `new_superior_id` and `new_superior_row`
            say which, like those of a Creation.
    """

    row: int
    union_id: int
    name: str
    kind: UnionKind
    superior_name: str
    changes: Mapping[str, tuple[Any, Any]]
    new_superior_name: str = ""
    new_superior_id: int | None = None
    new_superior_row: int | None = None

    @property
    def is_move(self) -> bool:
        """Whether the union gets another superior."""
        return bool(self.new_superior_name)

    @property
    def is_rename(self) -> bool:
        """Whether the union gets another name."""
        return "name" in self.changes

    @property
    def fact_changes(self) -> dict[str, list[str]]:
        """By label, how each changed particular reads before and after, without name and superior."""
        return {
            LABEL_OF[field]: [shown(field, before), shown(field, after)]
            for field, (before, after) in self.changes.items()
            if field != "name"
        }

    @property
    def action(self) -> str:
        """What happens to the union, in a word or more."""
        words = ["更名"] * self.is_rename + ["转隶"] * self.is_move + ["变更"] * bool(self.fact_changes)
        return "、".join(words)

    @property
    def line(self) -> dict[str, Any]:
        """The alteration as a preview keeps it."""
        changes = dict(self.fact_changes)
        if self.is_move:
            changes = {LABEL_OF["superior"]: [self.superior_name, self.new_superior_name], **changes}
        if self.is_rename:
            changes = {LABEL_OF["name"]: list(self.changes["name"]), **changes}
        shown_line = {"row": self.row, "action": self.action, "name": self.name, "superior": self.superior_name}
        url = reverse("unions:union_detail", args=[self.union_id])
        return {**shown_line, "url": url, "is_change": True, "changes": changes}


@dataclass(frozen=True)
class RosterPlan(ImportPlan):
    """What a roster import would do; with errors it does nothing at all."""

    row_count: int
    creations: tuple[Creation, ...]
    alterations: tuple[Alteration, ...]
    unchanged_count: int
    problems: tuple[CellProblem, ...]
    ignored_columns: tuple[str, ...]

    @property
    def created_count(self) -> int:
        """How many unions are entered."""
        return len(self.creations)

    @property
    def changed_count(self) -> int:
        """How many registered unions change."""
        return len(self.alterations)

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """Every change as a preview shows it, in the order of the sheet."""
        changes: list[Creation | Alteration] = [*self.creations, *self.alterations]
        return [each.line for each in sorted(changes, key=lambda each: each.row)]

    @property
    def targets(self) -> list[Any]:
        """The keys of the superiors, which the lines only name."""
        return [each.superior_id for each in self.creations] + [each.new_superior_id for each in self.alterations]
