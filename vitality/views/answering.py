"""What the project's views share: steps as buttons, filters in words, files that come with a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from office import clock
from office.doors import chips
from office.refusals import Refused
from office.workflow import Act, Offer, Workflow
from policy.documents import clause
from vitality.forms.filters import FilterForm
from vitality.services.evidence import Subject, add_evidence, remove_evidence
from vitality.views.asking import number

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
    """A step as `vitality/_steps.html` prints it: open with its dialog, or closed with its reasons."""

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
        obstacles=[{"text": each.shown, "clause": clause(each.clause).cited if each.clause else ""}
                   for each in offer.reasons],
        comment=tried.comment if tried else "",
        comment_error=tried.refusal.fields.get("comment", "") if tried else "",
    )  # fmt: skip


def is_done_already(flow: Workflow, subject: Any, step: str) -> bool:
    """Whether the step was taken meanwhile: a second press, or a colleague who was quicker."""
    subject.refresh_from_db(fields=[flow.field])
    return flow.state_of(subject) == flow.transitions[step].target


def filter_words(request: HttpRequest, filters: FilterForm) -> str:
    """The filters in force in one line, for the head of an export."""
    return "；".join(chip["label"] for chip in chips(request, filters)) or "全部"


def change_evidence(request: HttpRequest, subject: Subject) -> None:
    """Attach the files sent along with a form, and take off the one whose button was pressed.

    Raises:
        PermissionDenied, Refused: see `vitality.services.evidence`.
    """
    user, at = request.user, clock.now()
    for upload in request.FILES.getlist("evidence"):
        add_evidence(subject=subject, upload=upload, user=user, at=at)
    if "remove" in request.POST:
        remove_evidence(subject=subject, key=number(request.POST["remove"]), user=user, at=at)


def version_seen(request: HttpRequest) -> int:
    """The revision the page was made from; one no record has, where the page sends none."""
    typed = request.POST.get("version", "")
    return number(typed) if typed else -1
