"""Writing a year's plan: begun with the basic systems of the mode, changed by line, every version kept (R-P1)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from appraisal.kinds import BasicSystem, PlanState
from appraisal.models import AnnualPlan, PlanItem, PlanRevision
from appraisal.selectors.plans import ITEM_LABELS, content_of, plan_of, work_mode_of
from office import events
from office.files import evidence_of
from office.refusals import Refused
from unions.kinds import UnionKind, WorkMode
from unions.models import Union, User

KEY_BYTES: Final = 15
MOST_OWN_ITEMS: Final = 12
FIRST_YEAR, LAST_YEAR = 2014, 2099
# What one person writes within this time is one revision.
ONE_WRITING: Final = timedelta(minutes=10)
COPIED: Final = ("system", "name", "target", "measures", "responsible_person")


class PlanConflict(Refused):
    """Somebody else saved in between; `current` is the plan as it now stands, the caller still has the own input."""

    def __init__(self, current: AnnualPlan):
        super().__init__("这份计划刚被他人修改过。您的输入仍在本页，请对照后再保存。")
        self.current = current


def start_plan(*, union: Union, year: int, user: User, at: datetime, is_copied: bool = False) -> AnnualPlan:
    """The union's plan of a year with the lines it must have; a second call gives the same plan.

    Args:
        is_copied: take words (no progress, no due days) over from the plan of the year before.

    Raises:
        PermissionDenied: not the unit's own clerk or chair.
        Refused: no year of the project, no unit, or no plan of the year before to copy.
    """
    plan = AnnualPlan(union=union, year=year, public_key=secrets.token_urlsafe(KEY_BYTES))
    if not user.has_perm("appraisal.write_plan", plan):
        raise PermissionDenied
    if not FIRST_YEAR <= year <= LAST_YEAR or not UnionKind(union.kind).is_unit:
        raise Refused(f"年度计划由基层工会、联合基层工会、行业工会拟定，自 {FIRST_YEAR} 年起。")
    former = plan_of(union, year - 1) if is_copied else None
    if is_copied and former is None:
        raise Refused(f"没有 {year - 1} 年的计划可以沿用。")
    plan.mode = work_mode_of(union, year)
    return _made(plan, former, user, at)


def _made(plan: AnnualPlan, former: AnnualPlan | None, user: User, at: datetime) -> AnnualPlan:
    try:
        with transaction.atomic():
            found = plan_of(plan.union, plan.year)
            if found:
                return found
            plan.save()
            PlanItem.objects.bulk_create(_first_items(plan, former))
            _keep_revision(plan, user, at)
            events.record(events.Entry(plan, "start", "拟定计划", user, at))
    except IntegrityError:  # somebody else was quicker
        return AnnualPlan.objects.get(union=plan.union, year=plan.year)
    return plan


def _first_items(plan: AnnualPlan, former: AnnualPlan | None) -> list[PlanItem]:
    """The basic systems of the mode, with last year's words where there are some, and last year's own items."""
    old = {item.system: item for item in former.items.exclude(system="")} if former else {}
    items = [
        _copy(plan, old[system]) if system in old else PlanItem(plan=plan, system=system, name=system.label)
        for system in BasicSystem.of_mode(WorkMode(plan.mode))
    ]
    own = [_copy(plan, item) for item in former.items.filter(system="").order_by("pk")] if former else []
    return [*items, *(own or [PlanItem(plan=plan, system="", name="")])]


def _copy(plan: AnnualPlan, item: PlanItem) -> PlanItem:
    return PlanItem(plan=plan, **{name: getattr(item, name) for name in COPIED})


@transaction.atomic
def save_plan(
    *, plan: AnnualPlan, words: Mapping[int, Mapping[str, Any]], revision: int, user: User, at: datetime
) -> AnnualPlan:
    """Save what a person typed, line by line; the plan may be incomplete.

    Args:
        words: by the line's key, any of `ITEM_LABELS`; lines that are gone are left out.
        revision: the one the person's page was made from.

    Raises:
        PermissionDenied: not the unit's own.
        PlanConflict: somebody saved in between.
        Refused: the plan is implemented, or a confirmed line was changed.
    """
    locked = _writable(plan, user)
    changed = [item for item in locked.items.all() if _differs(item, words.get(item.pk, {}))]
    if not changed:
        return locked
    if revision != locked.revision:
        raise PlanConflict(locked)
    for item in changed:
        _refuse_confirmed(item)
        for name, value in words[item.pk].items():
            if name != "name" or not item.system:
                setattr(item, name, value)
        item.save(update_fields=list(ITEM_LABELS))
    return _saved(locked, user, at)


def _differs(item: PlanItem, words: Mapping[str, Any]) -> bool:
    return any(getattr(item, name) != value for name, value in words.items() if name != "name" or not item.system)


@transaction.atomic
def add_item(*, plan: AnnualPlan, user: User, at: datetime) -> PlanItem:
    """One more own item (x), still empty.

    Raises:
        PermissionDenied, Refused: see `save_plan`; or there are too many.
    """
    locked = _writable(plan, user)
    if locked.items.filter(system="").count() >= MOST_OWN_ITEMS:
        raise Refused(f"自选项目最多 {MOST_OWN_ITEMS} 项。")
    item = PlanItem.objects.create(plan=locked, system="", name="")
    _saved(locked, user, at)
    return item


@transaction.atomic
def remove_item(*, plan: AnnualPlan, key: int, user: User, at: datetime) -> None:
    """Take an own item off the plan; one that is gone already is no error.

    Raises:
        PermissionDenied, Refused: see `save_plan`; or a basic system, or a line with evidence.
    """
    locked = _writable(plan, user)
    item = locked.items.filter(pk=key).first()
    if item is None:
        return
    if item.system:
        raise Refused(
            f"“{item.name}”是{WorkMode(locked.mode).label}的基本制度，不能从计划中删去（大工发〔2014〕31号 四、1）。"
        )
    _refuse_confirmed(item)
    if evidence_of(item).exists():
        raise Refused(f"“{item}”已有佐证资料，请先移除资料再删去该项。")
    item.delete()
    _saved(locked, user, at)


def _writable(plan: AnnualPlan, user: User) -> AnnualPlan:
    locked = AnnualPlan.objects.select_for_update(of=("self",)).select_related("union").get(pk=plan.pk)
    if not user.has_perm("appraisal.write_plan", locked):
        raise PermissionDenied
    if locked.state == PlanState.IMPLEMENTED:
        raise Refused("计划已由上级工会确认落实，不能再改。")
    return locked


def _refuse_confirmed(item: PlanItem) -> None:
    if item.confirmed_at:
        raise Refused(f"“{item}”已由上级工会确认落实，不能再改；确有需要请上级工会撤销确认。")


def _saved(plan: AnnualPlan, user: User, at: datetime) -> AnnualPlan:
    plan.revision += 1
    plan.save(update_fields=["revision"])
    _keep_revision(plan, user, at)
    return plan


def _keep_revision(plan: AnnualPlan, user: User, at: datetime) -> None:
    fresh = AnnualPlan.objects.prefetch_related("items").get(pk=plan.pk)
    last = plan.revisions.order_by("-number").first()
    is_same_writing = last is not None and last.made_by_id == user.pk and at - last.made_at < ONE_WRITING
    is_first = last is not None and last.number == 1  # how the plan began is kept
    if last and is_same_writing and not is_first:
        last.content = content_of(fresh)
        last.save(update_fields=["content"])
        return
    number = last.number + 1 if last else 1
    PlanRevision.objects.create(plan=plan, number=number, content=content_of(fresh), made_at=at, made_by=user)
