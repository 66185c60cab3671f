"""民主管理部's preliminary review: the queue, and one form with a remark for every field (R-F3)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from office import clock, events
from office.doors import chips, requires, workbook
from office.forms import complaints_of
from office.refusals import Refused
from office.steps import is_done_already, step_buttons
from vitality.forms.reviews import ReviewFilter, ReviewForm
from vitality.kinds import ApplicationState
from vitality.models import Application, Round
from vitality.selectors.readers import standing_of
from vitality.selectors.reviews import (
    REVIEWED,
    SuperiorCount,
    neighbours_of,
    remarks_version,
    review_sheet,
    reviewed_forms,
    superior_counts,
    unsent_remarks,
)
from vitality.selectors.rounds import law_of_round
from vitality.services.application_flow import APPLICATION_FLOW
from vitality.services.applications import move_application
from vitality.services.reviews import RemarkConflict, remark_fields, review_application
from vitality.views.answering import filter_words
from vitality.views.asking import asked_round
from vitality.views.city_steps import REVIEW_STEPS
from vitality.views.city_tables import reviews_table

REVIEW = "vitality.review_application"
SAVE = "save"
RELATED = (
    "unit__superior", "batch__superior", "batch__round", "batch__filed_by",
    "submitted_by", "endorsed_by", "passed_by", "successor",
)  # fmt: skip


@require_GET
@requires(REVIEW)
def review_list(request: HttpRequest) -> HttpResponse:
    """The forms that reached the city, with what still waits, per superior union."""
    round = asked_round(request)
    if round is None:
        return render(request, "vitality/review_list.html", {})
    counts = superior_counts(request.user, round)
    filters, queue = _filtered(request, round, counts)
    context = {
        "round": round,
        "filters": filters,
        "chips": chips(request, filters),
        "table": reviews_table(law_of_round(round), request.user).page(queue, request.GET),
        "counts": counts,
        "waiting_count": sum(each.waiting_count for each in counts),
        "returned_count": sum(each.returned_count for each in counts),
        "done_count": sum(each.done_count for each in counts),
        "first": queue.filter(state=ApplicationState.FILED).order_by("batch__superior__path", "form", "pk").first(),
    }
    return render(request, "vitality/review_list.html", context)


@require_GET
@requires(REVIEW)
def review_workbook(request: HttpRequest) -> HttpResponse:
    """The queue as the screen shows it, whole, as a workbook."""
    round = asked_round(request)
    if round is None:
        raise Http404
    filters, queue = _filtered(request, round, superior_counts(request.user, round))
    table = reviews_table(law_of_round(round), request.user)
    note = f"{round}，{clock.today()}，{filter_words(request, filters)}"
    return workbook(table, table.sorted(queue, request.GET), title=f"{round.year}年初审情况", note=note)


@require_GET
def review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One form with everything laid beside it, and a remark for every field."""
    return _page(request, _found(request, pk))


@require_POST
def remarks_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the remarks as they stand on the page; the answer tells the page their new version."""
    application = _found(request, pk)
    form = ReviewForm(request.POST, application=application)
    if not form.is_valid():
        return JsonResponse({"sentence": complaints_of(form)}, status=422)
    try:
        version = remark_fields(
            application=application,
            remarks=form.remarks,
            version=form.cleaned_data["version"],
            user=request.user,
            at=clock.now(),
        )
    except RemarkConflict as conflict:
        return JsonResponse({"sentence": conflict.sentence}, status=409)
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=422)
    return JsonResponse({"version": version, "saved_at": f"{clock.now():%H:%M}"})


@require_GET
def review_standing(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be done with the form now, after the remarks on the page were kept."""
    application = _found(request, pk)
    return render(request, "vitality/_review_standing.html", _standing(request, application))


@require_POST
def review_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Keep the remarks, return or pass the form; refused, the page comes back with all that was typed."""
    application = _found(request, pk)
    if step not in REVIEW_STEPS and step != SAVE:
        raise Http404
    form = ReviewForm(request.POST, application=application)
    if not form.is_valid():
        return _page(request, application, form, status=422)
    try:
        _take(request, application, step, form)
    except Refused as refusal:
        return _refused(request, application, form, step, refusal)
    return _done(request, application, step)


def _take(request: HttpRequest, application: Application, step: str, form: ReviewForm) -> None:
    typed, user, at = form.cleaned_data, request.user, clock.now()
    said: dict[str, Any] = {"application": application, "user": user, "at": at}
    if step == "reopen_review":
        move_application(transition=step, comment=typed["comment"], **said)
    elif step == SAVE:
        remark_fields(remarks=form.remarks, version=typed["version"], **said)
    else:
        review_application(
            transition=step, remarks=form.remarks, version=typed["version"], comment=typed["comment"],
            is_newness_checked=typed["is_newness_checked"], **said,
        )  # fmt: skip


def _refused(
    request: HttpRequest, application: Application, form: ReviewForm, step: str, refusal: Refused
) -> HttpResponse:
    if step != SAVE and is_done_already(APPLICATION_FLOW, application, step):
        messages.info(request, f"“{APPLICATION_FLOW.transitions[step].label}”已经办理过了。")
        return redirect("vitality:review_detail", application.pk)
    form.take(refusal)
    return _page(request, _found(request, application.pk), form, status=409)


def _done(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    """On to the next form that waits; after saving and reopening the same page again."""
    if step in (SAVE, "reopen_review"):
        messages.success(request, "意见已保存。" if step == SAVE else REVIEW_STEPS[step].done)
        return redirect("vitality:review_detail", application.pk)
    told = format_html('<a href="{}">{}</a>：{}', application.get_absolute_url(), application, REVIEW_STEPS[step].done)
    messages.success(request, told)
    next_id = neighbours_of(application, request.user).next_id
    return redirect("vitality:review_detail", next_id) if next_id else redirect("vitality:review_list")


def _page(
    request: HttpRequest, application: Application, form: ReviewForm | None = None, *, status: int = 200
) -> HttpResponse:
    sheet = review_sheet(application)
    form = form or ReviewForm(application=application, initial=_known(application))
    context = {
        "sheet": sheet,
        "form": form,
        "rows": [(field, form[f"remark_{field.name}"]) for field in sheet.fields],
        "version": remarks_version(application),
        "neighbours": neighbours_of(application, request.user),
        "events": events.timeline(application),
        **_standing(request, application),
    }
    return render(request, "vitality/review_detail.html", context, status=status)


def _standing(request: HttpRequest, application: Application) -> dict[str, Any]:
    steps = step_buttons(request, APPLICATION_FLOW, application, route="vitality:review_step", words=REVIEW_STEPS)
    return {
        "application": application,
        "standing": standing_of(application, request.user),
        "is_waiting": application.state == ApplicationState.FILED,
        "unsent_count": len(unsent_remarks(application)),
        "steps": {step.key.removeprefix("step_"): step for step in steps},
    }


def _known(application: Application) -> dict[str, str]:
    return {f"remark_{name}": text for name, text in unsent_remarks(application).items()}


def _found(request: HttpRequest, pk: int) -> Application:
    """A form of this person's scope that the city has; the guard of every page here."""
    at_city = Application.objects.visible_to(request.user).filter(state__in=REVIEWED, origin=None)
    application = get_object_or_404(at_city.select_related(*RELATED), pk=pk)
    if not request.user.has_perm(REVIEW, application):
        raise PermissionDenied
    return application


def _filtered(
    request: HttpRequest, round: Round, counts: list[SuperiorCount]
) -> tuple[ReviewFilter, QuerySet[Application]]:
    filters = ReviewFilter(request.GET, superior=[(str(each.superior_id), each.superior) for each in counts])
    return filters, filters.applied_to(reviewed_forms(request.user, round))
