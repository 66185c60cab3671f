"""The event log: for the auditors of a union what its people did, for the city's auditors everything."""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from office import clock, jobs
from office.doors import chips, requires, workbook
from office.event_table import EVENTS
from office.forms import EventFilterForm
from office.models import Event
from office.selectors import event_labels, events_asked
from office.tasks import EXPORT_EVENTS, VERIFY_EVENTS, enqueue

MOST_AT_ONCE = 5_000


@require_GET
@requires("office.read_events")
def event_list(request: HttpRequest) -> HttpResponse:
    """The log, filtered."""
    form, found = _filtered(request)
    page = {
        "page_title": "操作日志",
        "form": form,
        "chips": chips(request, form),
        "table": EVENTS.page(found, request.GET),
        "may_verify": request.user.has_perm("office.verify_events"),
    }
    return render(request, "office/event_list.html", page)


@require_POST
@requires("office.read_events")
def event_export(request: HttpRequest) -> HttpResponse:
    """What the list shows, whole, as a workbook; a long one as a job."""
    form, found = _filtered(request)
    if found.count() <= MOST_AT_ONCE:
        note = f"{request.user.post}，{clock.now():%Y-%m-%d %H:%M} 导出"
        return workbook(EVENTS, EVENTS.sorted(found, request.GET), title=f"操作日志{clock.today()}", note=note)
    asked = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in _asked(form).items()}
    return _begun(request, EXPORT_EVENTS, asked)


@require_POST
@requires("office.verify_events")
def event_verify(request: HttpRequest) -> HttpResponse:
    """Walk the chain as a job."""
    return _begun(request, VERIFY_EVENTS, {})


def _begun(request: HttpRequest, kind: str, params: dict[str, object]) -> HttpResponse:
    job = jobs.submit(kind, params, user=request.user, at=clock.now())
    enqueue(job)
    return redirect("office:job_detail", job.pk)


def _asked(form: EventFilterForm) -> dict[str, object]:
    return asdict(form.question())


def _filtered(request: HttpRequest) -> tuple[EventFilterForm, QuerySet[Event]]:
    visible = Event.objects.visible_to(request.user)
    form = EventFilterForm(request.GET, label=[(label, label) for label in event_labels(visible)])
    return form, events_asked(visible, form.question())
