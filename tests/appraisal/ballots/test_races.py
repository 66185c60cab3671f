"""Many at the same slip, at the closing, at the opening; each with a broken twin that shows what the lock is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError, Event
from unittest import mock

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from appraisal.box.ballots import Ballot
from appraisal.box.record import sealed_items
from appraisal.kinds import SlipState
from appraisal.models import BoxItem, Poll, Result, Slip
from appraisal.services import ballots, counting
from appraisal.services.ballots import Cast, cast
from appraisal.services.counting import MOST_OPENING_TRIES, open_box
from appraisal.services.polls import exchange_slip, print_slips
from office import files
from office.refusals import Refused
from tests.appraisal.conftest import AT, Hall, make_hall
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

on_postgres = pytest.mark.postgres
ALL_SATISFIED = Ballot({"chair": "satisfied", "committee": "satisfied"})
PATIENCE_SECONDS = 20


def votes(hall: Hall, code: str, nonces: list[str]) -> list[Callable[[], Cast]]:
    poll = hall.poll
    return [partial(cast, poll=poll, code=code, nonce=nonce, ballot=ALL_SATISFIED) for nonce in nonces]


def used_count() -> int:
    return Slip.objects.filter(state=SlipState.USED).count()


# The same slip -----------------------------------------------------------------------------------------------------


def test_one_slip_in_fifty_hands_votes_once(open_hall: Hall):
    results = at_once(*votes(open_hall, open_hall.slips[0], [f"phone {number}" for number in range(50)]))
    assert Counter(results) == {Cast.RECORDED: 1, Cast.USED: 49}
    assert BoxItem.objects.count() == used_count() == 1


def test_one_phone_asking_twenty_times_at_once_is_told_yes_each_time(open_hall: Hall):
    results = at_once(*votes(open_hall, open_hall.slips[0], ["phone"] * 20))
    assert Counter(results) == {Cast.RECORDED: 20}
    assert BoxItem.objects.count() == used_count() == 1


def test_looking_before_writing_would_let_all_of_them_in(open_hall: Hall):
    """The broken twin: the slip is read, found unused, and written later."""
    all_have_looked = Barrier(8)

    def look_then_write(poll, mac, nonce_hash, sealed) -> bool:
        slip = Slip.objects.get(mac=mac)
        if slip.state != SlipState.ISSUED:
            return False
        all_have_looked.wait(PATIENCE_SECONDS)
        Slip.objects.filter(mac=mac).update(state=SlipState.USED, nonce_hash=nonce_hash)
        BoxItem.objects.create(poll=poll, sealed=sealed)
        return True

    with mock.patch.object(ballots, "_drop_in", look_then_write):
        results = at_once(*votes(open_hall, open_hall.slips[0], [f"phone {number}" for number in range(8)]))
    assert Counter(results) == {Cast.RECORDED: 8}
    assert BoxItem.objects.count() == 8 > used_count()


# A fault between the two writes ------------------------------------------------------------------------------------


def cast_into_a_full_disk(hall: Hall, drop_in: Callable) -> None:
    """The slip is used, and then the ballot cannot be written."""
    with (
        mock.patch.object(ballots, "_drop_in", drop_in),
        mock.patch.object(BoxItem.objects, "create", side_effect=OperationalError("disk full")),
        pytest.raises(OperationalError),
    ):
        votes(hall, hall.slips[0], ["phone"])[0]()


def test_a_fault_between_slip_and_ballot_leaves_the_slip_unused(open_hall: Hall):
    cast_into_a_full_disk(open_hall, ballots._drop_in_stepwise)
    assert BoxItem.objects.count() == used_count() == 0
    assert votes(open_hall, open_hall.slips[0], ["phone"])[0]() is Cast.RECORDED


def test_without_the_transaction_the_slip_would_be_burnt(open_hall: Hall):
    cast_into_a_full_disk(open_hall, ballots._drop_in_stepwise.__wrapped__)
    assert (BoxItem.objects.count(), used_count()) == (0, 1)


# Closing while people cast -----------------------------------------------------------------------------------------


def close(hall: Hall, count: int) -> None:
    hall.step("stop_voting", present_count=count, issued_count=count)


def kept_count(hall: Hall) -> int:
    with files.path_of(hall.poll.box_hash).open("rb") as file:
        return sum(1 for _ in sealed_items(file))


def test_whoever_was_told_yes_before_the_closing_is_in_the_kept_box():
    hall = make_hall(due=40).prepare_box()
    hall.step("start_voting")
    doings = [doing for code in hall.slips[:40] for doing in votes(hall, code, ["phone"])]
    results = at_once(*doings[:20], partial(close, hall, 40), *doings[20:])
    told = Counter(result for result in results if result is not None)
    assert told[Cast.RECORDED] + told[Cast.CLOSED] == 40
    assert kept_count(hall) == BoxItem.objects.count() == used_count() == told[Cast.RECORDED]


def close_over_an_open_cast(hall: Hall) -> tuple[int, int]:
    """Somebody's slip is used but not committed when the box is closed; gives ballots kept and ballots in the table."""
    has_cast, may_commit = Event(), Event()

    def cast_slowly() -> None:
        try:
            with transaction.atomic():
                votes(hall, hall.slips[0], ["phone"])[0]()
                has_cast.set()
                may_commit.wait(PATIENCE_SECONDS)
        finally:
            connection.close()

    def close_now() -> None:
        try:
            close(hall, 5)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        casting = pool.submit(cast_slowly)
        assert has_cast.wait(PATIENCE_SECONDS)
        closing = pool.submit(close_now)
        wait_until_blocked_or_done(closing)
        may_commit.set()
        casting.result()
        closing.result()
    return kept_count(hall), BoxItem.objects.count()


BLOCKED_SQL = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
"""


def wait_until_blocked_or_done(doing: Future) -> None:
    pause = Event()
    while not doing.done():
        with connection.cursor() as cursor:
            cursor.execute(BLOCKED_SQL)
            if cursor.fetchone()[0]:
                return
        pause.wait(0.01)


@on_postgres
def test_the_closing_waits_for_a_ballot_that_is_being_written(open_hall: Hall):
    assert close_over_an_open_cast(open_hall) == (1, 1)


@on_postgres
def test_without_the_share_lock_that_ballot_would_be_lost(open_hall: Hall):
    without_lock = ballots.CAST_SQL.replace("FOR SHARE", "")
    assert without_lock != ballots.CAST_SQL
    with mock.patch.object(ballots, "CAST_SQL", without_lock):
        assert close_over_an_open_cast(open_hall) == (0, 1)


@on_postgres
def test_a_steady_stream_of_voters_does_not_keep_the_box_from_closing():
    hall = make_hall(due=600).prepare_box()
    hall.step("start_voting")
    stacks = [hall.slips[part::6] for part in range(6)]

    def stream(codes: list[str]) -> Counter:
        return Counter(votes(hall, code, ["phone"])[0]() for code in codes)

    *streams, _ = at_once(*(partial(stream, stack) for stack in stacks), partial(close, hall, 600))
    told = sum(streams, Counter())
    assert told[Cast.CLOSED] > 0
    assert kept_count(hall) == used_count() == told[Cast.RECORDED]


# A slip that is taken back while it votes --------------------------------------------------------------------------


def exchange(hall: Hall, code: str) -> str:
    try:
        exchange_slip(session=hall.session, typed_code=code, user=hall.leader, at=AT)
    except Refused:
        return "refused"
    return "exchanged"


def exchange_and_cast(hall: Hall) -> list[tuple]:
    pairs = []
    for code in hall.slips:
        pairs.append(tuple(at_once(partial(exchange, hall, code), *votes(hall, code, ["phone"]))))
    return pairs


ONE_OF_TWO = {("exchanged", Cast.PAPER), ("refused", Cast.RECORDED)}


def test_a_slip_is_voted_with_or_exchanged_never_both(open_hall: Hall):
    assert set(exchange_and_cast(open_hall)) <= ONE_OF_TWO
    assert BoxItem.objects.count() == used_count()


@on_postgres
def test_without_the_condition_on_its_state_an_exchanged_slip_would_vote(open_hall: Hall):
    unconditional = ballots.CAST_SQL.replace("AND state = 'issued'", "")
    assert unconditional != ballots.CAST_SQL
    exchange(open_hall, open_hall.slips[0])
    with mock.patch.object(ballots, "CAST_SQL", unconditional):
        assert votes(open_hall, open_hall.slips[0], ["phone"])[0]() is Cast.RECORDED


def test_a_new_print_and_the_start_at_once_leave_one_valid_batch(hall: Hall):
    old = hall.prepare_box().slips

    def reprint() -> list[str]:
        return print_slips(session=hall.session, user=hall.leader, at=AT, over=len(old))

    started, printed = at_once(partial(hall.step, "start_voting"), reprint)
    valid = old if isinstance(printed, Refused) else printed
    assert not isinstance(started, Exception)
    assert Slip.objects.filter(state=SlipState.ISSUED).count() == len(valid) == 11
    assert votes(hall, valid[0], ["phone"])[0]() is Cast.RECORDED


# The opening -------------------------------------------------------------------------------------------------------


def closed(hall: Hall) -> Hall:
    for code in hall.slips[:8]:
        hall.vote(code)
    hall.give_superiors()
    close(hall, 8)
    return hall


def open_twice(hall: Hall) -> list:
    """Both have counted before either writes."""
    both_have_counted = Barrier(2)
    write = counting._write_result

    def write_together(*arguments):
        with suppress(BrokenBarrierError):
            both_have_counted.wait(PATIENCE_SECONDS)
        return write(*arguments)

    with mock.patch.object(counting, "_write_result", write_together):
        doing = partial(open_box, session=hall.session, given_codes=hall.opening_codes[:2], user=hall.leader, at=AT)
        return at_once(doing, doing)


def is_one_opening(results: list) -> bool:
    refused = [result for result in results if isinstance(result, Refused)]
    return len(refused) == 1 and not any(isinstance(result, Exception) for result in results if result not in refused)


def test_two_openings_at_once_write_one_result(open_hall: Hall):
    results = open_twice(closed(open_hall))
    assert is_one_opening(results), results
    assert Result.objects.get(question="chair", option="satisfied").ballot_count == 8
    assert BoxItem.objects.count() == 0


@on_postgres
def test_without_the_lock_the_second_opening_would_crash_into_the_first(open_hall: Hall):
    closed(open_hall)
    with mock.patch.object(QuerySet, "select_for_update", lambda self, **_: self.all()):
        assert not is_one_opening(open_twice(open_hall))


def test_wrong_codes_from_many_hands_are_looked_at_ten_times_in_all(open_hall: Hall):
    closed(open_hall)
    looked = []

    def wrong(wrapped, given):
        looked.append(given)
        raise counting.CodeRefused("这两个开箱码不能打开票箱，请核对后重新输入。")

    doing = partial(open_box, session=open_hall.session, given_codes=("0" * 12, "1" * 12), user=open_hall.leader, at=AT)
    with mock.patch.object(counting, "unwrap", wrong):
        results = at_once(*[doing] * 16)
    assert all(isinstance(result, Refused) for result in results)
    assert len(looked) == MOST_OPENING_TRIES == Poll.objects.get().failed_opening_count
