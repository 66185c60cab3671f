"""The batch: what stands in it, what it still lacks, and its filing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from office import clock, events
from office.doors import lead_to
from office.refusals import Refused
from office.steps import Attempt, step_buttons
from vitality.kinds import ApplicationState, BatchState
from vitality.models import Application, Batch
from vitality.rules.eligibility import is_late
from vitality.selectors.batches import batch_content
from vitality.services.batches import BATCH_FLOW, file_batch
from vitality.views.round_sides import days_left
from vitality.views.step_words import BATCH_STEPS
from vitality.views.tables import entries_table


def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch with its forms, its quota as it stands, and the filing once it was filed."""
    return _page(request, _found(request, pk))


def batch_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """File the batch; a second press finds it filed and says by whom."""
    batch = _found(request, pk)
    if step not in BATCH_STEPS:
        raise Http404
    if request.method != "POST":
        return redirect(batch)
    try:
        filed = file_batch(batch=batch, user=request.user, at=clock.now())
    except Refused as refusal:
        if any(reason.code == "nothing_to_file" for reason in refusal.reasons):
            messages.info(request, f"{refusal.reasons[0].shown}。")
            return lead_to(request, batch)
        return _page(request, _found(request, pk), Attempt(step, refusal))
    late = "，已标注逾期" if filed.is_late else ""
    messages.success(request, f"已申报市总{late}。")
    return lead_to(request, filed)


def _found(request: HttpRequest, pk: int) -> Batch:
    batches = Batch.objects.visible_to(request.user).select_related("round", "superior", "filed_by")
    return get_object_or_404(batches, pk=pk)


def _page(request: HttpRequest, batch: Batch, attempt: Attempt | None = None) -> HttpResponse:
    content, today = batch_content(batch), clock.today()
    context = {
        "batch": batch,
        "round": batch.round,
        "content": content,
        "state": BatchState(batch.state),
        "table": entries_table(request.user).whole(content.entries),
        "gone": Application.objects.filter(batch=batch, state__in=_gone_states(), origin=None).select_related("unit"),
        "days_left": days_left(batch.round.due_on) if batch.state == BatchState.DRAFT else None,
        "would_be_late": batch.filed_at is None and is_late(today, batch.round.due_on),
        "may_pick": batch.round.is_open and request.user.has_perm("vitality.file_batch", batch),
        "steps": step_buttons(request, BATCH_FLOW, batch, "vitality:batch_step", BATCH_STEPS, attempt),
        "attempt": attempt,
        "events": events.timeline(batch),
    }
    return render(request, "vitality/batch_detail.html", context, status=409 if attempt else 200)


def _gone_states() -> list[ApplicationState]:
    """The states of forms that do not fill a place any more."""
    return [state for state in ApplicationState if not state.counts_in_quota]
