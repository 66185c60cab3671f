"""Objections to the points that are shown: raised by the union, answered by the leading group."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events, notices
from office.notices import Message
from office.refusals import Refused
from scoring.kinds import AssessmentState
from scoring.models import Card, Objection, SchemeItem
from scoring.services import recipients
from unions.models import User


@transaction.atomic
def raise_objection(*, card: Card, item: SchemeItem, text: str, user: User, at: datetime) -> Objection:
    """Object to the points of one item.

    Raises:
        PermissionDenied: not of this union.
        Refused: outside the window, without words, or while an earlier one on the item is unanswered.
    """
    locked = Card.objects.select_for_update(of=("self",)).select_related("union").get(pk=card.pk)
    if not user.has_perm("scoring.fill_card", locked):
        raise PermissionDenied
    until = locked.assessment.objection_until_on
    if locked.assessment.state != AssessmentState.OBJECTING or until is None or at.date() > until:
        window = f"异议期到 {until} 为止。" if until else "还没有公示得分。"
        raise Refused(f"现在不能提出异议：{window}")
    if not text.strip():
        raise Refused("请写明异议的内容。", fields={"text": "请写明异议的内容。"})
    if Objection.objects.filter(card=locked, item=item, answered_at=None).exists():
        raise Refused("这一项已有待答复的异议。", fields={"item": "这一项已有待答复的异议。"})
    objection = Objection.objects.create(card=locked, item=item, text=text.strip(), raised_by=user, raised_at=at)
    events.record(events.Entry(locked, "object", f"对第 {item.number} 项提出异议", user, at, comment=text.strip()))
    ids = recipients.leading_group_ids(at.date())
    notices.send([Message(ids, f"{objection}等待答复", locked.get_absolute_url())], at=at)
    return objection


@transaction.atomic
def answer_objection(*, objection: Objection, is_upheld: bool, answer: str, user: User, at: datetime) -> Objection:
    """Answer an objection; where it is upheld, the final column is corrected by the leading group.

    Raises:
        PermissionDenied: not the leading group.
        Refused: answered already, by the one who raised it, or without words.
    """
    locked = (
        Objection.objects.select_for_update(of=("self",)).select_related("card__union", "item").get(pk=objection.pk)
    )
    if not user.has_perm("scoring.decide"):
        raise PermissionDenied
    if locked.answered_at:
        raise Refused("这件异议已经答复过了。")
    if locked.raised_by_id == user.pk:
        raise Refused("异议不能由提出人本人答复。")
    if not answer.strip():
        raise Refused("答复须写明理由。", fields={"answer": "请写明理由。"})
    locked.is_upheld, locked.answer, locked.answered_by, locked.answered_at = is_upheld, answer.strip(), user, at
    locked.save()
    word = "采纳" if is_upheld else "不采纳"
    events.record(
        events.Entry(locked.card, "answer_objection", f"答复第 {locked.item.number} 项异议：{word}", user, at, answer)
    )
    ids = recipients.assessee_ids(locked.card, at.date())
    notices.send([Message(ids, f"第 {locked.item.number} 项异议{word}", locked.card.get_absolute_url())], at=at)
    return locked
