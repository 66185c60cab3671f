"""The pages of every workbook import: upload, report by cell, preview of changes, confirmation, result."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office import clock, files, jobs
from office.doors import XLSX, View, lead_to, requires
from office.imports.desk import (
    CHANGED,
    CREATED,
    ERRORS,
    IGNORED,
    PLAN,
    ROWS,
    UNCHANGED,
    WARNINGS,
    ImportDesk,
    kept_plan,
)
from office.imports.form import WorkbookForm
from office.kinds import JobState
from office.models import Job
from office.selectors import job_card
from office.spreadsheets.safety import MAX_FILE_BYTES
from office.tables.pages import page_links, page_url
from office.tasks import enqueue

PER_PAGE: Final = 50
LATEST: Final = 10
UNDONE: Final = (JobState.FAILED, JobState.CANCELLED, JobState.LOST)


def upload_view(desk: ImportDesk) -> View:
    """Take a workbook and set the check going."""

    @requires(desk.permission)
    @require_http_methods(["GET", "POST"])
    def upload(request: HttpRequest) -> HttpResponse:
        form = WorkbookForm(request.POST or None, request.FILES or None, title=desk.title)
        if request.method == "POST" and form.is_valid():
            sent = form.cleaned_data["file"]
            params = {"file": files.keep(sent.file, XLSX).pk, "name": sent.name}
            job = jobs.submit(desk.check_kind, params, user=request.user, at=clock.now())
            enqueue(job)
            return lead_to(request, f"{desk.route}_check", job.pk)
        context = {
            **_words(desk), "form": form, "most_bytes": MAX_FILE_BYTES,
            "latest": [(job, reverse(f"{desk.route}_check", args=[job.pk])) for job in _jobs(request, desk)[:LATEST]],
        }  # fmt: skip
        return render(request, "office/import_upload.html", context)

    return upload


def blank_view(desk: ImportDesk) -> View:
    """The workbook to fill in."""

    @requires(desk.permission)
    @require_GET
    def blank(request: HttpRequest) -> HttpResponse:
        name = f"{desk.title}.xlsx"
        return FileResponse(BytesIO(desk.blank()), as_attachment=True, filename=name, content_type=XLSX)

    return blank


def check_view(desk: ImportDesk) -> View:
    """How far a check or an import is; then its report, its changes, and the way on."""

    @requires(desk.permission)
    @require_GET
    def check(request: HttpRequest, pk: int) -> HttpResponse:
        job = get_object_or_404(_jobs(request, desk), pk=pk)
        context = {**_words(desk), "card": job_card(job, now=clock.now()), "is_done": job.state == JobState.DONE}
        if job.state == JobState.DONE:
            context["figures"] = _figures(job.outcome, desk.measure)
        if job.kind == desk.check_kind and job.state == JobState.DONE:
            context |= _report(request, job) | {"import_url": reverse(f"{desk.route}_import", args=[job.pk])}
        return render(request, "office/import_check.html", context)

    return check


def import_view(desk: ImportDesk) -> View:
    """Set the import of a checked workbook going; a second press finds the first one's."""

    @requires(desk.permission)
    @require_POST
    def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
        check = get_object_or_404(_jobs(request, desk), pk=pk)
        if check.kind != desk.check_kind or check.state != JobState.DONE or check.outcome[ERRORS]:
            raise PermissionDenied(f"这份{desk.noun}还没有核对通过，不能导入。")
        running = Job.objects.visible_to(request.user).filter(kind=desk.import_kind, params__check=check.pk)
        job = running.exclude(state__in=UNDONE).first()
        if job is None:
            params = {**check.params, "check": check.pk, "fingerprint": kept_plan(check.outcome[PLAN])["fingerprint"]}
            job = jobs.submit(desk.import_kind, params, user=request.user, at=clock.now())
            enqueue(job)
        return lead_to(request, f"{desk.route}_check", job.pk)

    return carry_out


def _words(desk: ImportDesk) -> dict[str, Any]:
    """What the pages print of the desk."""
    return {
        "desk": desk, "home_url": reverse(desk.home[0]), "home_label": desk.home[1],
        "upload_url": reverse(f"{desk.route}_upload"), "blank_url": reverse(f"{desk.route}_blank"),
    }  # fmt: skip


def _jobs(request: HttpRequest, desk: ImportDesk) -> Any:
    return Job.objects.visible_to(request.user).filter(kind__in=(desk.check_kind, desk.import_kind))


def _figures(outcome: dict[str, Any], measure: str) -> list[dict[str, Any]]:
    units = {ROWS: "行", ERRORS: "处", WARNINGS: "处", CREATED: measure, CHANGED: measure, UNCHANGED: measure}
    labels = (ROWS, ERRORS, WARNINGS) if outcome[ERRORS] else (ROWS, CREATED, CHANGED, UNCHANGED)
    return [{"label": label, "value": outcome[label], "unit": units[label]} for label in labels]


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
