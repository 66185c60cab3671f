"""Doing a named request once: who asks again under the same key gets the answer of the first time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction

from office.models import AnsweredRequest
from office.refusals import Refused

LONGEST_KEY: Final = 80
KEPT: Final = timedelta(days=30)
Outcome = tuple[int, Any]


def answered_once(*, owner: Any, key: str, asked: bytes, at: datetime, act: Callable[[], Outcome]) -> Outcome:
    """The status and answer of the act, which is done only the first time this person uses the key.

    Act and record stand in one transaction: what is refused or breaks leaves no record and may be tried again. A second
    request that comes while the first is at work waits for its row and then finds the answer.

    Args:
        asked: method, address and body, to find a key used for two different things.

    Raises:
        Refused: the key was used for another request, or is too long.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise Refused(f"Idempotency-Key 须为 1 至 {LONGEST_KEY} 个字符。")
    digest = hashlib.sha256(asked).hexdigest()
    try:
        with transaction.atomic():
            row = AnsweredRequest.objects.create(owner=owner, key=key, asked=digest, asked_at=at)
            row.status, row.answer = act()
            row.save(update_fields=["status", "answer"])
            return row.status, row.answer
    except IntegrityError:
        earlier = AnsweredRequest.objects.filter(owner=owner, key=key).first()
        if earlier is None:
            raise
    if earlier.asked != digest:
        raise Refused("这个 Idempotency-Key 已用于另一个请求，请换一个。")
    return earlier.status, earlier.answer


def forget_answers(*, at: datetime) -> int:
    """Drop answers so old that no program asks again for them; says how many went."""
    return AnsweredRequest.objects.filter(asked_at__lt=at - KEPT).delete()[0]
