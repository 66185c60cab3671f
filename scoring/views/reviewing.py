"""The review grid: all unions against the items of a department, or all items for the leading group."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from office import clock
from office.doors import requires
from office.refusals import Refused
from office.typed import number
from scoring.kinds import AssessmentState, Stage
from scoring.models import Assessment
from scoring.rules.silence import when_silent
from scoring.selectors.grid import review_grid
from scoring.services.reviews import accept_items
from scoring.views.finding import found_assessment


def stage_of(request: HttpRequest) -> Stage:
    """The column a person reviews in: the final one for the leading group, else the department's.

    Raises:
        PermissionDenied: one who reviews nothing.
    """
    if request.user.has_perm("scoring.decide"):
        return Stage.FINAL
    if request.user.has_perm("scoring.review"):
        return Stage.DEPARTMENT
    raise PermissionDenied


@require_GET
@requires("scoring.read_all")
def review_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid of a year."""
    return _page(request, found_assessment(request, pk))


@require_POST
@requires("scoring.read_all")
def review_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the ticked items as the values give them."""
    assessment, stage = found_assessment(request, pk), stage_of(request)
    chosen = [_pair(word) for word in request.POST.getlist("selected")]
    try:
        count = accept_items(assessment=assessment, chosen=chosen, stage=stage, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"已认可 {count} 项。" if count else "没有选中未审核的项目。")
    return redirect("scoring:review_list", assessment.pk)


def _pair(word: str) -> tuple[int, int]:
    """Card and item as a cell's box names them; a pair that fits nothing for anything else."""
    card, _, item = word.partition("-")
    return number(card), number(item)


def _page(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    stage, state = stage_of(request), AssessmentState(assessment.state)
    context = {
        "assessment": assessment,
        "stage": stage,
        "grid": review_grid(assessment, request.user, stage),
        "is_open": state.takes(stage),
        "silence": when_silent(state) if state.takes(stage) else "",
    }
    return render(request, "scoring/review_list.html", context)
