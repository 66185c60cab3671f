"""How many wrong slip codes a poll has seen within a minute. Counted per poll, never per address: a hall shares one.

A right code is always accepted, so nobody can shut a hall out by typing nonsense. What protects the box is the size of
the number: 11 random digits are 10^11 codes (the check digit only catches slips of the finger, it is no secret).
A poll of 100 members has 110 slips, so one guess hits with 1.1 in 10^9; a server kept busy with 400 guesses a second
through a meeting of two hours (2.9 million guesses) finds a slip with a chance of 0.3 %, and for 5 000 members of 15 %.
Such a hit lets in one ballot too many, never one read: the slip's holder is told that it was used, and
`wrong_code_count` shows the attack to the organisers. Beyond the limit wrong codes are told to wait, nothing else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.db import DatabaseError
from redis.exceptions import RedisError

MOST_WRONG_CODES: Final = 60
KEPT_SECONDS: Final = 120


def note_wrong_code(poll: UUID, at: datetime) -> int:
    """Count one more wrong code of a poll; gives how many there were in this minute, 0 where nobody can tell.

    A store that does not answer must not stand in the way of somebody who mistyped.
    """
    key = _key(poll, at)
    try:
        cache.add(key, 0, KEPT_SECONDS)
        return cache.incr(key)
    except (ValueError, OSError, RedisError, DatabaseError):
        return 0


def wrong_code_count(poll: UUID, at: datetime) -> int:
    """How many wrong codes a poll has seen in the minute of `at`; many mean that somebody is guessing."""
    return cache.get(_key(poll, at), 0)


def _key(poll: UUID, at: datetime) -> str:
    return f"wrong-codes/{poll}/{at:%H%M}"
