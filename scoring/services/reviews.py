"""What departments and the leading group say of an item: values of their own, an opinion, a request for evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events, notices
from office.notices import Message
from office.refusals import Refused
from scoring.kinds import Assessees, AssessmentState, OpinionVerdict, Pool, Stage
from scoring.models import Assessment, Card, CardItem, ItemOpinion, SchemeItem
from scoring.rules.scheme import Key
from scoring.services import recipients
from scoring.services.reasons import written_reason
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
    reason = written_reason(
        review.reason, field="reason", missing="改判须写明理由。", is_needed=review.verdict.overrules
    )
    changes = write_values(locked, stage, review.values, user=user, at=at)
    before = ItemOpinion.objects.filter(card=locked, item=item, stage=stage).first()
    opinion, _ = ItemOpinion.objects.update_or_create(
        card=locked, item=item, stage=stage,
        defaults={"verdict": review.verdict, "reason": reason, "given_by": user, "given_at": at},
    )  # fmt: skip
    was = OpinionVerdict(before.verdict).label if before else ""
    changes[f"第 {item.number} 项意见"] = [was, review.verdict.label]
    events.record(events.Entry(locked, "review", f"{stage.label}第 {item.number} 项", user, at, reason, changes))
    return opinion


@transaction.atomic
def accept_items(
    *, assessment: Assessment, chosen: Iterable[tuple[int, int]], stage: Stage, user: User, at: datetime
) -> int:
    """Accept many items at once, each pair a card and an item number. How many.

    Those with an opinion already stay; pairs that name no item of a card are passed over. The record gets one line a
    card.

    Raises:
        PermissionDenied: one of them is not this person's.
        Refused: not the time.
    """
    items = {item.number: item for item in assessment.scheme.items.all()}
    pairs = {(key, number) for key, number in chosen if number in items}
    _refuse_stranger((items[number] for number in {number for _, number in pairs}), stage, user)
    cards = _locked_cards(assessment, {key for key, _ in pairs})
    if cards:
        _refuse_unless_taken(Assessment.objects.get(pk=assessment.pk), stage)
    said = set(ItemOpinion.objects.filter(card__in=cards, stage=stage).values_list("card_id", "item__number"))
    fresh = sorted((key, number) for key, number in pairs - said if key in cards and _exists(items[number], cards[key]))
    common: dict[str, Any] = {"stage": stage, "verdict": OpinionVerdict.ACCEPTED, "given_by": user, "given_at": at}
    ItemOpinion.objects.bulk_create(ItemOpinion(card=cards[key], item=items[number], **common) for key, number in fresh)
    for key, group in groupby(fresh, key=itemgetter(0)):
        numbers = "、".join(str(number) for _, number in group)
        events.record(events.Entry(cards[key], "review", f"{stage.label}认可第 {numbers} 项", user, at))
    return len(fresh)


@transaction.atomic
def ask_for_evidence(*, card: Card, item: SchemeItem, words: str, user: User, at: datetime) -> CardItem:
    """Ask the union for further evidence on an item.

    Raises:
        PermissionDenied: not the department's item.
        Refused: not the time, or no words.
    """
    locked = _locked(card, item, Stage.DEPARTMENT, user)
    words = written_reason(words, field="asked_for", missing="请写明需要补充什么。")
    part, _ = CardItem.objects.get_or_create(card=locked, item=item)
    part.asked_for, part.asked_at, part.asked_by, part.answered_at = words, at, user, None
    part.save()
    events.record(events.Entry(locked, "ask", f"要求补充第 {item.number} 项佐证", user, at, comment=words))
    ids = recipients.assessee_ids(locked, at.date())
    notices.send([Message(ids, f"第 {item.number} 项需要补充佐证：{words}", part.get_absolute_url())], at=at)
    return part


def _locked(card: Card, item: SchemeItem, stage: Stage, user: User) -> Card:
    locked = Card.objects.select_for_update(of=("self",)).select_related("union").get(pk=card.pk)
    _refuse_stranger([item], stage, user)
    _refuse_unless_taken(locked.assessment, stage)
    return locked


def _locked_cards(assessment: Assessment, keys: Iterable[int]) -> dict[int, Card]:
    cards = Card.objects.select_for_update(of=("self",)).select_related("union")
    return {card.pk: card for card in cards.filter(assessment=assessment, pk__in=list(keys)).order_by("pk")}


def _refuse_stranger(items: Iterable[SchemeItem], stage: Stage, user: User) -> None:
    permission = "scoring.decide" if stage is Stage.FINAL else "scoring.review_item"
    if stage is Stage.SELF or not all(user.has_perm(permission, item) for item in items):
        raise PermissionDenied


def _refuse_unless_taken(assessment: Assessment, stage: Stage) -> None:
    state = AssessmentState(assessment.state)
    if not state.takes(stage):
        raise Refused(f"{assessment.year} 年考核现为“{state.label}”，不能填写“{stage.label}”一栏。")


def _exists(item: SchemeItem, card: Card) -> bool:
    return Pool(card.pool) in Assessees(item.assessees).pools
