"""Carrying a plan out: the briefing, the progress of a line, the superior union's confirmation line by line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from appraisal.forms.plans import BriefingForm, ProgressForm
from appraisal.kinds import BasicSystem, PlanState
from appraisal.models import PlanItem
from appraisal.selectors.plans import carried_out_verdict, ordered_items
from appraisal.services.plan_progress import (
    brief_plan,
    confirm_item,
    remove_evidence,
    report_progress,
    withdraw_confirmation,
)
from appraisal.views.plan_finding import found_item, found_plan, plan_frame
from appraisal.views.plans import CONFIRM, WRITE, detail_page
from office import clock
from office.evidence_panels import evidence_panel
from office.refusals import Refused
from office.typed import number


@require_POST
def plan_brief(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the plan was made known to the members."""
    plan = found_plan(request, pk, WRITE)
    form = BriefingForm(request.POST)
    if form.attempt(lambda: brief_plan(plan=plan, **form.cleaned_data, user=request.user, at=clock.now())):
        messages.success(request, "已登记通报。会员可以在公开页上看到计划、提出意见。")
        return redirect(plan)
    return detail_page(request, plan, briefing_form=form, status=422)


@require_POST
def item_progress(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """How far a line is, with the files sent along; or take one of its files off."""
    item = found_item(request, pk, key, WRITE)
    form = ProgressForm(request.POST)
    if form.attempt(lambda: _advance(request, item, form)):
        messages.success(request, f"“{item}”已更新。")
        return redirect(item)
    fault = "；".join(sentence for sentences in form.errors.values() for sentence in sentences)
    return detail_page(request, found_plan(request, pk), faults={item.pk: fault}, status=422)


def _advance(request: HttpRequest, item: PlanItem, form: ProgressForm) -> None:
    user, at, percent = request.user, clock.now(), form.cleaned_data["percent"]
    for upload in request.FILES.getlist("evidence") or [None]:
        report_progress(item=item, percent=percent, upload=upload, user=user, at=at)
    if "remove" in request.POST:
        remove_evidence(item=item, key=number(request.POST["remove"]), user=user, at=at)


@require_GET
def plan_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The superior union's page: every line with its evidence and the decision on it."""
    return _confirm_page(request, pk)


@require_POST
def item_confirm(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Confirm that a line is done."""
    item = found_item(request, pk, key, CONFIRM)
    try:
        plan = confirm_item(item=item, user=request.user, at=clock.now())
    except Refused as refusal:
        return _confirm_page(request, pk, refusal)
    whole = "；全部项目都已确认，计划已落实" if plan.state == PlanState.IMPLEMENTED else ""
    messages.success(request, f"已确认“{item}”落实{whole}。")
    return redirect("appraisal:plan_confirm", pk)


@require_POST
def item_withdraw(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Take a confirmation back, with the reason."""
    item = found_item(request, pk, key, CONFIRM)
    try:
        withdraw_confirmation(item=item, comment=request.POST.get("comment", ""), user=request.user, at=clock.now())
    except Refused as refusal:
        return _confirm_page(request, pk, refusal)
    messages.success(request, f"已撤销对“{item}”的确认。")
    return redirect("appraisal:plan_confirm", pk)


def _confirm_page(request: HttpRequest, pk: int, refusal: Refused | None = None) -> HttpResponse:
    plan = found_plan(request, pk, CONFIRM)
    lines = [
        {
            "item": item,
            "key": str(item.pk),
            "kind": BasicSystem(item.system).label if item.system else "自选项目（x）",
            "evidence": evidence_panel(item, is_open=False),
            "obstacles": _obstacles(item, plan.state),
        }
        for item in ordered_items(plan)
    ]
    context = {
        **plan_frame(plan, "plan"), "lines": lines, "reasons": carried_out_verdict(plan).reasons,
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "appraisal/plan_confirm.html", context, status=409 if refusal else 200)


def _obstacles(item: PlanItem, state: str) -> list[str]:
    """Why a line cannot be confirmed now."""
    if state == PlanState.DRAFT:
        return ["计划还没有向会员通报"]
    return [f"进度 {item.progress_percent}%，达到 100% 后才能确认"] if item.progress_percent < 100 else []
