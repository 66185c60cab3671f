"""One card: its items in three columns, its steps, visits and objections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from office import clock, events
from office.doors import lead_to, requires
from office.refusals import Refused
from office.steps import Attempt, is_done_already, step_buttons
from scoring.forms.reviewing import VisitForm
from scoring.kinds import AssessmentState, CardState
from scoring.models import Card, Objection
from scoring.rules.silence import when_silent
from scoring.selectors.card_page import card_page
from scoring.services.card_flow import CARD_FLOW, move_card
from scoring.services.visits import record_visit
from scoring.views.finding import found_card
from scoring.views.step_words import CARD_STEPS


@require_GET
@requires("scoring.read_cards")
def card_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The card as its union and the city read it."""
    return _page(request, found_card(request, pk))


@requires("scoring.read_cards")
def card_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """File the card, or take it back."""
    card = found_card(request, pk)
    if step not in CARD_STEPS:
        raise Http404
    if request.method != "POST":
        return redirect(card)
    try:
        move_card(card=card, transition=step, user=request.user, at=clock.now())
    except Refused as refusal:
        if is_done_already(CARD_FLOW, card, step):
            return redirect(card)
        return _page(request, found_card(request, pk), attempt=Attempt(step, refusal))
    messages.success(request, CARD_STEPS[step].done)
    return lead_to(request, card)


@require_POST
@requires("scoring.read_cards")
def visit_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a visit of the assessment team."""
    card = found_card(request, pk)
    if not _may_visit(request):
        raise PermissionDenied
    form = VisitForm(request.POST)
    if form.is_valid():
        try:
            record_visit(card=card, user=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            for name, sentence in refusal.fields.items() or [(None, refusal.sentence)]:
                form.add_error(name, sentence)
        else:
            messages.success(request, "已登记实地考核。")
            return lead_to(request, card)
    return _page(request, card, visit_form=form, status=422)


def _may_visit(request: HttpRequest) -> bool:
    return request.user.has_perm("scoring.review") or request.user.has_perm("scoring.decide")


def _page(
    request: HttpRequest, card: Card, *, attempt: Attempt | None = None, status: int = 200, **context: Any
) -> HttpResponse:
    state = AssessmentState(card.assessment.state)
    is_visiting = (state.takes_department or state.takes_final) and _may_visit(request)
    may_fill = request.user.has_perm("scoring.fill_card", card)
    context = {
        "card": card, "page": card_page(card), "state": state, "silence": when_silent(state), "attempt": attempt,
        "may_edit": may_fill and state.takes_self and card.state == CardState.DRAFT,
        "steps": step_buttons(request, CARD_FLOW, card, "scoring:card_step", CARD_STEPS, attempt),
        "visits": card.visits.select_related("recorded_by"),
        "visit_form": VisitForm() if is_visiting else None,
        "objections": Objection.objects.filter(card=card).select_related("item", "answered_by", "raised_by"),
        "events": events.timeline(card),
        **context,
    }  # fmt: skip
    return render(request, "scoring/card_detail.html", context, status=409 if attempt else status)
