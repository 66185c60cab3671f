"""Whatever was voted, counted on paper and interrupted: the published totals are the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisal.box.ballots import Ballot
from appraisal.kinds import Answer, SlipState, Subject
from appraisal.models import BoxItem, Comment, PaperCount, Poll, Result, Slip
from appraisal.rules.turnout import SubjectCounts
from appraisal.selectors.polls import ledger
from appraisal.services import box_ledger, counting
from appraisal.services.ballots import Cast, cast
from appraisal.services.box_ledger import is_whole
from appraisal.services.counting import open_box, recount
from appraisal.services.polls import exchange_slip
from appraisal.services.tellers import PaperTally, enter_paper_count
from tests.appraisal.conftest import AT, Hall, make_hall

pytestmark = pytest.mark.django_db

ADDITIONAL = "x1"
QUESTIONS = [*(subject.value for subject in Subject), ADDITIONAL]
OPINIONS = st.one_of(st.just(""), st.sampled_from(["食堂", "😀", "甲\n乙", '"}', "a" * 500]))
BALLOTS = st.builds(
    Ballot,
    st.fixed_dictionaries(dict.fromkeys(QUESTIONS, st.sampled_from([answer.value for answer in Answer]))),
    OPINIONS,
)
# Where the power may go: the function that is called, in the module that calls it.
CRASH_POINTS = {
    "before the codes are tried": (counting, "unwrap"),
    "while ballots are opened": (counting._Sum, "add"),
    "before anything is written": (counting, "_write_result"),
    "before the totals": (Result.objects, "bulk_create"),
    "between totals and opinions": (Comment.objects, "bulk_create"),
    "before the ledger": (box_ledger, "enter"),
    "before the session's own step": (counting, "perform"),
}


class PowerCut(BaseException):
    """Nothing may catch it."""


@dataclass(frozen=True)
class Papers:
    """What lies in the paper box, and how many slips were exchanged for it."""

    exchanged: int
    tally: PaperTally


@st.composite
def papers(draw: st.DrawFn) -> Papers:
    exchanged = draw(st.integers(0, 4))
    found = draw(st.integers(0, exchanged))
    invalid = draw(st.integers(0, found))
    subjects = {}
    for subject in Subject:
        cuts = sorted(draw(st.lists(st.integers(0, found - invalid), min_size=3, max_size=3)))
        parts = [high - low for low, high in zip([0, *cuts], [*cuts, found - invalid], strict=True)]
        subjects[subject] = SubjectCounts(*parts)
    return Papers(exchanged, PaperTally(found, invalid, subjects))


@contextmanager
def power_cut_at(point: str) -> Iterator[None]:
    place, name = CRASH_POINTS[point]
    with mock.patch.object(place, name, side_effect=PowerCut), pytest.raises(PowerCut):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """Each example leaves the database as it found it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def held(ballots: list[Ballot], in_paper_box: Papers) -> Hall:
    """A meeting in which exactly these voted, some on paper; closed, and counted by both tellers."""
    hall = make_hall(due=len(ballots) + in_paper_box.exchanged).prepare_box()
    Poll.objects.filter(pk=hall.poll.pk).update(extra_items=[{"key": ADDITIONAL, "text": "厂务公开"}])
    hall.step("start_voting")
    codes = iter(hall.slips)
    for ballot in ballots:
        assert cast(poll=hall.poll, code=next(codes), nonce="", ballot=ballot) is Cast.RECORDED
    for _ in range(in_paper_box.exchanged):
        exchange_slip(session=hall.session, typed_code=next(codes), user=hall.leader, at=AT)
    hall.give_superiors()
    count = len(ballots) + in_paper_box.exchanged
    hall.step("stop_voting", present_count=count, issued_count=count)
    for teller in (1, 2) if in_paper_box.exchanged else ():
        enter_paper_count(session=hall.session, teller=teller, tally=in_paper_box.tally, user=hall.leader, at=AT)
    return hall


def two_codes(hall: Hall) -> list[str]:
    """With the superior union's among them, because few ballots need it."""
    return [hall.opening_codes[holder] for holder in (2, 0)]


def opened(hall: Hall) -> None:
    open_box(session=hall.session, given_codes=two_codes(hall), user=hall.leader, at=AT)


def expected(ballots: list[Ballot], in_paper_box: Papers) -> Counter:
    totals = Counter(answer for ballot in ballots for answer in ballot.answers.items())
    for subject, counts in in_paper_box.tally.subjects.items():
        totals.update({(subject.value, answer.value): counts.of(answer) for answer in Answer})
    return +totals


def published() -> Counter:
    rows = Result.objects.values_list("question", "option", "ballot_count")
    return +Counter({(question, option): count for question, option, count in rows})


def expect_untouched(hall: Hall, ballot_count: int) -> None:
    assert not Result.objects.exists()
    assert not Comment.objects.exists()
    assert BoxItem.objects.count() == ballot_count
    assert hall.poll.opened_at is None
    assert hall.refresh().state == "closed"


@given(
    ballots=st.lists(BALLOTS, min_size=1, max_size=9),
    in_paper_box=papers(),
    crashes=st.lists(st.sampled_from(sorted(CRASH_POINTS)), max_size=3, unique=True),
)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_totals_are_the_sum_wherever_the_power_went(ballots, in_paper_box, crashes):
    with undone():
        hall = held(ballots, in_paper_box)
        for point in crashes:
            with power_cut_at(point):
                opened(hall)
            expect_untouched(hall, len(ballots))
        opened(hall)
        assert published() == expected(ballots, in_paper_box)
        opinions = Counter(Comment.objects.values_list("text", flat=True))
        assert opinions == Counter(ballot.comment for ballot in ballots if ballot.comment)
        assert BoxItem.objects.count() == 0
        assert Slip.objects.filter(state=SlipState.USED).count() == len(ballots)
        assert is_whole(ledger(hall.poll))
        assert recount(session=hall.session, given_codes=two_codes(hall), user=hall.leader, at=AT)


@pytest.mark.parametrize("point", ["before the totals", "between totals and opinions", "before the session's own step"])
def test_without_the_transaction_a_power_cut_would_leave_half_a_result(point: str):
    """The broken twin: the same steps, each for itself."""
    ballots = [Ballot(dict.fromkeys(QUESTIONS, "satisfied"), "食堂")] * 8
    hall = held(ballots, Papers(0, PaperTally(0, 0, {})))
    unguarded = counting._write_result.__wrapped__
    with mock.patch.object(counting, "_write_result", unguarded), power_cut_at(point):
        opened(hall)
    if point == "before the totals":
        expect_untouched(hall, 8)
    else:
        assert Result.objects.exists()


def test_one_tellers_count_alone_opens_nothing(open_hall: Hall):
    for code in open_hall.slips[:8]:
        open_hall.vote(code)
    open_hall.give_superiors()
    open_hall.step("stop_voting", present_count=8, issued_count=8)
    tally = PaperTally(0, 0, {subject: SubjectCounts(0, 0, 0, 0) for subject in Subject})
    enter_paper_count(session=open_hall.session, teller=1, tally=tally, user=open_hall.leader, at=AT)
    assert PaperCount.objects.count() == 1
    with pytest.raises(counting.Refused, match="两名计票人尚未一致录入纸质票"):
        opened(open_hall)
