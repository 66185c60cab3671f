"""Casting one ballot: validate, seal, use the slip and drop the ballot in, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from enum import Enum
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from appraisal.box.ballots import Ballot
from appraisal.box.codes import slip_mac
from appraisal.box.sealing import seal
from appraisal.kinds import SlipState
from appraisal.models import BoxItem, Poll, Slip
from appraisal.selectors.polls import installation_secret, questions

# One statement on PostgreSQL: it halves the round trips, and the share lock on the poll makes closing wait for those
# who are casting. SQLite takes the same three steps under its single write lock.
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


class Cast(Enum):
    """What became of an attempt to vote."""

    RECORDED = "recorded"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    USED = "used"
    VOID = "void"


class BallotMalformed(ValueError):
    """The ballot does not answer every question once with an allowed answer; the text says what, in Chinese."""


def checked_ballot(poll: Poll, answers: Mapping[str, str], comment: str) -> Ballot:
    """The ballot, if it answers every question and nothing else.

    Raises:
        BallotMalformed: a question left out, an unknown one, or an answer that is not offered.
    """
    asked = questions(poll)
    missing = asked.keys() - answers.keys()
    if missing:
        raise BallotMalformed("还有项目没有选择，请逐项选择；不了解的请选“不了解”。")
    wrong = [name for name, answer in answers.items() if answer not in asked.get(name, ())]
    if wrong:
        raise BallotMalformed("选票内容不对，请重新打开投票页面。")
    return Ballot(dict(answers), comment.strip())


def cast(*, poll: Poll, code: str, nonce: str, ballot: Ballot) -> Cast:
    """Put a ballot into the box with a slip's code; the same phone may ask again and gets the same answer.

    Raises:
        BallotRefused: the opinion is too long to be sealed.
    """
    mac = slip_mac(code, installation_secret(), str(poll.pk))
    nonce_hash = sha256(nonce.encode()).digest()
    sealed = seal(ballot, bytes(poll.public_key), str(poll.pk))
    if _drop_in(poll, mac, nonce_hash, sealed):
        return Cast.RECORDED
    return _why_not(poll, mac, nonce_hash)


def _drop_in(poll: Poll, mac: bytes, nonce_hash: bytes, sealed: bytes) -> bool:
    item = uuid.uuid4()
    if connection.vendor == "postgresql":
        values: dict[str, Any] = {"poll": poll.pk, "mac": mac, "nonce": nonce_hash, "item": item, "sealed": sealed}
        with connection.cursor() as cursor:
            cursor.execute(CAST_SQL, values)
            return cursor.rowcount == 1
    return _drop_in_stepwise(poll, mac, nonce_hash, sealed, item)


@transaction.atomic
def _drop_in_stepwise(poll: Poll, mac: bytes, nonce_hash: bytes, sealed: bytes, item: uuid.UUID) -> bool:
    if not Poll.objects.filter(pk=poll.pk, is_open=True).exists():
        return False
    unused = Slip.objects.filter(mac=mac, poll=poll.pk, state=SlipState.ISSUED)
    if not unused.update(state=SlipState.USED, nonce_hash=nonce_hash):
        return False
    BoxItem.objects.create(pk=item, poll=poll.pk, sealed=sealed)
    return True


def _why_not(poll: Poll, mac: bytes, nonce_hash: bytes) -> Cast:
    slip = Slip.objects.filter(mac=mac, poll=poll.pk).first()
    if slip is None:
        return Cast.UNKNOWN
    if slip.state == SlipState.USED:
        return Cast.RECORDED if bytes(slip.nonce_hash or b"") == nonce_hash else Cast.USED
    if slip.state in (SlipState.VOID, SlipState.PAPER):
        return Cast.VOID
    return Cast.CLOSED
