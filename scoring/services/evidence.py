"""Evidence of an item: attached by the union while it assesses itself, or when a department has asked for more."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from office import events, files, notices
from office.models import EvidenceFile
from office.notices import Message
from office.refusals import Refused
from scoring.kinds import AssessmentState, CardState
from scoring.models import Card, CardItem, SchemeItem
from unions.models import User


def is_open_for_evidence(card: Card, part: CardItem | None) -> bool:
    """Whether files may come and go: in a draft, and on what a department still waits for."""
    state = AssessmentState(card.assessment.state)
    is_drafting = state.takes_self and card.state == CardState.DRAFT
    return is_drafting or (state.takes_department and part is not None and part.is_waited_for)


def card_item(card: Card, item: SchemeItem) -> CardItem:
    """The place of one item's evidence, made at its first use."""
    return CardItem.objects.get_or_create(card=card, item=item)[0]


@transaction.atomic
def add_evidence(*, card: Card, item: SchemeItem, upload: UploadedFile, user: User, at: datetime) -> EvidenceFile:
    """Attach a file to an item.

    Raises:
        PermissionDenied: not of this union.
        Refused: not the time, or the file is too large, too many, or not what its name says.
    """
    return files.attach(_open(card, item, user), upload, user=user, at=at)


@transaction.atomic
def remove_evidence(*, card: Card, item: SchemeItem, key: int, user: User, at: datetime) -> None:
    """Take a file off an item; one that is gone already is no error.

    Raises:
        PermissionDenied: not of this union.
        Refused: not the time.
    """
    part = _open(card, item, user)
    found = files.evidence_of(part).filter(pk=key).first()
    if found:
        files.detach(part, found, user=user, at=at)


@transaction.atomic
def answer_request(*, card: Card, item: SchemeItem, user: User, at: datetime) -> CardItem:
    """Say that what was asked for is there.

    Raises:
        PermissionDenied: not of this union.
        Refused: nothing is waited for, or nothing is attached.
    """
    part = _open(card, item, user)
    if not part.is_waited_for:
        raise Refused("这一项没有待补充的佐证。")
    if not files.evidence_of(part).filter(added_at__gte=part.asked_at).exists():
        raise Refused("还没有上传补充的佐证。", fields={"evidence": "请先上传文件。"})
    part.answered_at = at
    part.save(update_fields=["answered_at"])
    events.record(events.Entry(part.card, "answer", f"补充第 {item.number} 项佐证", user, at))
    asker = (part.asked_by_id,) if part.asked_by_id else ()
    notices.send([Message(asker, f"{part}已补充佐证", part.get_absolute_url())], at=at)
    return part


def _open(card: Card, item: SchemeItem, user: User) -> CardItem:
    locked = Card.objects.select_for_update(of=("self",)).select_related("union").get(pk=card.pk)
    if not user.has_perm("scoring.fill_card", locked):
        raise PermissionDenied
    part = card_item(locked, item)
    if not is_open_for_evidence(locked, part):
        raise Refused(f"{part}现在不能增减附件。")
    return part
