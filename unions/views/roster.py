"""The roster import in the browser: upload, report by cell, preview of changes, confirmation, result."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from office import clock, files, jobs
from office.doors import XLSX, lead_to, requires
from office.kinds import JobState
from office.models import Job
from office.selectors import job_card
from office.spreadsheets.safety import MAX_FILE_BYTES
from office.tables.pages import page_links, page_url
from office.tasks import enqueue
from unions.forms.roster import RosterForm
from unions.services.roster import blank_roster
from unions.services.roster.sheet import GUIDANCE
from unions.tasks.roster import (
    CHANGED,
    CHECK,
    CREATED,
    ERRORS,
    IGNORED,
    IMPORT,
    PLAN,
    ROWS,
    UNCHANGED,
    WARNINGS,
    kept_plan,
)

PER_PAGE = 50
LATEST = 10
UNITS = {ROWS: "行", ERRORS: "处", WARNINGS: "处", CREATED: "个", CHANGED: "个", UNCHANGED: "个"}
SHOWN_WITH_ERRORS = (ROWS, ERRORS, WARNINGS)
SHOWN_WITHOUT = (ROWS, CREATED, CHANGED, UNCHANGED)


@requires("unions.import_roster")
def roster_upload(request: HttpRequest) -> HttpResponse:
    """Take a workbook and set the check going."""
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        stored = files.keep(upload.file, XLSX)
        job = jobs.submit(CHECK, {"file": stored.pk, "name": upload.name}, user=request.user, at=clock.now())
        enqueue(job)
        return lead_to(request, "unions:roster_check", job.pk)
    latest = Job.objects.visible_to(request.user).filter(kind__in=(CHECK, IMPORT))[:LATEST]
    context = {"form": form, "latest": latest, "most_bytes": MAX_FILE_BYTES, "guidance": GUIDANCE}
    return render(request, "unions/roster_upload.html", context)


@requires("unions.import_roster")
def roster_blank(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    return FileResponse(BytesIO(blank_roster()), as_attachment=True, filename="工会名册.xlsx", content_type=XLSX)


@requires("unions.import_roster")
def roster_check(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a check or an import is; then its report, its changes, and the way on."""
    job = _job(request, pk)
    context = {"card": job_card(job, now=clock.now()), "is_done": job.state == JobState.DONE}
    if job.state == JobState.DONE:
        context["figures"] = _figures(job.outcome)
    if job.kind == CHECK and job.state == JobState.DONE:
        context |= _report(request, job)
    return render(request, "unions/roster_check.html", context)


@require_POST
@requires("unions.import_roster")
def roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the import of a checked workbook going; a second press finds the first one's."""
    check = _job(request, pk)
    if check.kind != CHECK or check.state != JobState.DONE or check.outcome[ERRORS]:
        raise PermissionDenied("这份名册还没有核对通过，不能导入。")
    running = Job.objects.visible_to(request.user).filter(kind=IMPORT, params__check=check.pk)
    job = running.exclude(state__in=(JobState.FAILED, JobState.CANCELLED, JobState.LOST)).first()
    if job is None:
        params = {**check.params, "check": check.pk, "fingerprint": kept_plan(check.outcome[PLAN])["fingerprint"]}
        job = jobs.submit(IMPORT, params, user=request.user, at=clock.now())
        enqueue(job)
    return lead_to(request, "unions:roster_check", job.pk)


def _figures(outcome: dict[str, Any]) -> list[dict[str, Any]]:
    labels = SHOWN_WITH_ERRORS if outcome[ERRORS] else SHOWN_WITHOUT
    return [{"label": label, "value": outcome[label], "unit": UNITS[label]} for label in labels]


def _job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).filter(kind__in=(CHECK, IMPORT)), pk=pk)


def _report(request: HttpRequest, job: Job) -> dict[str, Any]:
    """The problems, or where no error stands in the way the changes; a page of either."""
    plan = kept_plan(job.outcome[PLAN])
    has_errors = bool(job.outcome[ERRORS])
    shown = request.GET.get("show") or ("problems" if has_errors else "changes")
    page = Paginator(plan["problems" if shown == "problems" else "lines"], PER_PAGE).get_page(request.GET.get("page"))
    may_import = not has_errors and bool(plan["lines"])
    return {
        "plan": plan, "ignored": job.outcome.get(IGNORED, ""), "has_errors": has_errors, "may_import": may_import,
        "shown": shown, "page": page, "pages": _pages(request, page),
    }  # fmt: skip


def _pages(request: HttpRequest, page: Page) -> dict[str, Any]:
    """What `components/pager.html` prints."""
    return {
        "first": page.start_index(),
        "last": page.end_index(),
        "total_count": page.paginator.count,
        "page_links": page_links(page, request.GET),
        "previous_url": page_url(request.GET, page.number - 1) if page.has_previous() else "",
        "next_url": page_url(request.GET, page.number + 1) if page.has_next() else "",
    }
