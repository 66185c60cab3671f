"""Carrying a plan out: told to the members, advanced with evidence, confirmed line by line (R-P2, R-P3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from appraisal.kinds import PlanState
from appraisal.models import AnnualPlan, PlanBriefing, PlanItem
from appraisal.selectors.plans import carried_out_verdict, whole_verdict
from office import events, files
from office.refusals import Refused
from unions.models import User

FORM_LENGTH: Final = 80
DONE: Final = 100


@transaction.atomic
def brief_plan(
    *, plan: AnnualPlan, held_on: date, form: str, reached_count: int, user: User, at: datetime
) -> PlanBriefing:
    """Record that the plan was made known to the members; the first time it is under way from then on.

    Raises:
        PermissionDenied: not the unit's own.
        Refused: the plan is not whole, the day is to come or not of the time of the plan, or nobody was reached.
    """
    locked = _locked(plan, user, "appraisal.write_plan")
    wrong = whole_verdict(locked).unmet
    if wrong:
        raise Refused("计划还不完整，不能通报：" + "；".join(str(reason) for reason in wrong) + "。", reasons=wrong)
    fields = _briefing_faults(locked, held_on, form, reached_count, at)
    if fields:
        raise Refused("；".join(fields.values()), fields=fields)
    briefing = PlanBriefing.objects.create(
        plan=locked, held_on=held_on, form=form.strip(), reached_count=reached_count, recorded_by=user
    )
    if locked.state == PlanState.DRAFT:
        locked.state = PlanState.BRIEFED
        locked.save(update_fields=["state"])
    changes = {"通报日期": held_on.isoformat(), "通报形式": form.strip(), "通报人数": reached_count}
    events.record(events.Entry(locked, "brief", "向会员通报计划", user, at, changes=changes))
    return briefing


def _briefing_faults(plan: AnnualPlan, held_on: date, form: str, reached_count: int, at: datetime) -> dict[str, str]:
    faults = {}
    if held_on > at.date():
        faults["held_on"] = f"通报日期 {held_on} 晚于今天。"
    elif held_on.year not in (plan.year - 1, plan.year):
        faults["held_on"] = f"{plan.year} 年的计划应在 {plan.year - 1} 年底至 {plan.year} 年内通报。"
    if not form.strip() or len(form.strip()) > FORM_LENGTH:
        faults["form"] = f"请写明通报形式，最多 {FORM_LENGTH} 个字，如“会员大会”“厂务公开栏”。"
    if reached_count < 1:
        faults["reached_count"] = "通报人数应大于 0。"
    return faults


@transaction.atomic
def report_progress(
    *, item: PlanItem, percent: int, upload: UploadedFile | None = None, user: User, at: datetime
) -> PlanItem:
    """How far a line is, with a file that shows it if there is one.

    Raises:
        PermissionDenied: not the unit's own.
        Refused: not between 0 and 100, the plan is not briefed yet, the line is confirmed, or the file is none.
    """
    locked = _locked_item(item, user, "appraisal.write_plan")
    if not 0 <= percent <= DONE:
        raise Refused(f"进度应在 0–100 之间，现为 {percent}。", fields={"percent": "应在 0–100 之间。"})
    if locked.plan.state == PlanState.DRAFT:
        raise Refused("计划还没有向会员通报，通报之后再填进度（大工发〔2014〕31号 四、1）。")
    if locked.confirmed_at and percent != locked.progress_percent:
        raise Refused(f"“{locked}”已由上级工会确认落实，进度不能再改。")
    if upload:
        files.attach(locked, upload, user=user, at=at)
    if percent != locked.progress_percent:
        change = {f"{locked}进度": [f"{locked.progress_percent}%", f"{percent}%"]}
        locked.progress_percent = percent
        locked.save(update_fields=["progress_percent"])
        events.record(events.Entry(locked.plan, "progress", "更新进度", user, at, changes=change))
    return locked


@transaction.atomic
def remove_evidence(*, item: PlanItem, key: int, user: User, at: datetime) -> None:
    """Take a file off a line that is not confirmed yet; one that is gone already is no error.

    Raises:
        PermissionDenied: not the unit's own.
        Refused: the line is confirmed.
    """
    locked = _locked_item(item, user, "appraisal.write_plan")
    if locked.confirmed_at:
        raise Refused(f"“{locked}”已由上级工会确认落实，佐证资料不能再动。")
    found = files.evidence_of(locked).filter(pk=key).first()
    if found:
        files.detach(locked, found, user=user, at=at)


@transaction.atomic
def confirm_item(*, item: PlanItem, user: User, at: datetime) -> AnnualPlan:
    """The superior union confirms that a line is done; with the last one the plan is implemented.

    Raises:
        PermissionDenied: not of a union above the unit.
        Refused: not done yet, or the plan is not briefed.
    """
    locked = _locked_item(item, user, "appraisal.confirm_plan")
    plan = locked.plan
    if plan.state == PlanState.DRAFT:
        raise Refused("计划还没有向会员通报，不能确认（大工发〔2014〕31号 四、1）。")
    if locked.progress_percent < DONE:
        raise Refused(f"“{locked}”进度 {locked.progress_percent}%，达到 100% 后才能确认（大工发〔2014〕31号 四、1）。")
    if not locked.confirmed_at:
        locked.confirmed_at, locked.confirmed_by = at, user
        locked.save(update_fields=["confirmed_at", "confirmed_by"])
        events.record(events.Entry(plan, "confirm_item", f"确认“{locked}”已落实", user, at))
    return _settle(plan)


@transaction.atomic
def withdraw_confirmation(*, item: PlanItem, comment: str, user: User, at: datetime) -> AnnualPlan:
    """Take a confirmation back, with the reason; the plan is under way again.

    Raises:
        PermissionDenied: not of a union above the unit.
        Refused: without a reason, or it is not confirmed.
    """
    locked = _locked_item(item, user, "appraisal.confirm_plan")
    if not comment.strip():
        raise Refused("撤销确认须写明理由。", fields={"comment": "请写明理由。"})
    if not locked.confirmed_at:
        raise Refused(f"“{locked}”没有确认过。")
    locked.confirmed_at = locked.confirmed_by = None
    locked.save(update_fields=["confirmed_at", "confirmed_by"])
    entry = events.Entry(locked.plan, "withdraw", f"撤销对“{locked}”的确认", user, at, comment=comment.strip())
    events.record(entry)
    return _settle(locked.plan)


def _settle(plan: AnnualPlan) -> AnnualPlan:
    """The state that follows from the lines: computed, never chosen (R-P3)."""
    fresh = AnnualPlan.objects.prefetch_related("items").get(pk=plan.pk)
    state = PlanState.IMPLEMENTED if carried_out_verdict(fresh).met else PlanState.BRIEFED
    if fresh.state != state:
        fresh.state = state
        fresh.save(update_fields=["state"])
    return fresh


def _locked(plan: AnnualPlan, user: User, permission: str) -> AnnualPlan:
    locked = AnnualPlan.objects.select_for_update(of=("self",)).select_related("union").get(pk=plan.pk)
    if not user.has_perm(permission, locked):
        raise PermissionDenied
    return locked


def _locked_item(item: PlanItem, user: User, permission: str) -> PlanItem:
    """The line with its plan locked, so that two confirmations follow each other."""
    plan = _locked(item.plan, user, permission)
    fresh = PlanItem.objects.get(pk=item.pk)
    fresh.plan = plan
    return fresh
