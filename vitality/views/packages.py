"""Long papers, made in the background: a batch's package, and all forms for the province."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from office import clock, jobs
from office.doors import requires
from office.tasks import enqueue
from vitality.forms.printing import CopyForm
from vitality.kinds import AnnexForm
from vitality.models import Batch, Round
from vitality.selectors.batches import applications_of
from vitality.tasks import BATCH_PACKAGE, PROVINCE_FORMS


@require_POST
def batch_package(request: HttpRequest, pk: int) -> HttpResponse:
    """Start packing a batch; the job's page shows the progress and gives the zip."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    first = applications_of(batch).first()
    asked = CopyForm(request.POST, form=AnnexForm(first.form) if first else AnnexForm.ANNEX_1)
    if first is None or not asked.is_valid():
        messages.error(request, "这一批次还没有申报表。" if first is None else "请选择要打包的份数。")
        return redirect("vitality:batch_summary", pk)
    return _started(request, BATCH_PACKAGE, {"batch": batch.pk, "copy": asked.cleaned_data["copy"]})


@require_POST
@requires("vitality.record_province")
def province_package(request: HttpRequest, pk: int) -> HttpResponse:
    """Start printing all forms that go to the province."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    asked = CopyForm(request.POST, form=AnnexForm.ANNEX_1)
    if not asked.is_valid():
        messages.error(request, "请选择要排印的份数。")
        return redirect("vitality:province_detail")
    return _started(request, PROVINCE_FORMS, {"round": round.pk, "copy": asked.cleaned_data["copy"]})


def _started(request: HttpRequest, kind: str, params: dict[str, Any]) -> HttpResponse:
    job = jobs.submit(kind, params, user=request.user, at=clock.now())
    enqueue(job)
    return redirect("office:job_detail", job.pk)
