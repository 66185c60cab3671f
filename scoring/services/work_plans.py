"""The work plan of an assessed union: begun for a year, saved as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events
from office.refusals import Refused
from scoring.kinds import Action
from scoring.models import WorkPlan, WorkTask
from unions.models import Union, User

PLANNED = tuple(action for action in Action if action is not Action.COMPREHENSIVE)


@transaction.atomic
def open_plan(*, union: Union, year: int, user: User, at: datetime) -> WorkPlan:
    """The union's plan of a year, made at its first use with a task for each action.

    Raises:
        PermissionDenied: not of an assessed union.
    """
    if not user.has_perm("scoring.fill_cards") or user.post is None or user.post.union_id != union.pk:
        raise PermissionDenied
    plan, is_new = WorkPlan.objects.get_or_create(union=union, year=year, defaults={"saved_at": at, "saved_by": user})
    if is_new:
        WorkTask.objects.bulk_create([WorkTask(plan=plan, action=action) for action in PLANNED])
    return plan


@transaction.atomic
def save_plan(
    *, plan: WorkPlan, words: Mapping[Action, Mapping[str, Any]], revision: int, user: User, at: datetime
) -> WorkPlan:
    """Save what the plan says, by action: task, goal, person, due_on.

    Raises:
        PermissionDenied: not of this union.
        Refused: somebody else saved in between.
    """
    locked = WorkPlan.objects.select_for_update(of=("self",)).select_related("union").get(pk=plan.pk)
    if not user.has_perm("scoring.write_plan", locked):
        raise PermissionDenied
    if revision != locked.revision:
        raise Refused("这份方案刚被他人修改过。您的输入仍在本页，请对照后再保存。")
    changed = []
    for task in locked.tasks.all():
        said = words.get(Action(task.action), {})
        if any(getattr(task, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(task, name, value)
            changed.append(task)
    if changed:
        WorkTask.objects.bulk_update(changed, ["task", "goal", "person", "due_on"])
        locked.revision, locked.saved_at, locked.saved_by = locked.revision + 1, at, user
        locked.save(update_fields=["revision", "saved_at", "saved_by"])
        changes = {Action(task.action).label: task.goal or task.task for task in changed}
        events.record(events.Entry(locked, "change", "修改工作方案", user, at, changes=changes))
    return locked
