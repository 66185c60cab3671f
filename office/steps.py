"""Steps of a workflow as buttons: open with what they lead to, or closed with the reasons.

`components/steps.html` prints the buttons, `components/attempt.html` why a step was just refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from office import clock
from office.refusals import Refused
from office.workflow import Act, Offer, Workflow
from policy.citing import Reason
from policy.documents import clause

MAIN_LOOK: Final = "btn-primary"


@dataclass(frozen=True)
class StepWords:
    """How a step is offered: what it will lead to, its look, and the comment it asks for.

    Attributes:
        who: who can change what stands in the way, in one sentence.
    """

    text: str
    done: str
    look: str = MAIN_LOOK
    icon: str = ""
    comment_label: str = ""
    who: str = ""


@dataclass(frozen=True)
class Attempt:
    """A step that was just refused, with what the person had typed."""

    step: str
    refusal: Refused
    comment: str = ""


@dataclass(frozen=True)
class StepButton:
    """A step as `components/steps.html` prints it: open with its dialog, or closed with its reasons."""

    key: str
    label: str
    url: str
    words: StepWords
    comment_required: bool
    obstacles: list[dict[str, str]]
    comment: str = ""
    comment_error: str = ""


def step_buttons(
    request: HttpRequest,
    flow: Workflow,
    subject: Any,
    route: str,
    words: Mapping[str, StepWords],
    attempt: Attempt | None = None,
) -> list[StepButton]:
    """The steps this person may ever take out of the present state, as far as `words` knows them; the main one last."""
    offers = flow.offers(subject, Act(request.user, clock.now()))
    known = [_button(offer, subject, route, words, attempt) for offer in offers if offer.transition.name in words]
    return sorted(known, key=lambda button: button.words.look == MAIN_LOOK)


def obstacle_rows(offer: Offer) -> list[dict[str, str]]:
    """What stands in the way of a step, for `components/action_button.html`."""
    return reason_obstacles(offer.reasons)


def reason_obstacles(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """Reasons as obstacles of an action that is no step of a workflow."""
    return [{"text": each.shown, "clause": clause(each.clause).cited if each.clause else ""} for each in reasons]


def _button(
    offer: Offer, subject: Any, route: str, words: Mapping[str, StepWords], attempt: Attempt | None
) -> StepButton:
    name = offer.transition.name
    tried = attempt if attempt and attempt.step == name else None
    return StepButton(
        key=f"step_{name}",
        label=offer.transition.label,
        url=reverse(route, args=[subject.pk, name]),
        words=words[name],
        comment_required=offer.transition.comment_required,
        obstacles=obstacle_rows(offer),
        comment=tried.comment if tried else "",
        comment_error=_comment_error(tried, words[name]),
    )


def _comment_error(tried: Attempt | None, words: StepWords) -> str:
    """What is wrong with the comment; a missing one is called by the name the page gives it."""
    told = tried.refusal.fields.get("comment", "") if tried else ""
    is_missing = tried is not None and not tried.comment.strip()
    label = words.comment_label.removeprefix("请写明")
    return f"请写明{label}。" if told and is_missing and label else told


def is_done_already(flow: Workflow, subject: Any, step: str) -> bool:
    """Whether the step was taken meanwhile: a second press, or a colleague who was quicker."""
    subject.refresh_from_db(fields=[flow.field])
    return flow.state_of(subject) == flow.transitions[step].target
