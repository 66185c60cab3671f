"""The yearly audit: what is to be signed, what was found, and how it was mended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.forms.accounts import MOST_FINDINGS, SignOffForm
from funding.kinds import FindingState, FundSource
from funding.models import AuditFinding, AuditSignOff
from funding.selectors.accounts import audits_seen, entries_of_year, spent_by_category, waiting_audits
from funding.selectors.balances import statements_of
from funding.services.audits import FINDING_FLOW, move_finding, sign_off
from funding.tables import AUDITS, SPENDING, WAITING_AUDITS
from funding.views.finding import found_union, found_year
from funding.views.plan import READ
from funding.views.step_words import FINDING_WORDS
from office import clock, events
from office.doors import lead_to, requires
from office.refusals import Refused
from office.steps import Attempt, is_done_already, step_buttons


@require_GET
@requires(READ)
def audit_list(request: HttpRequest) -> HttpResponse:
    """What was signed; for auditors also what is still to be signed."""
    may_audit, today = request.user.has_perm("funding.audit"), clock.today()
    waiting = waiting_audits(request.user, today) if may_audit else []
    table = AUDITS.page(audits_seen(request.user), request.GET)
    context = {"table": table, "waiting": WAITING_AUDITS.whole(waiting), "may_audit": may_audit}
    return render(request, "funding/audit_list.html", context)


@require_http_methods(["GET", "POST"])
@requires("funding.audit")
def audit_sign(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The year to be signed with its figures and entries; refused, everything typed stands on the page."""
    union = found_union(request, pk)
    if not request.user.has_perm("funding.audit", union):
        raise PermissionDenied
    form = SignOffForm(request.POST if request.method == "POST" else None, today=clock.today())
    signed: list[AuditSignOff] = []

    def act() -> None:
        signed.append(
            sign_off(
                union=union, year=found_year(year), opinion=form.cleaned_data["opinion"], findings=form.findings,
                user=request.user, at=clock.now(),
            )
        )  # fmt: skip

    if request.method == "POST" and form.attempt(act):
        messages.success(request, f"{signed[0]}已完成，该年度不再接受登记。")
        return lead_to(request, signed[0])
    entries = entries_of_year(union, found_year(year))
    context = {
        "union": union,
        "year": year,
        "form": form,
        "finding_fields": [(form[f"text_{each}"], form[f"due_{each}"]) for each in range(1, MOST_FINDINGS + 1)],
        "statements": statements_of(union, year),
        "spent": spent_by_category(entries),
        "table": SPENDING.whole(entries),
    }
    return render(request, "funding/audit_sign.html", context, status=422 if form.errors else 200)


@require_GET
@requires(READ)
def audit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One sign-off with its findings."""
    return _page(request, _found(request, pk))


@require_POST
@requires(READ)
def finding_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of a finding; refused, the page comes back with everything as typed."""
    seen = AuditFinding.objects.visible_to(request.user).select_related("sign_off__union")
    finding = get_object_or_404(seen, pk=pk)
    if step not in FINDING_WORDS:
        raise Http404
    comment = request.POST.get("comment", "")
    try:
        move_finding(finding=finding, transition=step, user=request.user, at=clock.now(), comment=comment)
    except Refused as refusal:
        if is_done_already(FINDING_FLOW, finding, step):
            messages.info(request, f"“{FINDING_FLOW.transitions[step].label}”已经办理过了。")
            return redirect(finding)
        sign = _found(request, finding.sign_off_id)
        return _page(request, sign, tried=finding, attempt=Attempt(step, refusal, comment))
    messages.success(request, FINDING_WORDS[step].done)
    return lead_to(request, finding)


def _found(request: HttpRequest, pk: int) -> AuditSignOff:
    return get_object_or_404(audits_seen(request.user), pk=pk)


def _page(
    request: HttpRequest, signed: AuditSignOff, *, tried: AuditFinding | None = None, attempt: Attempt | None = None
) -> HttpResponse:
    findings = AuditFinding.objects.filter(sign_off=signed).select_related("sign_off__union", "answered_by")
    context = {
        "signed": signed,
        "figures": _figures(signed),
        "findings": [_finding(request, each, attempt if tried == each else None) for each in findings],
        "attempt": attempt,
        "events": events.timeline(signed),
    }
    return render(request, "funding/audit_detail.html", context, status=409 if attempt else 200)


def _finding(request: HttpRequest, finding: AuditFinding, attempt: Attempt | None) -> dict[str, Any]:
    state = FindingState(finding.state)
    return {
        "finding": finding,
        "state": state,
        "days_left": None if state.is_final else (finding.due_on - clock.today()).days,
        "steps": step_buttons(request, FINDING_FLOW, finding, "funding:finding_step", FINDING_WORDS, attempt),
        "events": events.timeline(finding),
    }


def _figures(signed: AuditSignOff) -> list[dict[str, Any]]:
    """The sealed figures by source."""
    return [{"source": FundSource(source), **figures} for source, figures in signed.figures.items()]
