"""The hash chain of what managers did with a box; it holds no time and no person, the event log has those."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from appraisal.models import BoxLedger


def enter(poll: UUID, event: str, payload: Mapping[str, Any]) -> BoxLedger:
    """Add an entry; the caller holds the poll's row, so that numbers never collide."""
    last = BoxLedger.objects.filter(poll=poll).order_by("-number").first()
    entry = BoxLedger(
        poll=poll,
        number=last.number + 1 if last else 1,
        event=event,
        payload=dict(payload),
        previous_hash=last.hash if last else "",
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    return entry


def entry_hash(entry: BoxLedger) -> str:
    """The SHA-256 of an entry and its predecessor's hash."""
    content = [str(entry.poll), entry.number, entry.event, entry.payload, entry.previous_hash]
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def is_whole(entries: Iterable[BoxLedger]) -> bool:
    """Whether no entry was changed, removed or put in between."""
    previous = ""
    for number, entry in enumerate(entries, start=1):
        if (entry.number, entry.previous_hash, entry.hash) != (number, previous, entry_hash(entry)):
            return False
        previous = entry.hash
    return True
