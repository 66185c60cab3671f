"""Filling in an annex form: the official table with inputs, saving by hand and by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from office import clock
from office.evidence_panels import evidence_panel
from office.forms import complaints_of
from office.refusals import Refused
from office.typed import version_seen
from vitality.forms.answers import AnswersForm
from vitality.kinds import AnnexForm, ApplicationState
from vitality.models import Application
from vitality.rules.answers import asked_of
from vitality.selectors.applications import last_filed_answers, open_fields, remarked_fields
from vitality.selectors.readers import standing_of
from vitality.services.applications import EditConflict, save_answers
from vitality.views.answering import change_evidence
from vitality.views.applications import found_application, standing_context, writable_application
from vitality.views.conflicts import differences, following
from vitality.views.sheets import sheet_of


def application_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as the official table with inputs in its cells; saves what can be understood and shows the rest."""
    application = writable_application(request, pk)
    if request.method == "POST":
        return _saved(request, application, _typed(request, application))
    writable = open_fields(application, request.user)
    if not writable:
        label = ApplicationState(application.state).label
        messages.info(request, f"申报表现为“{label}”，不能修改。")
        return redirect(application)
    return _page(request, application, AnswersForm(application=application, writable=writable))


@require_POST
def application_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was typed so far; the answer tells the page its new version."""
    application = writable_application(request, pk)
    form, seen = _typed(request, application), version_seen(request)
    try:
        saved = save_answers(application=application, answers=form.answers, revision=seen, user=request.user)
    except EditConflict as conflict:
        return JsonResponse({"sentence": conflict.sentence}, status=409)
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=422)
    return JsonResponse(
        {"version": str(saved.revision), "saved_at": f"{clock.now():%H:%M}", "unread": complaints_of(form)}
    )


@require_POST
def application_standing(request: HttpRequest, pk: int) -> HttpResponse:
    """What the unit counts as and which cells are still empty, by what stands in the boxes now; nothing is saved."""
    application = writable_application(request, pk)
    for name, value in _typed(request, application).answers.items():
        setattr(application, name, value)
    return render(request, "vitality/_application_standing.html", standing_context(application))


def _typed(request: HttpRequest, application: Application) -> AnswersForm:
    """What stands in the boxes. Closed meanwhile, every box is read all the same, so that nothing typed is lost."""
    writable = open_fields(application, request.user) or frozenset(asked_of(AnnexForm(application.form)))
    form = AnswersForm(request.POST, application=application, writable=writable)
    form.is_valid()
    return form


def _saved(request: HttpRequest, application: Application, form: AnswersForm) -> HttpResponse:
    context: dict[str, Any] = {}
    try:
        form = _merged(request, application, form)
        change_evidence(request, application)
    except EditConflict as conflict:
        form = following(conflict.current, form)
        context = {"conflict": differences(conflict.current, form), "refusal": conflict}
    except Refused as refusal:
        context = {"refusal": refusal}
    if not context and not form.errors:
        messages.success(request, "已保存。")
        return redirect(_next_page(request), application.pk)
    current = found_application(request, application.pk)
    return _page(request, current, form, status=409 if context else 422, **context)


def _merged(request: HttpRequest, application: Application, form: AnswersForm) -> AnswersForm:
    """Save the form, over somebody else's changes too, as long as the two changed different fields."""
    user = request.user
    try:
        save_answers(application=application, answers=form.answers, revision=version_seen(request), user=user)
    except EditConflict as conflict:
        form = following(conflict.current, form)
        if differences(conflict.current, form):
            raise
        save_answers(application=application, answers=form.answers, revision=conflict.current.revision, user=user)
    return form


def _next_page(request: HttpRequest) -> str:
    return "vitality:application_detail" if "done" in request.POST else "vitality:application_edit"


def _page(
    request: HttpRequest, application: Application, form: AnswersForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    is_returned = application.state == ApplicationState.RETURNED
    remarks = remarked_fields(application) if is_returned else {}
    context |= {
        "application": application,
        "form": form,
        "sheet": sheet_of(application, form=form, remarks=remarks, last_filed=last_filed_answers(application)),
        "remarks": remarks,
        "standing": standing_of(application, request.user),
        "evidence": evidence_panel(application, is_open=True),
        **standing_context(application),
    }
    return render(request, "vitality/application_form.html", context, status=status)
