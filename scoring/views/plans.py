"""The work plans of the assessed unions (SA 三1)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from office import clock, events
from office.doors import lead_to, requires
from office.refusals import Refused
from office.typed import version_seen
from scoring.forms.plans import WorkPlanForm
from scoring.forms.reviewing import YearForm
from scoring.models import WorkPlan
from scoring.services.work_plans import open_plan, save_plan


@require_GET
@requires("scoring.read_cards")
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans in the person's scope, and the way to begin one."""
    return _list_page(request, YearForm(initial={"year": clock.today().year}))


@require_POST
@requires("scoring.fill_cards")
def plan_open(request: HttpRequest) -> HttpResponse:
    """Begin the own union's plan of a year, or go on with it."""
    form = YearForm(request.POST)
    if not form.is_valid():
        return _list_page(request, form, status=422)
    union = request.user.post.union
    plan = open_plan(union=union, year=form.cleaned_data["year"], user=request.user, at=clock.now())
    return lead_to(request, "scoring:plan_edit", plan.pk)


@require_GET
@requires("scoring.read_cards")
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan."""
    plan = _found(request, pk)
    context = {
        "plan": plan, "tasks": plan.tasks.all(), "events": events.timeline(plan),
        "may_write": request.user.has_perm("scoring.write_plan", plan),
    }  # fmt: skip
    return render(request, "scoring/plan_detail.html", context)


@requires("scoring.read_cards")
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the plan; it is saved as it is typed."""
    plan = _writable(request, pk)
    form = WorkPlanForm(request.POST if request.method == "POST" else None, tasks=plan.tasks.all())
    if request.method != "POST":
        return render(request, "scoring/plan_form.html", {"plan": plan, "form": form})
    refusal = None
    if form.is_valid():
        seen, user, at = version_seen(request), request.user, clock.now()
        try:
            save_plan(plan=plan, words=form.words, revision=seen, user=user, at=at)
        except Refused as found:
            refusal = found
        else:
            messages.success(request, "已保存。")
            return redirect("scoring:plan_detail" if "done" in request.POST else "scoring:plan_edit", plan.pk)
    context = {"plan": plan, "form": form, "refusal": refusal}
    return render(request, "scoring/plan_form.html", context, status=409 if refusal else 422)


@require_POST
@requires("scoring.read_cards")
def plan_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was typed so far; the answer tells the page its new version."""
    plan = _writable(request, pk)
    form = WorkPlanForm(request.POST, tasks=plan.tasks.all())
    if not form.is_valid():
        return JsonResponse(
            {"sentence": " ".join(each for errors in form.errors.values() for each in errors)}, status=422
        )
    seen, user, at = version_seen(request), request.user, clock.now()
    try:
        saved = save_plan(plan=plan, words=form.words, revision=seen, user=user, at=at)
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=409)
    return JsonResponse({"version": str(saved.revision), "saved_at": f"{at:%H:%M}"})


def _list_page(request: HttpRequest, form: YearForm, *, status: int = 200) -> HttpResponse:
    context = {
        "plans": WorkPlan.objects.visible_to(request.user).select_related("union", "saved_by"),
        "form": form if request.user.has_perm("scoring.fill_cards") else None,
    }
    return render(request, "scoring/plan_list.html", context, status=status)


def _found(request: HttpRequest, pk: int) -> WorkPlan:
    return get_object_or_404(WorkPlan.objects.visible_to(request.user).select_related("union", "saved_by"), pk=pk)


def _writable(request: HttpRequest, pk: int) -> WorkPlan:
    plan = _found(request, pk)
    if not request.user.has_perm("scoring.write_plan", plan):
        raise PermissionDenied
    return plan
