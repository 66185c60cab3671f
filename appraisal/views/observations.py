"""Members' observations as the unit handles them: read, published or withheld, each answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from appraisal.forms.plans import AnswerForm
from appraisal.kinds import ObservationState
from appraisal.models import Observation
from appraisal.services.observations import answer_observation
from appraisal.views.plan_finding import found_plan, plan_frame
from office import clock

MODERATE = "appraisal.moderate_observation"


@require_GET
def observation_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every observation of a plan; what waits stands first."""
    return _page(request, pk)


@require_POST
def observation_answer(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Publish or withhold one, with the answer."""
    plan = found_plan(request, pk, MODERATE)
    observation = get_object_or_404(plan.observations, pk=key)
    form = AnswerForm(request.POST, prefix=_prefix(observation))
    if form.attempt(
        lambda: answer_observation(
            observation=observation,
            state=ObservationState(form.cleaned_data["state"]),
            answer=form.cleaned_data["answer"],
            user=request.user,
            at=clock.now(),
        )
    ):
        messages.success(request, "已答复。")
        return redirect("appraisal:observation_list", plan.pk)
    return _page(request, pk, {observation.pk: form}, status=422)


def _prefix(observation: Observation) -> str:
    return f"answer-{observation.pk}"


def _page(
    request: HttpRequest, pk: int, tried: dict[int, AnswerForm] | None = None, *, status: int = 200
) -> HttpResponse:
    plan = found_plan(request, pk)
    may_answer = request.user.has_perm(MODERATE, plan)
    rows = [
        _row(each, (tried or {}).get(each.pk), may_answer) for each in plan.observations.select_related("answered_by")
    ]
    rows.sort(key=lambda row: row["state"] != ObservationState.WAITING)
    context = {
        **plan_frame(plan, "observations"), "rows": rows, "may_answer": may_answer,
        "public_url": request.build_absolute_uri(reverse("public:plan", args=[plan.public_key])),
    }  # fmt: skip
    return render(request, "appraisal/observation_list.html", context, status=status)


def _row(observation: Observation, form: AnswerForm | None, may_answer: bool) -> dict[str, Any]:
    state = ObservationState(observation.state)
    tones = {ObservationState.WAITING: "waiting", ObservationState.SHOWN: "good", ObservationState.HIDDEN: "neutral"}
    is_open = may_answer and (state == ObservationState.WAITING or form is not None)
    return {
        "observation": observation,
        "state": state,
        "tone": tones[state],
        "form": (form or AnswerForm(prefix=_prefix(observation))) if is_open else None,
    }
