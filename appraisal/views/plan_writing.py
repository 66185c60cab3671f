"""Writing a plan: its lines as a table, saved by hand and by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from appraisal.forms.plans import LINE_FIELDS, PlanForm, key_of
from appraisal.kinds import PlanState
from appraisal.models import AnnualPlan, PlanItem
from appraisal.selectors.plans import item_words, ordered_items, whole_verdict
from appraisal.services.plans import PlanConflict, add_item, remove_item, save_plan
from appraisal.views.plan_finding import found_plan
from appraisal.views.plans import WRITE
from office import clock
from office.forms import complaints_of
from office.refusals import Refused
from office.typed import number, version_seen


@dataclass(frozen=True)
class Line:
    """A line of the form; `boxes` is empty where the line is confirmed and closed."""

    item: PlanItem
    boxes: dict[str, BoundField]


@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """All lines with inputs in their cells."""
    plan = found_plan(request, pk, WRITE)
    if request.method == "POST":
        return _saved(request, plan)
    if plan.state == PlanState.IMPLEMENTED:
        messages.info(request, "计划已由上级工会确认落实，不能再改。")
        return redirect(plan)
    return _page(request, plan, PlanForm(items=ordered_items(plan)))


@require_POST
def plan_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was typed so far; the answer tells the page its new version."""
    plan = found_plan(request, pk, WRITE)
    form, at = _typed(request, plan), clock.now()
    try:
        saved = save_plan(plan=plan, words=form.words, revision=version_seen(request), user=request.user, at=at)
    except PlanConflict as conflict:
        return JsonResponse({"sentence": conflict.sentence}, status=409)
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=422)
    return JsonResponse({"version": str(saved.revision), "saved_at": f"{at:%H:%M}", "unread": complaints_of(form)})


def _typed(request: HttpRequest, plan: AnnualPlan) -> PlanForm:
    form = PlanForm(request.POST, items=ordered_items(plan))
    form.is_valid()
    return form


def _saved(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    """Save, then do what the pressed button asks: add a line, take one off, or leave."""
    form, user, at, context = _typed(request, plan), request.user, clock.now(), {}
    try:
        save_plan(plan=plan, words=form.words, revision=version_seen(request), user=user, at=at)
        if not form.errors and "add" in request.POST:
            add_item(plan=plan, user=user, at=at)
        if not form.errors and "remove" in request.POST:
            remove_item(plan=plan, key=number(request.POST["remove"]), user=user, at=at)
    except PlanConflict as conflict:
        context = {"refusal": conflict, "conflict": _differences(conflict.current, form)}
    except Refused as refusal:
        context = {"refusal": refusal}
    else:
        if not form.errors:
            messages.success(request, "已保存。")
            return redirect("appraisal:plan_detail" if "done" in request.POST else "appraisal:plan_edit", plan.pk)
    current = found_plan(request, plan.pk, WRITE)
    return _page(request, current, form, status=409 if context else 422, **context)


def _differences(current: AnnualPlan, form: PlanForm) -> list[dict[str, Any]]:
    """Where what was just typed is not what somebody else has saved; rows of `components/compare.html`."""
    saved = {item.pk: item_words(item) for item in current.items.all()}
    return [
        {"label": form.fields[f"item-{key}-{name}"].label, "before": saved[key][name],
         "after": str(value or ""), "is_changed": True}
        for key, words in form.words.items()
        for name, value in words.items()
        if key in saved and saved[key][name] != str(value or "")
    ]  # fmt: skip


def _page(request: HttpRequest, plan: AnnualPlan, form: PlanForm, *, status: int = 200, **context: Any) -> HttpResponse:
    lines = []
    for item in ordered_items(plan):
        boxes = {name: form[key_of(item, name)] for name in LINE_FIELDS if key_of(item, name) in form.fields}
        lines.append(Line(item, boxes))
    context |= {
        "plan": plan, "state": PlanState(plan.state), "form": form, "lines": lines,
        "reasons": whole_verdict(plan).reasons,
    }  # fmt: skip
    return render(request, "appraisal/plan_form.html", context, status=status)
