"""What departments and the leading group say of an item: values of their own, an opinion, a request for evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events, notices
from office.notices import Message
from office.refusals import Refused
from scoring.kinds import AssessmentState, OpinionVerdict, Stage
from scoring.models import Assessment, Card, CardItem, ItemOpinion, SchemeItem
from scoring.rules.scheme import Key
from scoring.services import recipients
from scoring.services.values import Typed, write_values
from unions.models import User


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer says of one item."""

    verdict: OpinionVerdict
    reason: str = ""
    values: Mapping[Key, Typed] = field(default_factory=dict)


@transaction.atomic
def review_item(*, card: Card, item: SchemeItem, stage: Stage, review: Review, user: User, at: datetime) -> ItemOpinion:
    """Say of an item what a stage finds; said again, the later word holds.

    Raises:
        PermissionDenied: not the department's item; the final column is the leading group's.
        Refused: not the time, an overruling without a reason, or values that cannot be understood.
    """
    locked = _locked(card, item, stage, user)
    reason = review.reason.strip()
    if review.verdict.overrules and not reason:
        raise Refused("改判须写明理由。", fields={"reason": "请写明改判的理由。"})
    changes = write_values(locked, stage, review.values, user=user, at=at)
    before = ItemOpinion.objects.filter(card=locked, item=item, stage=stage).first()
    opinion, _ = ItemOpinion.objects.update_or_create(
        card=locked, item=item, stage=stage,
        defaults={"verdict": review.verdict, "reason": reason[:500], "given_by": user, "given_at": at},
    )  # fmt: skip
    was = OpinionVerdict(before.verdict).label if before else ""
    changes[f"第 {item.number} 项意见"] = [was, review.verdict.label]
    events.record(events.Entry(locked, "review", f"{stage.label}第 {item.number} 项", user, at, reason, changes))
    return opinion


@transaction.atomic
def accept_items(
    *, assessment: Assessment, chosen: Iterable[tuple[int, int]], stage: Stage, user: User, at: datetime
) -> int:
    """Accept many items at once, each pair a card and an item number; those with an opinion already stay. How many.

    Raises:
        PermissionDenied: one of them is not this person's.
        Refused: not the time.
    """
    pairs = set(chosen)
    cards = {card.pk: card for card in Card.objects.filter(assessment=assessment, pk__in={key for key, _ in pairs})}
    items = {item.number: item for item in assessment.scheme.items.all()}
    said = set(ItemOpinion.objects.filter(card__in=cards, stage=stage).values_list("card_id", "item__number"))
    count = 0
    for key, number in sorted(pairs - said):
        if key in cards and number in items:
            review = Review(OpinionVerdict.ACCEPTED)
            review_item(card=cards[key], item=items[number], stage=stage, review=review, user=user, at=at)
            count += 1
    return count


@transaction.atomic
def ask_for_evidence(*, card: Card, item: SchemeItem, words: str, user: User, at: datetime) -> CardItem:
    """Ask the union for further evidence on an item.

    Raises:
        PermissionDenied: not the department's item.
        Refused: not the time, or no words.
    """
    locked = _locked(card, item, Stage.DEPARTMENT, user)
    words = words.strip()
    if not words:
        raise Refused("请写明需要补充什么。", fields={"asked_for": "请写明需要补充什么。"})
    part, _ = CardItem.objects.get_or_create(card=locked, item=item)
    part.asked_for, part.asked_at, part.asked_by, part.answered_at = words[:500], at, user, None
    part.save()
    events.record(events.Entry(locked, "ask", f"要求补充第 {item.number} 项佐证", user, at, comment=words))
    ids = recipients.assessee_ids(locked, at.date())
    notices.send([Message(ids, f"第 {item.number} 项需要补充佐证：{words}", part.get_absolute_url())], at=at)
    return part


def _locked(card: Card, item: SchemeItem, stage: Stage, user: User) -> Card:
    locked = Card.objects.select_for_update(of=("self",)).select_related("assessment__scheme", "union").get(pk=card.pk)
    permission = "scoring.decide" if stage is Stage.FINAL else "scoring.review_item"
    if stage is Stage.SELF or not user.has_perm(permission, item):
        raise PermissionDenied
    state = AssessmentState(locked.assessment.state)
    if not state.takes(stage):
        raise Refused(f"{locked.assessment.year} 年考核现为“{state.label}”，不能填写“{stage.label}”一栏。")
    return locked
