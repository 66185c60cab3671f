"""Filing a card with the city."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from office.notices import Message
from office.workflow import Act, Transition, Workflow, perform
from policy.citing import Reason
from scoring.kinds import AssessmentState, CardState
from scoring.models import Card
from scoring.services import recipients
from scoring.services.values import unread_boxes
from unions.kinds import Department
from unions.models import User


def self_assessment_is_on(card: Card, act: Act) -> Iterable[Reason]:
    state = AssessmentState(card.assessment.state)
    if not state.takes_self:
        yield Reason("not_self_assessing", False, f"{card.assessment.year} 年考核现为“{state.label}”", "2012-55/3.2")


def something_is_entered(card: Card, act: Act) -> Iterable[Reason]:
    if not card.values.exists():
        yield Reason("empty", False, "还没有填任何实现值", "2012-55/3.2")


def every_box_is_understood(card: Card, act: Act) -> Iterable[Reason]:
    if card.unread:
        places = "、".join(f"{item}.{number}" for item, number in sorted(unread_boxes(card)))
        yield Reason("unread", False, f"{places} 没有填好，请改正或清空", "2012-55/3.2")


def file(card: Card, act: Act) -> dict[str, Any]:
    card.filed_at, card.filed_by = act.at, act.user
    card.is_late = act.at.date() > card.assessment.self_due_on
    return {"逾期": card.is_late}


def take_back(card: Card, act: Act) -> None:
    card.filed_at, card.filed_by, card.is_late = None, None, False


def tell_office(card: Card, act: Act) -> list[Message]:
    ids = recipients.reviewer_ids(act.at.date(), [Department.GENERAL_OFFICE])
    return [Message(ids, f"{card}已报送", card.get_absolute_url())]


CARD_FLOW = Workflow(
    Card,
    CardState,
    [
        Transition("file", "报送自评", (CardState.DRAFT,), CardState.FILED, "scoring.fill_card",
                   guards=(self_assessment_is_on, something_is_entered, every_box_is_understood), effect=file,
                   notify=tell_office),
        Transition("take_back", "撤回修改", (CardState.FILED,), CardState.DRAFT, "scoring.fill_card",
                   guards=(self_assessment_is_on,), effect=take_back),
    ],
)  # fmt: skip


def move_card(*, card: Card, transition: str, user: User, at: datetime, comment: str = "") -> Card:
    """File a card or take it back.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    return perform(CARD_FLOW, card, transition, user=user, at=at, comment=comment)  # type: ignore[return-value]
