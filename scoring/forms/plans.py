"""The work plan's form: one row an action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from office.fields import DayInput
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
            self.fields[f"{name}_{task.action}"] = forms.CharField(
                label=f"{label}的{word}", required=False, max_length=LONGEST, initial=getattr(task, name),
                widget=forms.Textarea(attrs={"rows": 2}), error_messages={"max_length": f"{word}不超过 {LONGEST} 字。"},
            )  # fmt: skip
        self.fields[f"person_{task.action}"] = forms.CharField(
            label=f"{label}的责任人", required=False, max_length=80, initial=task.person,
            error_messages={"max_length": "责任人不超过 80 字。"},
        )  # fmt: skip
        self.fields[f"due_on_{task.action}"] = forms.DateField(
            label=f"{label}的完成时限", required=False, widget=DayInput(), initial=task.due_on,
            error_messages={"invalid": f"{label}的完成时限应为日期，如 2014-11-30。"},
        )  # fmt: skip

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
