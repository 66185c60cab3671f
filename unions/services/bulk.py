"""One change to many unions: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction

from office.refusals import Refused
from unions.models import Union, User
from unions.services.register import change_union
from unions.services.tree import move_union


@transaction.atomic
def mark_state_controlled(*, unions: Iterable[Union], is_controlled: bool, user: User, at: datetime) -> int:
    """Note of each that it is state-controlled, or that it is not; gives how many changed.

    Raises:
        Refused: naming the first union that has no such fact.
    """
    changed = [union for union in unions if union.is_state_controlled != is_controlled]
    for union in changed:
        with _naming(union):
            change_union(union=union, particulars={"is_state_controlled": is_controlled}, user=user, at=at)
    return len(changed)


@transaction.atomic
def move_unions(*, unions: Sequence[Union], superior: Union, from_on: date, user: User, at: datetime) -> int:
    """Hang each under another superior from a day on; those that hang there already stay. Gives how many moved.

    Raises:
        Refused: naming the first union that cannot.
    """
    moving = [union for union in unions if union.superior_id != superior.pk]
    for union in moving:
        with _naming(union):
            move_union(union=union, superior=superior, from_on=from_on, user=user, at=at)
    return len(moving)


@contextmanager
def _naming(union: Union) -> Iterator[None]:
    """Put the union's name before a refusal, so that one of many can be found."""
    try:
        yield
    except Refused as refusal:
        raise Refused(f"{union}：{refusal.sentence}", reasons=refusal.reasons) from refusal
