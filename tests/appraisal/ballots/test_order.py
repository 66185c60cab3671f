"""Linking by order: what a database administrator gets who lays rows side by side, even with two opening codes in hand.

While the voting runs, a used slip and its sealed ballot were written by one transaction, and the engine shows it: the
link is there, but it leads to a ballot nobody can read. From the closing on even that link is gone from the tables.
A guesser of n pairs hits one on the average, whatever n is; twelve or more happen once in a thousand million times.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from unittest import mock

import pytest
from django.db import connection

from appraisal.box.codes import slip_mac, unwrap
from appraisal.box.record import canonical_key, sealed_items
from appraisal.box.sealing import unsealer
from appraisal.models import BoxItem
from appraisal.selectors.polls import installation_secret
from appraisal.services import polls
from appraisal.services.ballots import Cast
from appraisal.services.counting import _wrapped_key, open_box
from office import files
from tests.appraisal.conftest import AT, Hall, make_hall

pytestmark = pytest.mark.django_db(transaction=True)

VOTERS = 60
MOST_HITS_BY_CHANCE = 12
on_postgres = pytest.mark.postgres


@pytest.fixture
def voted_hall(db) -> Hall:
    """Everybody has voted, one after the other; the opinion says whose ballot it is."""
    hall = make_hall(due=VOTERS).prepare_box()
    hall.step("start_voting")
    for number in range(VOTERS):
        assert hall.vote(hall.slips[number], comment=f"意见{number}") == Cast.RECORDED
    return hall


def close(hall: Hall) -> None:
    hall.give_superiors()
    hall.step("stop_voting", present_count=VOTERS, issued_count=VOTERS)


def row_orders() -> list[str]:
    """Every order in which the engine could give back rows by itself."""
    return ["xmin::text::bigint, ctid", "ctid"] if connection.vendor == "postgresql" else ["rowid"]


def rows(table: str, column: str, order: str, where: str = "TRUE") -> list:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {where} ORDER BY {order}")
        return [row[0] if isinstance(row[0], str) else bytes(row[0]) for row in cursor.fetchall()]


def voters_of_slips(hall: Hall, order: str) -> list[int]:
    """Who used each slip (only the test knows), in the order of the rows."""
    secret, poll = installation_secret(), str(hall.poll.pk)
    by_mac = {slip_mac(code, secret, poll): number for number, code in enumerate(hall.slips[:VOTERS])}
    return [by_mac[mac] for mac in rows("appraisal_slip", "mac", order, "state = 'used'")]


def voter_of_opinion(text: str) -> int:
    return int(text.removeprefix("意见"))


def voters_of_ballots(hall: Hall, sealed: Sequence[bytes]) -> list[int]:
    """Whose ballots these are; the attacker has two opening codes."""
    wrapped = [_wrapped_key(item) for item in hall.poll.wrapped_keys]
    opened = unsealer(unwrap(wrapped, hall.opening_codes[:2]), str(hall.poll.pk))
    return [voter_of_opinion(opened(each).comment) for each in sealed]


def hits(one: Sequence[int], other: Sequence[int]) -> int:
    assert len(one) == len(other) == VOTERS
    return sum(a == b for a, b in zip(one, other, strict=True))


def likeness(order: Sequence[int]) -> float:
    """Spearman's rank correlation with the order of casting; its standard deviation by chance is 1/√(n−1) = 0.13."""
    distance = sum((rank - number) ** 2 for rank, number in enumerate(order))
    return 1 - 6 * distance / (VOTERS * (VOTERS**2 - 1))


def is_by_chance(order: Sequence[int]) -> bool:
    return abs(likeness(order)) < 0.78  # six standard deviations


def sealed_rows(order: str) -> list[bytes]:
    return rows("appraisal_boxitem", "sealed", order)


@on_postgres
def test_during_the_voting_the_order_of_the_rows_pairs_slips_with_unreadable_ballots(voted_hall: Hall):
    """The known limit, and the proof that the attack below works where there is something to find."""
    order = row_orders()[0]
    assert hits(voters_of_slips(voted_hall, order), voters_of_ballots(voted_hall, sealed_rows(order))) == VOTERS


def test_during_the_voting_the_ballots_lie_in_the_order_of_casting(voted_hall: Hall):
    assert likeness(voters_of_ballots(voted_hall, sealed_rows(row_orders()[0]))) == 1


def test_a_closed_box_pairs_slips_and_ballots_no_better_than_chance(voted_hall: Hall):
    close(voted_hall)
    for slips_by, ballots_by in product([*row_orders(), "mac"], [*row_orders(), "id", "sealed"]):
        ballots = voters_of_ballots(voted_hall, sealed_rows(ballots_by))
        assert hits(voters_of_slips(voted_hall, slips_by), ballots) < MOST_HITS_BY_CHANCE


def test_a_closed_box_tells_nothing_of_the_order_of_casting(voted_hall: Hall):
    close(voted_hall)
    assert BoxItem.objects.count() == VOTERS
    for order in [*row_orders(), "id"]:
        assert is_by_chance(voters_of_ballots(voted_hall, sealed_rows(order)))
    for order in row_orders():
        assert is_by_chance(voters_of_slips(voted_hall, order))
    with files.path_of(voted_hall.poll.box_hash).open("rb") as file:
        kept = list(sealed_items(file))
    assert kept == sorted(kept, key=canonical_key)
    assert is_by_chance(voters_of_ballots(voted_hall, kept))


def test_an_opened_box_pairs_slips_and_opinions_no_better_than_chance(voted_hall: Hall):
    close(voted_hall)
    open_box(session=voted_hall.session, given_codes=voted_hall.opening_codes[:2], user=voted_hall.leader, at=AT)
    assert sealed_rows(row_orders()[0]) == []
    assert rows("appraisal_slip", "mac", "mac", "nonce_hash IS NOT NULL") == []
    with files.path_of(voted_hall.poll.box_hash).open("rb") as file:
        kept = voters_of_ballots(voted_hall, list(sealed_items(file)))
    for order in [*row_orders(), "id"]:
        opinions = [voter_of_opinion(text) for text in rows("appraisal_comment", "text", order)]
        assert is_by_chance(opinions)
        assert hits(opinions, kept) < MOST_HITS_BY_CHANCE
        for slips_by in [*row_orders(), "mac"]:
            assert hits(voters_of_slips(voted_hall, slips_by), opinions) < MOST_HITS_BY_CHANCE


def test_without_the_new_order_this_test_would_fail(voted_hall: Hall):
    """The broken twin: a closing that leaves the rows where the voting put them."""

    def left_as_they_lie(poll):
        sealed = (bytes(item.sealed) for item in BoxItem.objects.filter(poll=poll))
        return iter(sorted(sealed, key=canonical_key))

    with (
        mock.patch.object(polls, "ballots_in_canonical_order", left_as_they_lie),
        mock.patch.object(polls, "forget_slip_order"),
    ):
        close(voted_hall)
    order = row_orders()[0]
    assert not is_by_chance(voters_of_ballots(voted_hall, sealed_rows(order)))
    if connection.vendor == "postgresql":
        assert hits(voters_of_slips(voted_hall, order), voters_of_ballots(voted_hall, sealed_rows(order))) == VOTERS
