"""The roster import in the browser: upload, report by cell, preview of changes, confirmation, result."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from office import clock, files, jobs
from office.doors import is_background, lead_to, requires
from office.kinds import JobState
from office.models import Job
from office.spreadsheets.safety import MAX_FILE_BYTES
from office.tables.pages import page_links, page_url
from office.tasks import enqueue
from unions.forms.roster import RosterForm
from unions.services.roster import blank_roster
from unions.services.roster.sheet import GUIDANCE
from unions.tasks import CHECK, IMPORT, XLSX, kept_plan

PER_PAGE = 50
LATEST = 10


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
    context = {"job": job, "progress": _progress(job), "is_import": job.kind == IMPORT}
    if job.kind == IMPORT and job.state == JobState.DONE:
        context |= {"done_words": _done_words(job), "list_url": reverse("unions:union_list")}
    if job.kind == CHECK and job.state == JobState.DONE:
        context |= _report(request, job)
    return render(request, "unions/roster_check.html", context)


@is_background
@requires("unions.import_roster")
def roster_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone; once the work is over, the whole page again."""
    job = _job(request, pk)
    if JobState(job.state).is_final:
        return HttpResponseClientRefresh()
    return render(request, "components/progress.html", _progress(job))


@requires("unions.import_roster")
def roster_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report by cell as a workbook."""
    job = _job(request, pk)
    if not job.result:
        raise Http404
    return FileResponse(
        files.path_of(job.result.sha256).open("rb"), as_attachment=True, filename=job.result_name,
        content_type=job.result.media_type,
    )  # fmt: skip


@require_POST
@requires("unions.import_roster")
def roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the import of a checked workbook going; a second press finds the first one's."""
    check = _job(request, pk)
    if check.kind != CHECK or check.state != JobState.DONE or check.outcome["error_count"]:
        raise PermissionDenied("这份名册还没有核对通过，不能导入。")
    running = Job.objects.visible_to(request.user).filter(kind=IMPORT, params__check=check.pk)
    job = running.exclude(state__in=(JobState.FAILED, JobState.CANCELLED, JobState.LOST)).first()
    if job is None:
        params = {**check.params, "check": check.pk, "fingerprint": check.outcome["fingerprint"]}
        job = jobs.submit(IMPORT, params, user=request.user, at=clock.now())
        enqueue(job)
    return lead_to(request, "unions:roster_check", job.pk)


def _done_words(job: Job) -> str:
    counts = job.outcome
    return f"新增 {counts['created']:,} 个，变更 {counts['changed']:,} 个，未变 {counts['unchanged']:,} 个。"


def _job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).filter(kind__in=(CHECK, IMPORT)), pk=pk)


def _progress(job: Job) -> dict[str, Any]:
    state = JobState(job.state)
    return {
        "key": f"job_{job.pk}",
        "label": f"{job.label}：{job.params['name']}",
        "state": {"label": state.label, "tone": TONES.get(state, "neutral")},
        "is_final": state.is_final,
        "done_count": job.done_count,
        "total_count": job.total_count,
        "message": job.message,
        "poll_url": reverse("unions:roster_progress", args=[job.pk]),
        "reload_url": reverse("unions:roster_check", args=[job.pk]),
    }


TONES = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.LOST: "bad",
}


def _report(request: HttpRequest, job: Job) -> dict[str, Any]:
    """The problems, or where no error stands in the way the changes; a page of either."""
    plan = kept_plan(job.outcome["plan"])
    shown = request.GET.get("show") or ("problems" if job.outcome["error_count"] else "changes")
    rows = plan["problems"] if shown == "problems" else plan["lines"]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {"shown": shown, "page": page, "pages": _pages(request, page), "plan": plan}


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
