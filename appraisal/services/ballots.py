"""Casting one ballot: validate, seal, use the slip and drop the ballot in, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from enum import Enum
from hashlib import sha256
from typing import Any, Protocol

from django.db import connection, transaction

from appraisal.box.ballots import Ballot, BallotRefused, opinion
from appraisal.box.codes import slip_mac
from appraisal.box.sealing import seal
from appraisal.kinds import SlipState
from appraisal.models import BoxItem, Poll, Slip
from appraisal.selectors.polls import installation_secret

# One statement on PostgreSQL: it halves the round trips, and the share lock on the poll makes closing wait for those
# who are casting, and those who come later see it closed. SQLite takes the same steps under its single write lock.
CAST_SQL = """
WITH open_poll AS (
    SELECT id FROM appraisal_poll WHERE id = %(poll)s AND is_open FOR SHARE
), used_slip AS (
    UPDATE appraisal_slip SET state = 'used', nonce_hash = %(nonce)s
    WHERE mac = %(mac)s AND poll = (SELECT id FROM open_poll) AND state = 'issued'
    RETURNING poll
)
INSERT INTO appraisal_boxitem (id, poll, sealed) SELECT %(item)s, poll, %(sealed)s FROM used_slip
"""
NOT_OFFERED = "选票内容不对，请重新选择。"


class Cast(Enum):
    """What became of an attempt to vote."""

    RECORDED = "recorded"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    USED = "used"
    PAPER = "paper"
    VOID = "void"


class BallotMalformed(ValueError):
    """The ballot does not answer every question once with an allowed answer.

    Attributes:
        faults: a Chinese sentence by question key; under "comment" one on the opinion, under "" one on the whole.
    """

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("；".join(faults.values()))
        self.faults = faults


class SealedBox(Protocol):
    """What casting needs of a poll."""

    @property
    def pk(self) -> uuid.UUID: ...

    @property
    def public_key(self) -> bytes: ...


def checked_ballot(asked: Mapping[str, frozenset[str]], answers: Mapping[str, Sequence[str]], typed: str) -> Ballot:
    """The ballot, if it answers every question once and nothing else.

    Args:
        asked: the allowed answers by question.
        answers: everything that was sent, by question; more than one value means answered twice.
        typed: the opinion.

    Raises:
        BallotMalformed: with all that is wrong at once.
    """
    faults = {name: fault for name, allowed in asked.items() if (fault := _fault(answers.get(name, ()), allowed))}
    if answers.keys() - asked.keys():
        faults[""] = "选票中有本次没有列出的项目，请刷新页面后重新填写。"
    text = ""
    try:
        text = opinion(typed)
    except BallotRefused as refusal:
        faults["comment"] = str(refusal)
    if faults:
        raise BallotMalformed(faults)
    return Ballot({name: given[0] for name, given in answers.items()}, text)


def _fault(given: Sequence[str], allowed: frozenset[str]) -> str:
    if not given:
        return "还没有选择；不了解的请选最后一项。"
    if len(given) > 1:
        return "选了不止一个，请只选一个。"
    return "" if given[0] in allowed else NOT_OFFERED


def cast(*, poll: SealedBox, code: str, nonce: str, ballot: Ballot) -> Cast:
    """Put a ballot into the box with a slip's code; the same phone may ask again and gets the same answer.

    Args:
        code: the 12 digits of a slip.
        nonce: what the phone keeps in the memory of its page; empty for a phone that cannot ask again.

    Raises:
        BallotRefused: the opinion is too long to be sealed.
    """
    mac = slip_mac(code, installation_secret(), str(poll.pk))
    nonce_hash = sha256(nonce.encode()).digest() if nonce else None
    sealed = seal(ballot, bytes(poll.public_key), str(poll.pk))
    if _drop_in(poll.pk, mac, nonce_hash, sealed):
        return Cast.RECORDED
    return _why_not(poll.pk, mac, nonce_hash)


def _drop_in(poll: uuid.UUID, mac: bytes, nonce_hash: bytes | None, sealed: bytes) -> bool:
    if connection.vendor != "postgresql":
        return _drop_in_stepwise(poll, mac, nonce_hash, sealed)
    values: dict[str, Any] = {"poll": poll, "mac": mac, "nonce": nonce_hash, "item": uuid.uuid4(), "sealed": sealed}
    with connection.cursor() as cursor:
        cursor.execute(CAST_SQL, values)
        return cursor.rowcount == 1


@transaction.atomic
def _drop_in_stepwise(poll: uuid.UUID, mac: bytes, nonce_hash: bytes | None, sealed: bytes) -> bool:
    open_poll = Poll.objects.filter(pk=poll, is_open=True).values("pk")
    unused = Slip.objects.filter(mac=mac, poll__in=open_poll, state=SlipState.ISSUED)
    if not unused.update(state=SlipState.USED, nonce_hash=nonce_hash):
        return False
    BoxItem.objects.create(poll=poll, sealed=sealed)
    return True


def _why_not(poll: uuid.UUID, mac: bytes, nonce_hash: bytes | None) -> Cast:
    slip = Slip.objects.filter(mac=mac, poll=poll).first()
    if slip is None:
        return Cast.UNKNOWN
    if slip.state == SlipState.USED:
        is_same_phone = nonce_hash is not None and bytes(slip.nonce_hash or b"") == nonce_hash
        return Cast.RECORDED if is_same_phone else Cast.USED
    return {SlipState.VOID: Cast.VOID, SlipState.PAPER: Cast.PAPER}.get(SlipState(slip.state), Cast.CLOSED)
