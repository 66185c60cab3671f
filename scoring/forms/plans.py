"""The work plan's form: one row an action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from office.fields import day_field, line_field, long_field
from scoring.kinds import Action
from scoring.models import WorkTask

LONGEST = 2000


class WorkPlanForm(forms.Form):
    """Task, goal, person and last day of each action; everything may be left blank while it is written."""

    def __init__(self, *args: Any, tasks: Iterable[WorkTask], **options: Any) -> None:
        super().__init__(*args, **options)
        self.tasks = list(tasks)
        for task in self.tasks:
            self._add(task)

    def _add(self, task: WorkTask) -> None:
        label = Action(task.action).label
        for name, word in (("task", "工作任务"), ("goal", "工作目标")):
            initial = getattr(task, name)
            self.fields[f"{name}_{task.action}"] = long_field(
                f"{label}的{word}", LONGEST, rows=2, required=False, initial=initial
            )
        self.fields[f"person_{task.action}"] = line_field(f"{label}的责任人", 80, required=False, initial=task.person)
        self.fields[f"due_on_{task.action}"] = day_field(f"{label}的完成时限", required=False, initial=task.due_on)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each action."""
        names = ("task", "goal", "person", "due_on")
        return [
            {"label": Action(task.action).label, "boxes": [self[f"{name}_{task.action}"] for name in names]}
            for task in self.tasks
        ]

    @property
    def words(self) -> dict[Action, dict[str, Any]]:
        """What was typed, by action, as far as it could be understood."""
        found: dict[Action, dict[str, Any]] = {}
        for task in self.tasks:
            said = {name: self.cleaned_data.get(f"{name}_{task.action}", getattr(task, name))
                    for name in ("task", "goal", "person", "due_on")}  # fmt: skip
            found[Action(task.action)] = said
        return found
