"""Plans: the units' list with their progress, one plan, its history, its poster."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from appraisal.forms.plans import WITHOUT, BriefingForm, PlanFilter
from appraisal.kinds import BasicSystem, PlanState
from appraisal.models import AnnualPlan, PlanItem
from appraisal.plan_tables import PLANS
from appraisal.selectors.plans import (
    carried_out_verdict,
    ordered_items,
    plan_of,
    progress_percent,
    revision_changes,
    units_with_plans,
    whole_verdict,
)
from appraisal.services.plans import FIRST_YEAR, start_plan
from appraisal.views.plan_finding import found_plan, plan_frame
from office import clock, events
from office.documents import qr_svg, render_pdf
from office.doors import chips, lead_to, pdf, requires, workbook
from office.evidence_panels import evidence_panel
from office.refusals import Refused
from office.typed import number
from unions.kinds import RoleKind
from unions.models import Union

DO_BUSINESS: Final = "office.do_business"
WRITE, CONFIRM = "appraisal.write_plan", "appraisal.confirm_plan"
UNIT_ROLES: Final = (RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)
YEARS_SHOWN: Final = 4


@require_GET
@requires(DO_BUSINESS)
def plan_list(request: HttpRequest) -> HttpResponse:
    """A unit's own plans by year; for those above it every unit with how far its plan is."""
    if request.user.has_role(*UNIT_ROLES):
        return _own_plans(request)
    rows, filters, year = _filtered(request)
    context = {
        "filters": filters, "chips": _chips(request, filters), "year": year,
        "table": PLANS.page(rows, request.GET), "figures": _figures(request, year),
    }  # fmt: skip
    return render(request, "appraisal/plan_list.html", context)


@require_GET
@requires(DO_BUSINESS)
def plans_workbook(request: HttpRequest) -> HttpResponse:
    """The list as filtered, whole."""
    rows, filters, year = _filtered(request)
    told = "；".join(chip["label"] for chip in _chips(request, filters)) or "全部"
    note = f"{request.user.post.union}，{clock.today()}，{told}"
    return workbook(PLANS, PLANS.sorted(rows, request.GET), title=f"{year}年度工作计划进度", note=note)


@require_POST
def plan_start(request: HttpRequest) -> HttpResponse:
    """Begin the own union's plan of a year, or go on with it."""
    union = request.user.post.union if request.user.post else None
    year = number(request.POST.get("year"))
    if union is None or not request.user.has_perm(WRITE, AnnualPlan(union=union)):
        raise PermissionDenied
    is_copied = "copy" in request.POST
    try:
        plan = start_plan(union=union, year=year, user=request.user, at=clock.now(), is_copied=is_copied)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("appraisal:plan_list")
    return lead_to(request, "appraisal:plan_edit", plan.pk)


@require_GET
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan with its lines, its progress and what can be done."""
    return detail_page(request, found_plan(request, pk))


@require_GET
def plan_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every revision with what it changed."""
    plan = found_plan(request, pk)
    context = {**plan_frame(plan, "history"), "changes": revision_changes(plan)}
    return render(request, "appraisal/plan_history.html", context)


@require_GET
def plan_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet for the notice board: what the plan is, and the code that leads members to its page."""
    plan = found_plan(request, pk)
    if plan.state == PlanState.DRAFT:
        raise PermissionDenied("计划向会员通报之后才有公开页。")
    url = request.build_absolute_uri(reverse("public:plan", args=[plan.public_key]))
    context = {"plan": plan, "items": ordered_items(plan), "url": url, "code": qr_svg(url), "made_on": clock.today()}
    return pdf(render_pdf("appraisal/print/plan_poster.html", context), title=f"{plan}意见二维码")


def detail_page(
    request: HttpRequest,
    plan: AnnualPlan,
    *,
    briefing_form: BriefingForm | None = None,
    faults: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a plan, also after an act was refused: `faults` stand at their lines."""
    user, is_draft = request.user, plan.state == PlanState.DRAFT
    may_write = user.has_perm(WRITE, plan)
    verdict = whole_verdict(plan) if is_draft else carried_out_verdict(plan)
    context = {
        **plan_frame(plan, "plan"),
        "lines": [_line(item, may_write, is_draft, (faults or {}).get(item.pk, "")) for item in ordered_items(plan)],
        "progress": progress_percent(plan),
        "reasons": verdict.reasons,
        "is_draft": is_draft,
        "may_write": may_write and plan.state != PlanState.IMPLEMENTED,
        "may_confirm": user.has_perm(CONFIRM, plan),
        "briefings": plan.briefings.select_related("recorded_by"),
        "briefing_form": briefing_form or BriefingForm(initial={"held_on": clock.today()}),
        "briefing_obstacles": [str(reason) for reason in verdict.unmet] if is_draft else [],
        "is_briefing_open": briefing_form is not None,
        "public_url": request.build_absolute_uri(reverse("public:plan", args=[plan.public_key])),
        "events": events.timeline(plan),
    }
    return render(request, "appraisal/plan_detail.html", context, status=status)


def _line(item: PlanItem, may_write: bool, is_draft: bool, fault: str) -> dict[str, Any]:
    is_open = may_write and not is_draft and not item.confirmed_at
    return {
        "item": item,
        "key": str(item.pk),
        "kind": BasicSystem(item.system).label if item.system else "自选项目（x）",
        "is_late": bool(item.due_on and item.due_on < clock.today() and item.progress_percent < 100),
        "evidence": evidence_panel(item, is_open=is_open),
        "is_open": is_open,
        "fault": fault,
    }


# The lists ----------------------------------------------------------------------------------------


def _own_plans(request: HttpRequest) -> HttpResponse:
    union, today = request.user.post.union, clock.today()
    plans = {plan.year: plan for plan in AnnualPlan.objects.filter(union=union).prefetch_related("items")}
    # This year first: it is the one that waits. The next may be begun ahead.
    years = sorted({*plans, today.year, today.year + 1}, key=lambda year: (year != today.year, -year))
    rows = [
        {"year": year, "plan": plans.get(year), "state": PlanState(plans[year].state) if year in plans else None,
         "progress": progress_percent(plans[year]) if year in plans else None, "former": plan_of(union, year - 1),
         "is_now": year == today.year}
        for year in years
    ]  # fmt: skip
    return render(request, "appraisal/plan_own.html", {"union": union, "rows": rows})


def _filtered(request: HttpRequest) -> tuple[QuerySet[Union], PlanFilter, int]:
    today = clock.today()
    years = [(str(year), f"{year} 年") for year in range(max(today.year + 1, FIRST_YEAR + 2), FIRST_YEAR - 1, -1)]
    units = Union.objects.visible_to(request.user)
    superiors = units.filter(pk__in=units.filter(employee_count__isnull=False).values("superior")).order_by("path")
    filters = PlanFilter(
        request.GET, year=years, superior=[(str(key), name) for key, name in superiors.values_list("pk", "name")]
    )
    year = int(filters.chosen.get("year") or today.year)
    rows = units_with_plans(request.user, year, today)
    if superior := filters.chosen.get("superior"):
        rows = rows.filter(superior_id=superior)
    if state := filters.chosen.get("state"):
        rows = rows.filter(plan_id=None) if state == WITHOUT else rows.filter(plan_state=state)
    return rows, filters, year


def _chips(request: HttpRequest, filters: PlanFilter) -> list[dict[str, str]]:
    return [chip for chip in chips(request, filters) if not chip["label"].startswith("年度")]


def _figures(request: HttpRequest, year: int) -> list[dict[str, Any]]:
    units = units_with_plans(request.user, year, clock.today())
    counts = {
        "单位": units.count(),
        "已拟定": units.exclude(plan_id=None).count(),
        "已通报会员": units.filter(plan_state__in=[PlanState.BRIEFED, PlanState.IMPLEMENTED]).count(),
        "待确认": units.filter(done_count__gt=F("confirmed_count")).count(),
        "已落实": units.filter(plan_state=PlanState.IMPLEMENTED).count(),
    }
    return [{"label": label, "value": value, "unit": "个"} for label, value in counts.items()]
