"""The pages of annex forms: the list, one form with its way, and the steps out of its state."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from office import clock, events
from office.doors import chips, lead_to, workbook
from office.evidence_panels import evidence_panel
from office.refusals import Refused
from office.steps import Attempt, is_done_already, step_buttons
from office.typed import number
from unions.models import Union
from vitality.forms.filters import ApplicationFilter
from vitality.kinds import ApplicationState
from vitality.models import Application, Round
from vitality.selectors.applications import (
    changes_since_filing,
    filed_classification,
    ineligibility,
    last_filed_answers,
    missing_answers,
    open_fields,
    remarked_fields,
)
from vitality.selectors.paths import passages
from vitality.selectors.readers import standing_of
from vitality.selectors.rounds import filing_unions, law_of_round
from vitality.services.application_flow import APPLICATION_FLOW
from vitality.services.applications import move_application, start_applications
from vitality.views.answering import filter_words
from vitality.views.sheets import sheet_of
from vitality.views.step_words import APPLICATION_STEPS
from vitality.views.tables import applications_table

# While a form is in the hands of the unit and its superior union, its page says what is still in the way.
BEFORE_REVIEW: Final = (
    ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.ENDORSED, ApplicationState.RETURNED,
)  # fmt: skip
LISTED: Final = ("unit", "batch__superior", "batch__round")
SHOWN: Final = (
    *LISTED, "batch__superior__superior", "submitted_by", "endorsed_by", "passed_by", "province_answer", "origin",
)  # fmt: skip


def application_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The annex forms of a round within the person's scope."""
    round, filters, forms = _filtered(request, pk)
    table = applications_table(request.user, law_of_round(round)).page(forms, request.GET)
    context = {"round": round, "filters": filters, "chips": chips(request, filters), "table": table}
    return render(request, "vitality/application_list.html", context)


def applications_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same list, whole, as a workbook."""
    round, filters, forms = _filtered(request, pk)
    table = applications_table(request.user, law_of_round(round))
    note = f"{request.user.post.union}，{clock.today()}，{filter_words(request, filters)}"
    return workbook(table, table.sorted(forms, request.GET), title=f"{round.year}年申报表", note=note)


def application_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the forms of the ticked units, or go on with those they have; a single one is opened at once."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect(round)
    keys = {number(key) for key in request.POST.getlist("selected")}
    units = list(Union.objects.visible_to(request.user).filter(pk__in=keys))
    if len(units) < len(keys):
        raise Http404
    try:
        started = start_applications(round=round, units=units, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return lead_to(request, round)
    if len(started) == 1:
        return lead_to(request, "vitality:application_edit", started[0].pk)
    messages.success(request, f"已为 {len(started)} 个单位建立申报表，单位资料已按名册预填，请逐一填写。")
    return lead_to(request, round)


def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One annex form with its way, what is said about it, and what can be done."""
    return _detail_page(request, found_application(request, pk))


def application_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of the filing side; refused, the page comes back with the reasons and the comment as typed."""
    application = found_application(request, pk)
    if step not in APPLICATION_STEPS:
        raise Http404
    if request.method != "POST":
        return redirect(application)
    user, at, comment = request.user, clock.now(), request.POST.get("comment", "")
    try:
        move_application(application=application, transition=step, user=user, at=at, comment=comment)
    except Refused as refusal:
        return _refused_step(request, application, Attempt(step, refusal, comment))
    messages.success(request, APPLICATION_STEPS[step].done)
    return lead_to(request, application)


def found_application(request: HttpRequest, pk: int) -> Application:
    """The form, in this person's scope, with what its pages show.

    Raises:
        Http404: no such form, or outside the scope.
    """
    return get_object_or_404(Application.objects.visible_to(request.user).select_related(*SHOWN), pk=pk)


def writable_application(request: HttpRequest, pk: int) -> Application:
    """The form, for a person who may ever write it.

    Raises:
        Http404: no such form, or outside the scope.
        PermissionDenied: inside, but only to read.
    """
    application = found_application(request, pk)
    if not request.user.has_perm("vitality.write_application", application):
        raise PermissionDenied
    return application


def standing_context(application: Application) -> dict[str, Any]:
    """What `vitality/_application_standing.html` prints: what the unit counts as, and what stands in the way."""
    found = filed_classification(application, law_of_round(application.batch.round))
    is_under_way = application.state in BEFORE_REVIEW
    missing = missing_answers(application) if is_under_way else ()
    ineligible = ineligibility(application) if is_under_way else ()
    return {
        "application": application,
        "category": found[0] if found else None,
        "category_basis": found[1] if found else None,
        "missing": missing,
        "ineligible": ineligible,
        "is_under_way": is_under_way,
        "gap_count": len(missing) + len(ineligible),
    }


def _filtered(request: HttpRequest, pk: int) -> tuple[Round, ApplicationFilter, QuerySet[Application]]:
    user = request.user
    round = get_object_or_404(Round.objects.visible_to(user), pk=pk)
    superiors = [union for union in filing_unions() if union.path.startswith(user.scope_path)]
    filters = ApplicationFilter(request.GET, superior=[(str(union.pk), union.name) for union in superiors])
    forms = Application.objects.visible_to(user).filter(batch__round=round).select_related(*LISTED)
    return round, filters, filters.applied_to(forms)


def _detail_page(request: HttpRequest, application: Application, attempt: Attempt | None = None) -> HttpResponse:
    user, remarks = request.user, remarked_fields(application)
    context = {
        **standing_context(application),
        "sheet": sheet_of(application, remarks=remarks, last_filed=last_filed_answers(application)),
        "remarks": remarks,
        "standing": standing_of(application, user),
        "passages": passages(application),
        "steps": step_buttons(
            request, APPLICATION_FLOW, application, "vitality:application_step", APPLICATION_STEPS, attempt
        ),
        "attempt": attempt,
        "is_writable": bool(open_fields(application, user)),
        "changes": changes_since_filing(application),
        "versions": application.versions.select_related("filed_by"),
        "evidence": evidence_panel(application, is_open=False),
        "events": events.timeline(application),
        "may_read_batch": application.batch.superior.path.startswith(user.scope_path),
    }
    return render(request, "vitality/application_detail.html", context, status=409 if attempt else 200)


def _refused_step(request: HttpRequest, application: Application, attempt: Attempt) -> HttpResponse:
    if is_done_already(APPLICATION_FLOW, application, attempt.step):
        label = APPLICATION_FLOW.transitions[attempt.step].label
        messages.info(request, f"“{label}”已经办理过了。")
        return lead_to(request, application)
    return _detail_page(request, found_application(request, application.pk), attempt)
