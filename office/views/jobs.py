"""Long work: what I started, how far it is, what came out of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from office import clock, jobs
from office.doors import is_background
from office.downloads import download
from office.models import Job
from office.refusals import Refused
from office.selectors import JobCard, job_card
from office.tasks import enqueue

PER_PAGE = 20


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """My jobs, the latest first."""
    page = Paginator(Job.objects.visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    cards = [job_card(job, now=clock.now()) for job in page]
    return render(request, "office/job_list.html", {"page_title": "我的任务", "cards": cards, "page": page})


@require_GET
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: its progress while it runs, its outcome afterwards; or the page its app has for it."""
    card = _card(request, pk)
    if own_page := jobs.page_of(card.job):
        return redirect(own_page, pk)
    return render(request, "office/job_detail.html", {"page_title": card.job.label, "card": card})


@require_GET
@is_background
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, as the page asks for it every second; once it is over, the whole page is asked for anew."""
    card = _card(request, pk)
    answer = render(request, "office/_job_progress.html", {"card": card, "is_line": "line" in request.GET})
    if card.is_final:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a job to stop."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if jobs.cancel(job, at=clock.now()):
        messages.success(request, "已要求取消；正在进行的一步完成后停止，不写入任何内容。")
    else:
        messages.info(request, "任务已经结束，不能取消。")
    return redirect("office:job_detail", pk)


@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Do again what failed, was cancelled or got lost."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        again = jobs.retry(job, at=clock.now())
    except Refused as refusal:
        messages.info(request, refusal.sentence)
        return redirect("office:job_detail", pk)
    enqueue(again)
    messages.success(request, "已按原来的内容重新提交。")
    return redirect("office:job_detail", again.pk)


@require_GET
def job_result(request: HttpRequest, pk: int) -> FileResponse:
    """The file a job made, for the one who started it in a post still held, as long as it is kept."""
    job = get_object_or_404(Job.objects.visible_to(request.user).select_related("result"), pk=pk)
    if job.result is None or job.expires_at <= clock.now():
        raise Http404
    return download(job.result, job.result_name)


def _card(request: HttpRequest, pk: int) -> JobCard:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return job_card(job, now=clock.now())
