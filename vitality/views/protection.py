"""维权保护: for those the scope of a case names, and for nobody else (六3)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from office import clock, events
from office.doors import chips, lead_to, requires, workbook
from office.evidence_panels import evidence_panel
from office.forms import RefusableForm
from office.refusals import Refused
from office.steps import Attempt, is_done_already, obstacle_rows
from office.typed import number
from office.workflow import Act
from unions.kinds import UnionKind
from unions.models import Union
from vitality.forms.protection import PROTECTION_FORMS, InvolveForm, ProtectionFilter, ReportForm
from vitality.kinds import GrievanceKind, ProtectionState
from vitality.models import ProtectionCase
from vitality.selectors.protection import cases_seen
from vitality.services.protection import (
    PROTECTION_FLOW,
    attach_to_case,
    involve_department,
    move_case,
    report_case,
)
from vitality.views.care_tables import PROTECTIONS

READ, REPORT = "vitality.read_protection", "vitality.report_protection"
WHO_SEES = "只有您、上级工会负责人、市总领导小组和他们请来协同的市总部门能看到，本单位其他人员和单位行政看不到。"
DONE = {
    "accept": "已受理，请联合有关部门、登记措施。",
    "decline": "已登记不予受理，反映人会收到通知。",
    "take_measure": "已登记措施。",
    "settle": "已登记结果，等待反映人或另一位负责人结案。",
    "object": "已转上级工会继续办理。",
    "close": "已结案。",
    "withdraw": "已撤回。",
}


@require_GET
@requires(READ)
def protection_list(request: HttpRequest) -> HttpResponse:
    """The cases this person may know of."""
    filters, cases = _filtered(request)
    context = {
        "filters": filters,
        "chips": chips(request, filters),
        "table": PROTECTIONS.page(cases, request.GET),
        "report_url": _report_url(request),
    }
    return render(request, "vitality/protection_list.html", context)


@require_GET
@requires(READ)
def protection_workbook(request: HttpRequest) -> HttpResponse:
    """The same, whole, and no more than the person sees."""
    _, cases = _filtered(request)
    rows, note = PROTECTIONS.sorted(cases, request.GET), f"{clock.today()}，内部材料，注意保密"
    return workbook(PROTECTIONS, rows, title=f"维权保护{clock.today()}", note=note)


@sensitive_post_parameters()
@requires(REPORT)
def protection_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a case of this unit's chair."""
    kinds = [kind for kind in UnionKind if kind.is_unit]
    unit = get_object_or_404(Union.objects.visible_to(request.user).filter(kind__in=kinds), pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None, initial={"chair_name": unit.chair_name})
    made: list[ProtectionCase] = []
    if form.is_bound and form.attempt(
        lambda: made.append(report_case(unit=unit, values=form.cleaned_data, user=request.user, at=clock.now()))
    ):
        messages.success(request, "已反映。只有您、上级工会负责人和市总领导小组能看到。")
        return redirect(made[0])
    context = {
        "form": form,
        "page_title": "反映维权事项",
        "path": [("维权保护", reverse("vitality:protection_list"))],
        "hint": f"{unit}。{WHO_SEES}",
        "submit": "反映",
    }
    return render(request, "vitality/care_form.html", context, status=422 if form.errors else 200)


@require_GET
@requires(READ)
def protection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One case."""
    return _page(request, _found(request, pk))


@sensitive_post_parameters()
@require_POST
@requires(READ)
def protection_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a case further; refused, the page comes back with everything as typed."""
    case = _found(request, pk)
    if step not in PROTECTION_FORMS:
        raise Http404
    form = PROTECTION_FORMS[step](request.POST, prefix=step)

    def act() -> None:
        move_case(case=case, transition=step, user=request.user, at=clock.now(), **form.cleaned_data)

    if form.attempt(act):
        messages.success(request, DONE[step])
        return lead_to(request, case)
    if step != "take_measure" and is_done_already(PROTECTION_FLOW, case, step):
        messages.info(request, f"“{PROTECTION_FLOW.transitions[step].label}”已经办理过了。")
        return redirect(case)
    return _page(request, _found(request, pk), step=step, form=form)


@sensitive_post_parameters()
@require_POST
@requires(READ)
def protection_involve(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a department in."""
    case = _found(request, pk)
    if not request.user.has_perm("vitality.handle_protection", case):
        raise PermissionDenied
    form = InvolveForm(request.POST, prefix="involve")
    if form.attempt(lambda: involve_department(case=case, user=request.user, at=clock.now(), **form.values)):
        messages.success(request, "已联合该部门。")
        return redirect(case)
    return _page(request, case, step="involve", form=form)


@require_POST
@requires(READ)
def protection_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep files with a case."""
    case = _found(request, pk)
    try:
        for upload in request.FILES.getlist("evidence"):
            attach_to_case(case=case, upload=upload, user=request.user, at=clock.now())
    except Refused as refusal:
        return _page(request, case, attempt=Attempt("attach", refusal))
    return redirect(f"{case.get_absolute_url()}#evidence")


def _filtered(request: HttpRequest) -> tuple[ProtectionFilter, QuerySet[ProtectionCase]]:
    filters = ProtectionFilter(request.GET)
    return filters, filters.applied_to(cases_seen(request.user))


def _found(request: HttpRequest, pk: int) -> ProtectionCase:
    return get_object_or_404(cases_seen(request.user), pk=pk)


def _report_url(request: HttpRequest) -> str:
    """Where the person reports: a unit's people for their unit, others from the unit's page in the register."""
    post = request.user.post
    if not request.user.has_perm(REPORT):
        return ""
    if UnionKind(post.union.kind).is_unit:
        return reverse("vitality:protection_report", args=[post.union_id])
    return reverse("vitality:protection_start")


@requires(REPORT)
def protection_start(request: HttpRequest) -> HttpResponse:
    """Choose the unit from the own union's register; a choice, so that no name is searched for by address."""
    if request.method == "POST":
        return redirect("vitality:protection_report", number(request.POST.get("unit")))
    kinds = [kind for kind in UnionKind if kind.is_unit]
    units = Union.objects.visible_to(request.user).filter(kind__in=kinds, closed_on=None).order_by("name_pinyin")
    return render(request, "vitality/protection_start.html", {"units": units.values_list("pk", "name")})


def _page(
    request: HttpRequest,
    case: ProtectionCase,
    *,
    step: str = "",
    form: RefusableForm | None = None,
    attempt: Attempt | None = None,
) -> HttpResponse:
    state, user = ProtectionState(case.state), request.user
    may_handle = user.has_perm("vitality.handle_protection", case)
    is_shared = state in (ProtectionState.ACCEPTED, ProtectionState.ACTING)
    context = {
        "case": case,
        "state": state,
        "kind": GrievanceKind(case.kind),
        "departments": case.departments.select_related("involved_by"),
        "measures": case.measures.select_related("recorded_by"),
        "offers": _offers(request, case, step, form),
        "involve": (form if step == "involve" else InvolveForm(prefix="involve")) if may_handle and is_shared else None,
        "error_form": form if form and form.errors else None,
        "attempt": attempt,
        "evidence": evidence_panel(case, is_open=False),
        "may_attach": user.has_perm("vitality.add_protection_file", case) and not state.is_final,
        "events": events.timeline(case),
    }
    status = 422 if context["error_form"] else 409 if attempt else 200
    return render(request, "vitality/protection_detail.html", context, status=status)


def _offers(request: HttpRequest, case: ProtectionCase, step: str, form: RefusableForm | None) -> list[dict[str, Any]]:
    """The steps this person may take, each with its form; the one just refused as it was typed."""
    return [
        {
            "name": (name := offer.transition.name),
            "label": offer.transition.label,
            "form": form if form and name == step else _fresh(case, name),
            "is_refused": form is not None and name == step,
            "obstacles": obstacle_rows(offer),
            "is_main": place == 0,
        }
        for place, offer in enumerate(PROTECTION_FLOW.offers(case, Act(request.user, clock.now())))
    ]


def _fresh(case: ProtectionCase, step: str) -> RefusableForm:
    initial: dict[str, Any] = {"taken_on": clock.today()} if step == "take_measure" else {}
    if step == "settle":
        initial = {"outcome": case.outcome}
    return PROTECTION_FORMS[step](prefix=step, initial=initial)
