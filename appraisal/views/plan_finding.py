"""What the pages of plans share: the plan and its lines within the person's scope."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from appraisal.kinds import ObservationState, PlanState
from appraisal.models import AnnualPlan, PlanItem


def found_plan(request: HttpRequest, pk: int, permission: str = "") -> AnnualPlan:
    """The plan if it lies in the person's scope, else 404; in scope without the verb 403."""
    plans = AnnualPlan.objects.visible_to(request.user).select_related("union__superior").prefetch_related("items")
    plan = get_object_or_404(plans, pk=pk)
    if permission and not request.user.has_perm(permission, plan):
        raise PermissionDenied
    return plan


def found_item(request: HttpRequest, pk: int, key: int, permission: str) -> PlanItem:
    """A line of a plan, for a person with the verb."""
    plan = found_plan(request, pk, permission)
    item = get_object_or_404(PlanItem.objects.visible_to(request.user).filter(plan=plan), pk=key)
    item.plan = plan
    return item


def plan_frame(plan: AnnualPlan, active: str) -> dict[str, Any]:
    """What every page of a plan shows around its content."""
    waiting = plan.observations.filter(state=ObservationState.WAITING).count()
    tabs = [
        {"key": "plan", "label": "计划", "url": plan.get_absolute_url()},
        {"key": "observations", "label": "会员意见", "url": reverse("appraisal:observation_list", args=[plan.pk]),
         "count": waiting or None},
        {"key": "history", "label": "修改记录", "url": reverse("appraisal:plan_history", args=[plan.pk])},
    ]  # fmt: skip
    for tab in tabs:
        tab["active"] = tab["key"] == active
    return {"plan": plan, "state": PlanState(plan.state), "tabs": tabs}
