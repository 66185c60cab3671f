"""A round as those meet it who take part: the superior union with its places, the unit with its own form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from office import clock
from office.steps import step_buttons
from unions.models import Union
from vitality.kinds import AnnexForm, ApplicationState, PaperKind, RoundState
from vitality.models import Application, Round
from vitality.rules.answers import asked_of
from vitality.selectors.applications import open_fields, remarked_fields
from vitality.selectors.batches import filing_unions_of
from vitality.selectors.papers import PaperPlace, papers_of
from vitality.selectors.paths import passages
from vitality.selectors.readers import paper_standing_of, standing_of
from vitality.selectors.starting import start_of
from vitality.services.application_flow import APPLICATION_FLOW
from vitality.views.applications import SHOWN, standing_context
from vitality.views.step_words import APPLICATION_STEPS
from vitality.views.tables import entries_table


def days_left(day: date | None) -> int | None:
    """Whole days from today; None without a day."""
    return (day - clock.today()).days if day else None


def round_context(round: Round) -> dict[str, Any]:
    """What the head of every page of a round shows."""
    state = RoundState(round.state)
    return {"round": round, "state": state, "days_left": days_left(round.due_on) if round.is_open else None}


def filer_page(request: HttpRequest, round: Round, union: Union) -> HttpResponse:
    """What a superior union files: its places with what is missing, its forms, its plan and measures."""
    user, table = request.user, entries_table(request.user)
    filing = filing_unions_of(round, [union])[0]
    papers = papers_of(round, [union])[union.pk] if filing.batches else []

    def paper_row(place: PaperPlace) -> dict[str, Any]:
        standing = paper_standing_of(place.paper, user) if place.paper.pk else None
        kind = PaperKind(place.paper.kind)
        return {"place": place, "kind": kind, "days_left": days_left(place.due_on), "standing": standing}

    context = {
        **round_context(round),
        "union": union,
        "places": [{"content": each, "table": table.whole(each.entries)} for each in filing.batches],
        "papers": [paper_row(place) for place in papers],
        "may_file": user.has_perm("vitality.start_application"),
    }
    return render(request, "vitality/round_filer.html", context)


def unit_page(request: HttpRequest, round: Round, unit: Union) -> HttpResponse:
    """The unit's own form and what to do with it, or how to begin."""
    user, application = request.user, _own_form(request, round, unit)
    is_gone = application is None or application.state == ApplicationState.WITHDRAWN
    context = {
        **round_context(round),
        "unit": unit,
        "application": application,
        "start": start_of(round, unit) if is_gone else None,
        "may_start": user.has_perm("vitality.start_application"),
    }
    if application:
        context |= {
            **standing_context(application),
            "is_writable": bool(open_fields(application, user)),
            "remarks": _labelled_remarks(application),
            "standing": standing_of(application, user),
            "passages": passages(application),
            "steps": step_buttons(
                request, APPLICATION_FLOW, application, "vitality:application_step", APPLICATION_STEPS
            ),
        }
    return render(request, "vitality/round_unit.html", context)


def _own_form(request: HttpRequest, round: Round, unit: Union) -> Application | None:
    """The newest form of the unit; the provincial copy of a recommended one is found from it."""
    forms = Application.objects.visible_to(request.user).filter(batch__round=round, unit=unit, origin=None)
    return forms.select_related(*SHOWN).order_by("pk").last()


def _labelled_remarks(application: Application) -> list[tuple[str, str]]:
    """What the city asks to correct, by the names of the cells; empty unless the form is returned."""
    if application.state != ApplicationState.RETURNED:
        return []
    labels = asked_of(AnnexForm(application.form))
    return [(labels[field], text) for field, text in remarked_fields(application).items()]
