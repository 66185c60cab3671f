"""Lines to persons that something waits for them or has happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from office.models import Notice

MOST_SIGNS = 300


@dataclass(frozen=True)
class Message:
    """What several persons, named by their keys, are to be told, and the page it leads to.

    Attributes:
        known_by: the beginning of the text by which `send_once` knows it again; the whole text where empty.
    """

    recipient_ids: tuple[int, ...]
    text: str
    url: str
    known_by: str = ""


def send(messages: Iterable[Message], *, at: datetime) -> None:
    """Leave each message with its recipients; a person named twice is told once.

    Written in the caller's transaction: what is rolled back was never told.
    """
    Notice.objects.bulk_create(
        Notice(recipient_id=recipient_id, text=message.text[:MOST_SIGNS], url=message.url, created_at=at)
        for message in messages
        for recipient_id in dict.fromkeys(message.recipient_ids)
    )


def send_once(messages: Iterable[Message], *, at: datetime) -> int:
    """Leave each message only with those who were never told it; gives how many were told now.

    The words are the memory: a reminder that names its object and its day may be sent as often as one likes.
    """
    told, count = list(messages), 0
    earlier = Notice.objects.filter(url__in={message.url for message in told})
    known: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for recipient_id, url, text in earlier.values_list("recipient_id", "url", "text"):
        known[recipient_id, url].append(text)
    fresh = []
    for message in told:
        left = [
            each for each in dict.fromkeys(message.recipient_ids) if not _is_known(message, known[each, message.url])
        ]
        for each in left:
            known[each, message.url].append(message.text[:MOST_SIGNS])
        fresh.append(replace(message, recipient_ids=tuple(left)))
        count += len(left)
    send(fresh, at=at)
    return count


def _is_known(message: Message, texts: Iterable[str]) -> bool:
    if message.known_by:
        return any(text.startswith(message.known_by) for text in texts)
    return message.text[:MOST_SIGNS] in texts


def unread_count(user) -> int:
    """How many notices this person has not read."""
    return Notice.objects.visible_to(user).filter(read_at=None).count()


def mark_read(notices: QuerySet[Notice], *, at: datetime) -> int:
    """Mark the unread ones among these as read; gives how many there were."""
    return notices.filter(read_at=None).update(read_at=at)
