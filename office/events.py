"""The append-only, hash-chained record of what people did and what was refused them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from office.hashing import hash_of
from office.models import ChainHead, Event
from office.subjects import name_of

HASHED_FIELDS = (
    "number", "at", "actor_id", "actor_name", "actor_post", "actor_path", "address", "verb", "label",
    "subject_kind", "subject_id", "subject_label", "comment", "changes", "is_accepted", "previous_hash",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One line to be written: who did what to which subject."""

    subject: Model
    verb: str
    label: str
    user: Any
    at: datetime
    comment: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    is_accepted: bool = True


def record(entry: Entry) -> Event:
    """Write one event; see `record_all`."""
    return record_all([entry])[0]


@transaction.atomic
def record_all(entries: Iterable[Entry]) -> list[Event]:
    """Append events in the given order.

    Takes the lock on the chain's head, so call it last in a transaction: whoever holds it makes all others wait.
    """
    head = ChainHead.objects.select_for_update().get_or_create(pk=1)[0]
    events = []
    for entry in entries:
        event = _event(entry, head.number + 1, head.hash)
        head.number, head.hash = event.number, event.hash
        events.append(event)
    Event.objects.bulk_create(events, batch_size=500)
    head.save()
    return events


def timeline(subject: Model) -> QuerySet[Event]:
    """What was done to a subject, newest first; refusals are in the log, not on the page."""
    return Event.objects.about(subject).filter(is_accepted=True).select_related("actor")


def digest(event: Event) -> str:
    """The SHA-256 of an event's content and its predecessor's hash, 64 hexadecimal digits."""
    return hash_of(event, HASHED_FIELDS)


def chain_faults(events: Iterable[Any], *, head: Any = None, digest_of: Callable[[Any], str] = digest) -> list[str]:
    """What does not fit when a chain is walked in order; empty when every row is as it was written."""
    faults, number, previous = [], 0, ""
    for event in events:
        if event.number != number + 1:
            faults.append(f"第 {number + 1} 条起缺 {event.number - number - 1} 条记录")
        if event.previous_hash != previous or digest_of(event) != event.hash:
            faults.append(f"第 {event.number} 条记录与写入时不符")
        number, previous = event.number, event.hash
    if head and (head.number, head.hash) != (number, previous):
        faults.append(f"末尾缺记录：应到第 {head.number} 条，实到第 {number} 条")
    return faults


def _event(entry: Entry, number: int, previous_hash: str) -> Event:
    kind, key, label = name_of(entry.subject)
    event = Event(
        number=number,
        at=entry.at,
        actor=entry.user,
        actor_name=str(entry.user) if entry.user else "系统",
        actor_post=str(getattr(entry.user, "post", None) or "")[:200],
        actor_path=getattr(entry.user, "scope_path", ""),
        address=getattr(entry.user, "address", ""),
        verb=entry.verb,
        label=entry.label,
        subject_kind=kind,
        subject_id=key,
        subject_label=label,
        comment=entry.comment,
        changes=dict(entry.changes),
        is_accepted=entry.is_accepted,
        previous_hash=previous_hash,
    )
    event.hash = digest(event)
    return event
