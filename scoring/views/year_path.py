"""The path of a year as `components/stepper.html` prints it."""

from __future__ import annotations

from typing import Any

from scoring.kinds import AssessmentState
from scoring.models import Assessment


def year_path(assessment: Assessment) -> list[dict[str, Any]]:
    """Every state with its day and whether it is done, here or to come."""
    states = list(AssessmentState)
    here = states.index(AssessmentState(assessment.state))
    notes = {
        AssessmentState.SELF_ASSESSING: f"截止 {assessment.self_due_on}",
        AssessmentState.REVIEWING: f"截止 {assessment.city_due_on}",
        AssessmentState.OBJECTING: f"到 {assessment.objection_until_on}" if assessment.objection_until_on else "",
    }
    moments = {AssessmentState.SEALED: assessment.sealed_at, AssessmentState.PUBLISHED: assessment.published_at}
    last = len(states) - 1
    return [
        {
            "label": state.label,
            "state": "done" if index < here or index == here == last else "here" if index == here else "to_come",
            "note": notes.get(state, ""),
            "at": moments.get(state),
        }
        for index, state in enumerate(states)
    ]
