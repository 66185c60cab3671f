"""What plans, observations and duty reports put on the work desk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils import timezone

from appraisal.kinds import Audience, ObservationState, PlanState, ReportState
from appraisal.models import AnnualPlan, Observation, PlanItem
from appraisal.selectors.plans import plan_of, units_with_plans
from appraisal.selectors.reports import delivery_to, report_of
from office.desk import Figure, Todo
from unions.kinds import UnionKind
from unions.models import User

KIND: Final = "年度工作计划"
SOON: Final = timedelta(days=14)
REPORT_MONTH: Final = 11  # from November on the year is reported on
MOST: Final = 50


def unit_todos(user: User, on: date) -> tuple[Todo, ...]:
    """What a unit's own clerk and chair have to do for this year's plan and report."""
    if user.post is None or not UnionKind(user.post.union.kind).is_unit:
        return ()
    plan = plan_of(user.post.union, on.year)
    if plan is None:
        begun = _midnight(date(on.year, 1, 1))
        return (Todo(f"拟定 {on.year} 年度工作计划", reverse("appraisal:plan_list"), begun, kind=KIND),)
    return (*_briefing_todos(plan), *_line_todos(plan, on), *_observation_todos(plan), *_report_todos(user, on))


def _briefing_todos(plan: AnnualPlan) -> tuple[Todo, ...]:
    if plan.state != PlanState.DRAFT:
        return ()
    since = plan.revisions.order_by("number").values_list("made_at", flat=True).first()
    return (
        (Todo(f"补齐 {plan.year} 年度工作计划并通报会员", plan.get_absolute_url(), since, kind=KIND),) if since else ()
    )


def _line_todos(plan: AnnualPlan, on: date) -> tuple[Todo, ...]:
    """Lines whose day is near or past and that are not done."""
    if plan.state != PlanState.BRIEFED:
        return ()
    near = PlanItem.objects.filter(plan=plan, due_on__lte=on + SOON, progress_percent__lt=100)
    return tuple(
        Todo(f"{item}：进度 {item.progress_percent}%", item.get_absolute_url(), _midnight(item.due_on - SOON),
             item.due_on, KIND)
        for item in near
        if item.due_on
    )  # fmt: skip


def _observation_todos(plan: AnnualPlan) -> tuple[Todo, ...]:
    days = list(Observation.objects.filter(plan=plan, state=ObservationState.WAITING).values_list("made_on", flat=True))
    url = reverse("appraisal:observation_list", args=[plan.pk])
    return (Todo(f"{len(days)} 条会员意见待答复", url, _midnight(min(days)), kind="会员意见"),) if days else ()


def _report_todos(user: User, on: date) -> tuple[Todo, ...]:
    """The report of the year from November on, and until both bodies have heard it that of the year before."""
    year = on.year if on.month >= REPORT_MONTH else on.year - 1
    report = report_of(user.post.union, year) if user.post else None  # asked with a post only
    since = _midnight(date(year, REPORT_MONTH, 1))
    if report is None or report.state == ReportState.DRAFT:
        if report is None and year < on.year:  # a unit that kept no report here last year is not reminded for ever
            return ()
        url = report.get_absolute_url() if report else reverse("appraisal:report_list")
        return (Todo(f"撰写 {year} 年度述职报告并述职", url, since, kind="述职报告"),)
    return tuple(
        Todo(f"{year} 年度报告还要向{audience.label}述职", report.get_absolute_url(), since, kind="述职报告")
        for audience in Audience
        if delivery_to(report, audience) is None
    )


def confirmation_todos(user: User) -> tuple[Todo, ...]:
    """Lines that units have done and the superior union has not confirmed; the city leaves them to the districts."""
    if user.post is None or user.post.is_at_city:
        return ()
    undone = Q(items__progress_percent=100, items__confirmed_at=None)
    waiting = Count("items", filter=undone, distinct=True)
    plans = AnnualPlan.objects.visible_to(user).filter(state=PlanState.BRIEFED).select_related("union")
    rows = plans.annotate(waiting=waiting, last=Max("revisions__made_at")).filter(waiting__gt=0)[:MOST]
    return tuple(
        Todo(f"确认落实：{plan.union} {plan.waiting} 项", reverse("appraisal:plan_confirm", args=[plan.pk]),
             plan.last or _midnight(date(plan.year, 1, 1)), kind=KIND)
        for plan in rows
    )  # fmt: skip


def plan_figures(user: User, on: date) -> tuple[Figure, ...]:
    """How many units of the scope have told their plan to the members."""
    units: Any = units_with_plans(user, on.year, on)  # typed loosely: the counts are annotated there
    told = units.filter(plan_state__in=[PlanState.BRIEFED, PlanState.IMPLEMENTED]).count()
    ready = units.filter(done_count=F("item_count"), item_count__gt=0).count()
    url = f"{reverse('appraisal:plan_list')}?year={on.year}"
    note = f"共 {units.count():,} 个单位，{ready:,} 个各项已完成"
    return (Figure(f"{on.year} 年已通报计划的单位", f"{told:,}", "个", url, note),)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
