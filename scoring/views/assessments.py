"""The assessments of the years: the list, and one year with its steps and cards."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from office import clock
from office.doors import lead_to, requires
from office.refusals import Refused
from office.steps import Attempt, is_done_already, step_buttons
from scoring.forms.reviewing import ShowPointsForm, YearForm
from scoring.kinds import AssessmentState
from scoring.models import Assessment, Card
from scoring.rules.silence import when_silent
from scoring.selectors.progress import progress_of
from scoring.selectors.ranking_report import ranking_report
from scoring.selectors.standings import told_events
from scoring.selectors.years import own_years
from scoring.services.assessment_flow import (
    ASSESSMENT_FLOW,
    default_objection_day,
    move_assessment,
    prepare_assessment,
)
from scoring.views.finding import found_assessment
from scoring.views.step_words import ASSESSMENT_STEPS
from scoring.views.year_path import year_path
from scoring.views.year_tabs import year_tabs

SHOWN, STEP_ROUTE = "show_points", "scoring:assessment_step"


@require_GET
@requires("scoring.read_cards")
def assessment_list(request: HttpRequest) -> HttpResponse:
    """Every year the person may see."""
    return _list_page(request, YearForm() if request.user.has_perm("scoring.run_assessment") else None)


@require_POST
@requires("scoring.run_assessment")
def assessment_create(request: HttpRequest) -> HttpResponse:
    """Prepare the assessment of a year."""
    form = YearForm(request.POST)
    if form.is_valid():
        try:
            made = prepare_assessment(year=form.cleaned_data["year"], user=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("year", refusal.sentence)
        else:
            messages.success(request, f"已建立“{made}”，请核对考核方案并冻结，再启动。")
            return lead_to(request, made)
    return _list_page(request, form, status=422)


@require_GET
@requires("scoring.read_cards")
def assessment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One year: where it is, what silence means, and the cards in the person's scope as they stand."""
    return _detail_page(request, found_assessment(request, pk))


@requires("scoring.read_cards")
def assessment_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of the year; refused, the page comes back with the reasons."""
    assessment = found_assessment(request, pk)
    if step not in ASSESSMENT_STEPS and step != SHOWN:
        raise Http404
    if request.method != "POST":
        return redirect(assessment)
    form = ShowPointsForm(request.POST) if step == SHOWN else None
    if form and not form.is_valid():
        return _detail_page(request, assessment, form=form)
    comment, inputs = request.POST.get("comment", ""), form.cleaned_data if form else {}
    try:
        move_assessment(
            assessment=assessment, transition=step, user=request.user, at=clock.now(), comment=comment, **inputs
        )
    except Refused as refusal:
        if is_done_already(ASSESSMENT_FLOW, assessment, step):
            return redirect(assessment)
        for name in refusal.fields if form else ():
            form.add_error(name, refusal.fields[name])
        return _detail_page(request, found_assessment(request, pk), Attempt(step, refusal, comment), form)
    messages.success(request, ASSESSMENT_STEPS[step].done if step in ASSESSMENT_STEPS else "得分已公示。")
    return lead_to(request, assessment)


def _list_page(request: HttpRequest, form: YearForm | None, *, status: int = 200) -> HttpResponse:
    assessments = list(Assessment.objects.visible_to(request.user).select_related("scheme"))
    own = own_years(assessments, request.user)
    context = {
        "page_title": "百分考核", "form": form, "rows": list(zip(assessments, own, strict=True)), "has_own": any(own),
    }  # fmt: skip
    return render(request, "scoring/assessment_list.html", context, status=status)


def _detail_page(
    request: HttpRequest, assessment: Assessment, attempt: Attempt | None = None, form: ShowPointsForm | None = None
) -> HttpResponse:
    user, state = request.user, AssessmentState(assessment.state)
    may_show = state is AssessmentState.DECIDING and user.has_perm("scoring.decide")
    own = Card.objects.visible_to(user).filter(assessment=assessment, union=user.post.union).first()
    context = {
        "assessment": assessment, "tabs": year_tabs(request, assessment, "assessment_detail"),
        "state": state, "attempt": attempt, "own_card": own,
        "path": year_path(assessment), "silence": when_silent(state), "progress": progress_of(assessment),
        "rows": ranking_report(assessment.year, user).rows,
        "steps": step_buttons(request, ASSESSMENT_FLOW, assessment, STEP_ROUTE, ASSESSMENT_STEPS, attempt),
        "show_form": (form or ShowPointsForm(initial={"objection_until_on": default_objection_day(clock.today())}))
        if may_show else None,
        "may_review": state.takes_department and user.has_perm("scoring.review"),
        "may_finish": state.takes_final and user.has_perm("scoring.decide"),
        "events": told_events(assessment, user),
    }  # fmt: skip
    failed = attempt is not None or (form is not None and not form.is_valid())
    return render(request, "scoring/assessment_detail.html", context, status=409 if failed else 200)
