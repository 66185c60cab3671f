"""Releases: the list with steps for many at once, one release with its steps, and the notice of payment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from funding.forms.releases import PaymentForm, ReleaseFilter
from funding.kinds import ReleaseState, Scheme, TrancheKind
from funding.models import LedgerEntry, Tranche
from funding.selectors.desk_figures import waiting_releases
from funding.selectors.ledger import entries_seen
from funding.selectors.papers import notice_paper, sealed_reasons
from funding.selectors.years import years_shown
from funding.services.tranche_flow import TRANCHE_FLOW
from funding.services.tranches import BATCH_STEPS, move_tranche, move_tranches, preflight
from funding.tables import OF_RELEASE, RELEASES
from funding.tasks import COMPUTE
from funding.views.finding import found_year
from funding.views.plan import READ
from funding.views.step_words import PAID, TRANCHE_WORDS
from office import clock, events, jobs
from office.documents import render_pdf
from office.doors import chips, lead_to, pdf, requires, workbook
from office.refusals import Refused
from office.steps import Attempt, is_done_already, obstacle_rows, step_buttons
from office.tasks import enqueue
from office.typed import number
from office.workflow import Act

ASKED_STATE = {"propose": ReleaseState.DUE, "approve": ReleaseState.PROPOSED}


@require_GET
@requires(READ)
def release_list(request: HttpRequest) -> HttpResponse:
    """What became due and how far it is; those who propose or approve can do so for many rows at once."""
    filters, tranches = _filtered(request)
    context = {
        "filters": filters,
        "chips": chips(request, filters),
        "waiting": waiting_releases(request.user),
        "table": RELEASES.page(tranches, request.GET),
        "actions": _bulk_actions(request),
        "may_compute": request.user.has_perm("funding.compute"),
        "year": clock.today().year,
    }
    return render(request, "funding/release_list.html", context)


@require_GET
@requires(READ)
def release_workbook(request: HttpRequest) -> HttpResponse:
    """The same list, whole."""
    _, tranches = _filtered(request)
    note = f"{request.user.post.union}，{clock.today()}，单位：元"
    return workbook(RELEASES, RELEASES.sorted(tranches, request.GET), title="项目经费拨付", note=note)


@require_POST
@requires("funding.compute")
def compute_start(request: HttpRequest) -> HttpResponse:
    """Compute what is due in a year, as a job."""
    year = found_year(number(request.POST.get("year")))
    job = jobs.submit(COMPUTE, {"year": year}, user=request.user, at=clock.now())
    enqueue(job)
    return redirect("office:job_detail", job.pk)


@require_POST
@requires(READ)
def release_batch(request: HttpRequest, step: str) -> HttpResponse:
    """First what can be done and what cannot, and why; once that is confirmed, the step for all that can."""
    if step not in BATCH_STEPS:
        raise Http404
    if not request.user.has_perm(TRANCHE_FLOW.transitions[step].permission):
        raise PermissionDenied
    chosen = _chosen(request)
    if request.POST.get("confirmed"):
        return _batch_done(request, chosen, step)
    found = preflight(tranches=chosen.order_by("pk"), step=step, user=request.user, at=clock.now())
    if not found.count:
        messages.warning(request, "没有选中任何款项。")
        return redirect("funding:release_list")
    context = {
        "step": TRANCHE_FLOW.transitions[step],
        "found": found,
        "total": sum((each.amount for each in found.able), start=0),
        "unable": [(each, [str(reason) for reason in reasons]) for each, reasons in found.unable],
    }
    return render(request, "funding/release_batch.html", context)


@require_GET
@requires(READ)
def tranche_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One release: its basis, its steps, its entries in the ledger."""
    return _page(request, _found(request, pk))


@require_POST
@requires(READ)
def tranche_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; refused, the page comes back with everything as typed."""
    tranche = _found(request, pk)
    if step not in TRANCHE_WORDS:
        raise Http404
    comment = request.POST.get("comment", "")
    try:
        move_tranche(tranche=tranche, transition=step, user=request.user, at=clock.now(), comment=comment)
    except Refused as refusal:
        if is_done_already(TRANCHE_FLOW, tranche, step):
            messages.info(request, f"“{TRANCHE_FLOW.transitions[step].label}”已经办理过了。")
            return redirect(tranche)
        return _page(request, _found(request, pk), attempt=Attempt(step, refusal, comment))
    messages.success(request, TRANCHE_WORDS[step].done)
    return lead_to(request, tranche)


@require_POST
@requires("funding.pay")
def tranche_pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a payment with its voucher."""
    tranche, form = _found(request, pk), PaymentForm(request.POST)
    done = form.attempt(
        lambda: move_tranche(tranche=tranche, transition="pay", user=request.user, at=clock.now(), **form.cleaned_data)
    )
    if done:
        messages.success(request, PAID)
        return lead_to(request, tranche)
    if is_done_already(TRANCHE_FLOW, tranche, "pay"):
        messages.info(request, "这笔款项已经登记拨付。")
        return redirect(tranche)
    return _page(request, _found(request, pk), payment=form)


@require_GET
@requires(READ)
def tranche_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """拨付通知 of a paid tranche."""
    tranche = _found(request, pk)
    if tranche.state != ReleaseState.PAID:
        raise Http404
    address = request.build_absolute_uri(tranche.get_absolute_url())
    return pdf(render_pdf(*notice_paper(tranche, address)), title=f"拨付通知{tranche.voucher_number}")


def _filtered(request: HttpRequest) -> tuple[ReleaseFilter, QuerySet[Tranche]]:
    years = [(str(year), f"{year} 年") for year in years_shown(clock.today())]
    filters = ReleaseFilter(request.GET, year=years)
    return filters, filters.applied_to(_seen(request))


def _seen(request: HttpRequest) -> QuerySet[Tranche]:
    related = ("union__superior", "proposed_by", "approved_by", "paid_by", "ended_by")
    return Tranche.objects.visible_to(request.user).select_related(*related)


def _found(request: HttpRequest, pk: int) -> Tranche:
    return get_object_or_404(_seen(request), pk=pk)


def _chosen(request: HttpRequest) -> QuerySet[Tranche]:
    keys = [number(typed) for typed in request.POST.getlist("selected")]
    return Tranche.objects.visible_to(request.user).select_related("union").filter(pk__in=keys)


def _batch_done(request: HttpRequest, chosen: QuerySet[Tranche], step: str) -> HttpResponse:
    try:
        done = move_tranches(tranches=chosen, step=step, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"已{BATCH_STEPS[step]} {len(done.able)} 项。")
        if done.unable:
            messages.warning(request, done.sentence)
    return redirect(f"{reverse('funding:release_list')}?state={ASKED_STATE[step].value}")


def _bulk_actions(request: HttpRequest) -> list[dict[str, str]]:
    """The steps this person may take for many rows; each button names its own address by `formaction`."""
    return [
        {"name": "step", "value": step, "label": f"{verb}选中的", "url": reverse("funding:release_batch", args=[step])}
        for step, verb in BATCH_STEPS.items()
        if request.user.has_perm(TRANCHE_FLOW.transitions[step].permission)
    ]


def _page(
    request: HttpRequest, tranche: Tranche, *, attempt: Attempt | None = None, payment: PaymentForm | None = None
) -> HttpResponse:
    offers = {each.transition.name: each for each in TRANCHE_FLOW.offers(tranche, Act(request.user, clock.now()))}
    pay = offers.get("pay")
    context = {
        "tranche": tranche,
        "state": ReleaseState(tranche.state),
        "scheme": Scheme(tranche.scheme),
        "kind": TrancheKind(tranche.kind),
        "reasons": sealed_reasons(tranche),
        "steps": step_buttons(request, TRANCHE_FLOW, tranche, "funding:tranche_step", TRANCHE_WORDS, attempt),
        "attempt": attempt,
        "pay": pay,
        "pay_obstacles": obstacle_rows(pay) if pay else [],
        "payment": payment or PaymentForm(initial={"paid_on": clock.today()}),
        "error_form": payment,
        "entries": OF_RELEASE.whole(_entries(request, tranche)),
        "events": events.timeline(tranche),
        "facts": _facts(tranche),
    }
    status = 422 if payment else 409 if attempt else 200
    return render(request, "funding/tranche_detail.html", context, status=status)


def _entries(request: HttpRequest, tranche: Tranche) -> QuerySet[LedgerEntry]:
    return entries_seen(request.user).filter(tranche=tranche).order_by("number")


def _facts(tranche: Tranche) -> list[dict[str, Any]]:
    """Who did what when."""
    return [
        {"label": "计算", "value": tranche.computed_at.astimezone(clock.now().tzinfo).strftime("%Y-%m-%d %H:%M")},
        {"label": "提请", "value": _who(tranche.proposed_by, tranche.proposed_at)},
        {"label": "批准", "value": _who(tranche.approved_by, tranche.approved_at)},
        {"label": "拨付日期", "value": tranche.paid_on and f"{tranche.paid_on:%Y-%m-%d}"},
        {"label": "凭证号", "value": tranche.voucher_number},
        {"label": "银行回单号", "value": tranche.bank_reference},
        {"label": "登记拨付", "value": _who(tranche.paid_by, tranche.paid_at)},
        {"label": "终止", "value": tranche.end_reason, "wide": True},
    ]


def _who(user: Any, at: Any) -> str:
    return f"{user} {at.astimezone(clock.now().tzinfo):%Y-%m-%d}" if user and at else ""
