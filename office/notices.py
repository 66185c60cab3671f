"""Lines to persons that something waits for them or has happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from office.models import Notice


@dataclass(frozen=True)
class Message:
    """What several persons, named by their keys, are to be told, and the page it leads to."""

    recipient_ids: tuple[int, ...]
    text: str
    url: str


def send(messages: Iterable[Message], *, at: datetime) -> None:
    """Leave each message with its recipients; a person named twice is told once.

    Written in the caller's transaction: what is rolled back was never told.
    """
    Notice.objects.bulk_create(
        Notice(recipient_id=recipient_id, text=message.text[:300], url=message.url, created_at=at)
        for message in messages
        for recipient_id in dict.fromkeys(message.recipient_ids)
    )


def unread_count(user) -> int:
    """How many notices this person has not read."""
    return Notice.objects.visible_to(user).filter(read_at=None).count()


def mark_read(notices: QuerySet[Notice], *, at: datetime) -> int:
    """Mark the unread ones among these as read; gives how many there were."""
    return notices.filter(read_at=None).update(read_at=at)
