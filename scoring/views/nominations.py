"""Nominations for 五一奖状 and 五一奖章: the list of a year, a new one, the leading group's decision, the paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from office import clock
from office.doors import lead_to, pdf, requires
from office.refusals import Refused
from office.steps import Attempt, is_done_already, step_buttons
from scoring.forms.honours import NominationForm
from scoring.kinds import Award
from scoring.models import Assessment, Nomination
from scoring.result_tables import NOMINATIONS
from scoring.services.nominations import NOMINATION_FLOW, move_nomination, nominate
from scoring.views.finding import found_assessment
from scoring.views.step_words import NOMINATION_STEPS
from scoring.views.year_tabs import year_tabs

ROUTE = "scoring:nomination_list"


@require_GET
@requires("scoring.read_cards")
def nomination_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The nominations of a year that the person may see."""
    return _page(request, found_assessment(request, pk))


@require_POST
@requires("scoring.nominate")
def nomination_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose somebody."""
    assessment = found_assessment(request, pk)
    form = NominationForm(assessment, request.POST)
    if form.is_valid():
        said = {**form.cleaned_data, "award": Award(form.cleaned_data["award"])}
        try:
            made = nominate(**said, user=request.user, at=clock.now())
        except Refused as refusal:
            for name, sentence in refusal.fields.items() or [(None, refusal.sentence)]:
                form.add_error(name, sentence)
        else:
            messages.success(request, f"已提名：{made}。")
            return lead_to(request, ROUTE, assessment.pk)
    return _page(request, assessment, form=form, status=422)


@requires("scoring.read_cards")
def nomination_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Grant, decline or withdraw."""
    seen = Nomination.objects.visible_to(request.user).select_related("assessment__scheme", "card__union")
    nomination = get_object_or_404(seen, pk=pk)
    if step not in NOMINATION_STEPS:
        raise Http404
    if request.method != "POST":
        return redirect(ROUTE, nomination.assessment_id)
    comment = request.POST.get("comment", "")
    try:
        move_nomination(nomination=nomination, transition=step, user=request.user, at=clock.now(), comment=comment)
    except Refused as refusal:
        if is_done_already(NOMINATION_FLOW, nomination, step):
            return redirect(ROUTE, nomination.assessment_id)
        tried = Attempt(step, refusal, comment)
        return _page(request, nomination.assessment, attempt=tried, tried=nomination.pk, status=409)
    messages.success(request, f"{nomination}：{NOMINATION_STEPS[step].done}")
    return lead_to(request, ROUTE, nomination.assessment_id)


@require_GET
@requires("scoring.read_cards")
def nomination_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The nominations as a paper for the leading group's meeting."""
    assessment = found_assessment(request, pk)
    title = f"{assessment.year}年大连“五一”奖状、“五一”奖章提名汇总表"
    return pdf(NOMINATIONS.pdf(_seen(request, assessment), title=title, made_on=clock.today()), title=title)


def _seen(request: HttpRequest, assessment: Assessment) -> Any:
    found = Nomination.objects.visible_to(request.user).filter(assessment=assessment)
    return found.select_related("card__union", "proposed_by", "decided_by")


def _page(
    request: HttpRequest, assessment: Assessment, *, form: NominationForm | None = None,
    attempt: Attempt | None = None, tried: int = 0, status: int = 200,
) -> HttpResponse:  # fmt: skip
    nominations = [
        (each, step_buttons(request, NOMINATION_FLOW, each, "scoring:nomination_step", NOMINATION_STEPS,
                            attempt if each.pk == tried else None))
        for each in _seen(request, assessment)
    ]  # fmt: skip
    may_nominate = request.user.has_perm("scoring.nominate")
    context = {
        "assessment": assessment, "tabs": year_tabs(request, assessment, "nomination_list"),
        "nominations": nominations, "attempt": attempt, "may_nominate": may_nominate,
        "form": (form or NominationForm(assessment)) if may_nominate and assessment.is_sealed else None,
    }  # fmt: skip
    return render(request, "scoring/nomination_list.html", context, status=status)
