"""Guidance: the visits and the problems found there, their lists, counts and steps (六3)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from office import clock, events
from office.doors import chips, lead_to, requires, workbook
from office.evidence_panels import evidence_panel
from office.forms import RefusableForm
from office.refusals import Refused
from office.steps import Attempt, is_done_already, obstacle_rows
from office.workflow import Act
from unions.kinds import UnionKind
from unions.models import Union
from unions.selectors.listing import unions_named
from vitality.forms.guidance import PROBLEM_FORMS, ProblemFilter, ProblemForm, VisitFilter, VisitForm
from vitality.kinds import ProblemState
from vitality.models import GuidanceProblem, GuidanceVisit
from vitality.selectors.guidance import counts_by_guide, guides_seen, problems_seen, visits_seen
from vitality.services.guidance import PROBLEM_FLOW, attach_to_visit, move_problem, raise_problem, record_visit
from vitality.views.answering import filter_words
from vitality.views.care_tables import GUIDES, VISITS, problems_table

BUSINESS = "office.do_business"
MOST_UNITS = 30
DONE = {
    "begin": "已开始解决。",
    "solve": "已登记解决，等待单位确认。",
    "confirm": "已确认解决。",
    "send_back": "已退回指导工会继续解决。",
}


@require_GET
@requires(BUSINESS)
def visit_list(request: HttpRequest) -> HttpResponse:
    """The visits in scope."""
    filters, visits = _visits(request)
    context = {
        "filters": filters,
        "chips": chips(request, filters),
        "table": VISITS.page(visits, request.GET),
        "tabs": _tabs("visit_list"),
        "export_url": reverse("vitality:visit_workbook"),
        "reset_url": reverse("vitality:visit_list"),
        "may_guide": request.user.has_perm("vitality.guide"),
    }
    return render(request, "vitality/visit_list.html", context)


@require_GET
@requires(BUSINESS)
def visit_workbook(request: HttpRequest) -> HttpResponse:
    """The same visits, whole."""
    filters, visits = _visits(request)
    note = f"{request.user.post.union}，{clock.today()}，{filter_words(request, filters)}"
    return workbook(VISITS, VISITS.sorted(visits, request.GET), title=f"深入单位指导{clock.today()}", note=note)


@require_GET
@requires(BUSINESS)
def problem_list(request: HttpRequest) -> HttpResponse:
    """The problems in scope, those still open first."""
    filters, problems = _problems(request)
    context = {
        "filters": filters,
        "chips": chips(request, filters),
        "table": problems_table(clock.today()).page(problems, request.GET),
        "tabs": _tabs("problem_list"),
        "export_url": reverse("vitality:problem_workbook"),
        "reset_url": reverse("vitality:problem_list"),
        "may_guide": request.user.has_perm("vitality.guide"),
    }
    return render(request, "vitality/visit_list.html", context)


@require_GET
@requires(BUSINESS)
def problem_workbook(request: HttpRequest) -> HttpResponse:
    """The same problems, whole."""
    filters, problems = _problems(request)
    table, note = problems_table(clock.today()), f"{clock.today()}，{filter_words(request, filters)}"
    return workbook(table, table.sorted(problems, request.GET), title=f"指导中提出的问题{clock.today()}", note=note)


@require_GET
@requires(BUSINESS)
def guide_list(request: HttpRequest) -> HttpResponse:
    """What each union did."""
    context = {
        "table": GUIDES.whole(counts_by_guide(request.user, clock.today())),
        "tabs": _tabs("guide_list"),
        "export_url": reverse("vitality:guide_workbook"),
        "may_guide": request.user.has_perm("vitality.guide"),
    }
    return render(request, "vitality/visit_list.html", context)


@require_GET
@requires(BUSINESS)
def guide_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    title, note = f"各工会指导情况{clock.today()}", f"{request.user.post.union}"
    return workbook(GUIDES, counts_by_guide(request.user, clock.today()), title=title, note=note)


@require_GET
@requires("vitality.guide")
def visit_start(request: HttpRequest) -> HttpResponse:
    """Find the unit that was visited."""
    words = request.GET.get("q", "").strip()[:60]
    units = unions_named(request.user, words).filter(kind__in=[kind for kind in UnionKind if kind.is_unit])
    found = units.filter(closed_on=None)[:MOST_UNITS] if words else ()
    return render(request, "vitality/visit_start.html", {"words": words, "units": found, "most": MOST_UNITS})


@require_GET
@requires(BUSINESS)
def unit_visits(request: HttpRequest, pk: int) -> HttpResponse:
    """The visits one unit received."""
    unit = _unit(request, pk)
    context = {
        "unit": unit,
        "table": VISITS.page(visits_seen(request.user).filter(unit=unit), request.GET),
        "may_record": request.user.has_perm("vitality.record_visit", unit),
    }
    return render(request, "vitality/unit_visits.html", context)


@requires("vitality.guide")
def visit_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a visit to this unit on record."""
    unit = _unit(request, pk)
    if not request.user.has_perm("vitality.record_visit", unit):
        raise PermissionDenied
    initial = {"visited_on": clock.today(), "visitors": str(request.user)}
    form = VisitForm(request.POST if request.method == "POST" else None, initial=initial)
    made: list[GuidanceVisit] = []
    if form.is_bound and form.attempt(
        lambda: made.append(record_visit(unit=unit, values=form.cleaned_data, user=request.user, at=clock.now()))
    ):
        messages.success(request, "已登记，可以继续提出问题、上传照片。")
        return redirect(made[0])
    context = {
        "form": form,
        "page_title": f"登记指导：{unit}",
        "path": [("深入指导", reverse("vitality:visit_list")), (str(unit), reverse("vitality:unit_visits", args=[pk]))],
        "submit": "登记",
    }
    return render(request, "vitality/care_form.html", context, status=422 if form.errors else 200)


@require_GET
@requires(BUSINESS)
def visit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit with its problems and their steps."""
    return _page(request, _visit(request, pk))


@require_POST
@requires("vitality.guide")
def problem_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down a difficulty found on a visit."""
    visit = _changeable(request, pk)
    form = ProblemForm(request.POST, prefix="new")
    if form.attempt(lambda: raise_problem(visit=visit, user=request.user, at=clock.now(), **form.cleaned_data)):
        messages.success(request, "已提出问题。")
        return redirect(f"{visit.get_absolute_url()}#problems")
    return _page(request, visit, new=form)


@require_POST
@requires("vitality.guide")
def visit_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep photographs and records with a visit."""
    visit = _changeable(request, pk)
    try:
        for upload in request.FILES.getlist("evidence"):
            attach_to_visit(visit=visit, upload=upload, user=request.user, at=clock.now())
    except Refused as refusal:
        return _page(request, visit, attempt=Attempt("attach", refusal))
    return redirect(f"{visit.get_absolute_url()}#evidence")


@require_POST
@requires(BUSINESS)
def problem_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a problem further; refused, the page comes back with everything as typed."""
    problem = get_object_or_404(problems_seen(request.user), pk=pk)
    if step not in PROBLEM_FORMS:
        raise Http404
    form = PROBLEM_FORMS[step](request.POST, prefix=f"{step}-{pk}")

    def act() -> None:
        move_problem(problem=problem, transition=step, user=request.user, at=clock.now(), **form.cleaned_data)

    if form.attempt(act):
        messages.success(request, DONE[step])
        return lead_to(request, problem)
    if is_done_already(PROBLEM_FLOW, problem, step):
        messages.info(request, f"“{PROBLEM_FLOW.transitions[step].label}”已经办理过了。")
        return redirect(problem)
    return _page(request, _visit(request, problem.visit_id), tried=(pk, step, form))


def _visits(request: HttpRequest) -> tuple[VisitFilter, QuerySet[GuidanceVisit]]:
    filters = VisitFilter(request.GET, guide=guides_seen(request.user))
    return filters, filters.applied_to(visits_seen(request.user))


def _problems(request: HttpRequest) -> tuple[ProblemFilter, QuerySet[GuidanceProblem]]:
    filters = ProblemFilter(request.GET, guide=guides_seen(request.user))
    return filters, filters.applied_to(problems_seen(request.user), clock.today())


def _tabs(here: str) -> list[dict[str, Any]]:
    tabs = {"visit_list": "指导", "problem_list": "问题", "guide_list": "各工会"}
    return [
        {"label": label, "url": reverse(f"vitality:{route}"), "active": route == here} for route, label in tabs.items()
    ]


def _unit(request: HttpRequest, pk: int) -> Union:
    kinds = [kind for kind in UnionKind if kind.is_unit]
    return get_object_or_404(Union.objects.visible_to(request.user).filter(kind__in=kinds), pk=pk)


def _visit(request: HttpRequest, pk: int) -> GuidanceVisit:
    return get_object_or_404(visits_seen(request.user), pk=pk)


def _changeable(request: HttpRequest, pk: int) -> GuidanceVisit:
    visit = _visit(request, pk)
    if not request.user.has_perm("vitality.change_visit", visit):
        raise PermissionDenied
    return visit


def _page(
    request: HttpRequest,
    visit: GuidanceVisit,
    *,
    new: ProblemForm | None = None,
    tried: tuple[int, str, RefusableForm] | None = None,
    attempt: Attempt | None = None,
) -> HttpResponse:
    problems = problems_seen(request.user).filter(visit=visit)
    error_form = new or (tried[2] if tried else None)
    context = {
        "visit": visit,
        "problems": [_problem(request, each, tried) for each in problems],
        "new": new or ProblemForm(prefix="new"),
        "error_form": error_form,
        "attempt": attempt,
        "may_change": request.user.has_perm("vitality.change_visit", visit),
        "evidence": evidence_panel(visit, is_open=False),
        "events": events.timeline(visit),
    }
    status = 422 if error_form else 409 if attempt else 200
    return render(request, "vitality/visit_detail.html", context, status=status)


def _problem(
    request: HttpRequest, problem: GuidanceProblem, tried: tuple[int, str, RefusableForm] | None
) -> dict[str, Any]:
    """A problem with its steps, each with its form; the one just refused as it was typed."""
    state, now = ProblemState(problem.state), clock.now()
    return {
        "problem": problem,
        "state": state,
        "is_overdue": state.is_open and problem.due_on < now.date(),
        "days_left": (problem.due_on - now.date()).days if state.is_open else None,
        "offers": [
            {
                "name": offer.transition.name,
                "label": offer.transition.label,
                "obstacles": obstacle_rows(offer),
                "form": _step_form(problem, offer.transition.name, tried),
                "is_refused": tried is not None and tried[:2] == (problem.pk, offer.transition.name),
            }
            for offer in PROBLEM_FLOW.offers(problem, Act(request.user, now))
        ],
    }


def _step_form(problem: GuidanceProblem, step: str, tried: tuple[int, str, RefusableForm] | None) -> RefusableForm:
    if tried and tried[:2] == (problem.pk, step):
        return tried[2]
    initial = {"solution": problem.solution, "solved_on": clock.today()} if step == "solve" else {}
    return PROBLEM_FORMS[step](prefix=f"{step}-{problem.pk}", initial=initial)
