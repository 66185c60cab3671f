"""Papers out: the annex form and the summary table, as the person's scope allows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from office.documents import render_batch, render_pdf
from office.doors import pdf, workbook
from vitality.forms.printing import CopyForm
from vitality.kinds import AnnexForm
from vitality.models import Application, Batch
from vitality.selectors.annex_papers import copies_of, number_of, printable, with_paper_facts
from vitality.selectors.summaries import batch_summary


@require_GET
def application_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The annex form as PDF: one sheet, one holder's copy, or all copies (`?copy=0`); `?save=1` downloads it."""
    application = get_object_or_404(with_paper_facts(Application.objects.visible_to(request.user)), pk=pk)
    asked = CopyForm(request.GET, form=AnnexForm(application.form), has_plain=True)
    if not asked.is_valid():
        raise Http404
    content = render_batch(printable(copies_of(application, asked.cleaned_data["copy"])))
    name = f"{AnnexForm(application.form).label}_{application.unit_name}_{number_of(application)}"
    return pdf(content, title=name, as_attachment="save" in request.GET)


@require_GET
def batch_summary_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The summary table of a batch on screen, and the way to its workbook, its paper and its package."""
    batch = _batch(request, pk)
    summary = batch_summary(batch)
    context = {"batch": batch, "summary": summary, "table": summary.table.whole(summary.rows)}
    if summary.rows:
        context["copies"] = CopyForm(form=AnnexForm(summary.rows[0].application.form))
    return render(request, "vitality/summary_detail.html", context)


@require_GET
def batch_summary_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook."""
    summary = batch_summary(_batch(request, pk))
    note = f"填报单位：{summary.batch.superior}　{summary.note}"
    return workbook(summary.table, summary.rows, title=f"{summary.batch}汇总表", note=note)


@require_GET
def batch_summary_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper, with the place for the seal."""
    summary = batch_summary(_batch(request, pk))
    return pdf(render_pdf(*summary.paper), title=f"{summary.batch}汇总表", as_attachment="save" in request.GET)


def _batch(request: HttpRequest, pk: int) -> Batch:
    batches = Batch.objects.visible_to(request.user).select_related("superior", "round", "filed_by")
    return get_object_or_404(batches, pk=pk)
