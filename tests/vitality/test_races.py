"""Two people at the same thing at the same moment, on PostgreSQL; and the broken twin without the lock."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db.models import QuerySet

from office.events import chain_faults
from office.models import ChainHead, Event
from office.refusals import Refused
from tests.factories import DistrictFactory, user_with_post
from tests.races import at_once
from tests.vitality.conftest import NOON, World
from unions.kinds import RoleKind
from unions.models import User
from vitality.kinds import OrganPosition
from vitality.models import Application, ApplicationVersion, Batch, Decision, GroupSeat
from vitality.services.applications import EditConflict, move_application, save_answers, start_application
from vitality.services.batches import file_batch
from vitality.services.decisions import prepare_decision
from vitality.services.organisation import seat_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def as_user(user: User) -> User:
    """The person in another browser: a row of its own with the same post."""
    again = User.objects.get(pk=user.pk)
    again.post, again.posts = user.post, user.posts
    return again


def file_twice(world: World, district, five_units) -> list:
    batch = world.endorsed_batch(district, five_units)
    officer = world.officer_of(district)
    return at_once(
        *(lambda: file_batch(batch=Batch.objects.get(pk=batch.pk), user=as_user(officer), at=NOON) for _ in range(2))
    )


def is_one_filing(results: list) -> bool:
    refused = [result for result in results if isinstance(result, Refused)]
    filed = [result for result in results if isinstance(result, Batch)]
    return len(filed) == len(refused) == 1 and ApplicationVersion.objects.count() == 5


def test_two_officers_filing_at_once_make_one_filing(world: World, district, five_units):
    results = file_twice(world, district, five_units)
    assert is_one_filing(results), results
    assert "没有待申报的申报表，已于 2014-09-20 12:00 由" in str(
        [each for each in results if isinstance(each, Refused)]
    )


def test_without_the_lock_this_test_would_fail(world: World, district, five_units):
    with mock.patch.object(QuerySet, "select_for_update", lambda self, **_: self.all()):
        assert not is_one_filing(file_twice(world, district, five_units))


def test_two_people_starting_a_form_get_the_same_one(world: World, five_units):
    officer = world.officer_of(five_units[0].superior)
    found = at_once(
        *(
            lambda: start_application(round=world.round, unit=five_units[0], user=as_user(officer), at=NOON)
            for _ in range(4)
        )
    )
    assert {each.pk for each in found} == {Application.objects.get().pk}


def test_of_two_savings_from_one_page_the_second_is_a_conflict(world: World, five_units):
    application = world.draft(five_units[0])
    officer, before = world.officer_of(five_units[0].superior), application.revision
    results = at_once(
        *(
            lambda text=text: save_answers(
                application=application, answers={"goals": text}, revision=before, user=as_user(officer)
            )
            for text in ("甲", "乙")
        )
    )
    assert sorted(type(each).__name__ for each in results) == ["Application", "EditConflict"]
    kept = next(each for each in results if isinstance(each, Application))
    conflict = next(each for each in results if isinstance(each, EditConflict))
    assert conflict.current.goals == kept.goals == Application.objects.get().goals


def test_a_return_while_the_review_is_passed_lets_one_of_them_win(world: World, district, five_units):
    application = world.filed_batch(district, five_units).applications.first()
    results = at_once(
        lambda: move_application(
            application=application, transition="pass_review", user=as_user(world.reviewer), at=NOON,
            is_newness_checked=True,
        ),
        lambda: move_application(
            application=application, transition="pass_review", user=as_user(world.reviewer), at=NOON,
            is_newness_checked=True,
        ),
    )  # fmt: skip
    assert sorted(type(each).__name__ for each in results) == ["Application", "Refused"]


def test_a_form_has_one_pending_decision_whoever_prepares_it(world: World, district, five_units):
    form = world.passed(district, five_units)[0]
    at_once(
        *(
            lambda who=who: prepare_decision(application=form, outcome="approve", reason="", user=as_user(who), at=NOON)
            for who in (world.leader, world.reviewer)
        )
    )
    assert Decision.objects.filter(application=form, sheet=None).count() == 1


def two_heads_at_once() -> int:
    """Two officers of a district name a head each at the same moment; how many heads there are then."""
    district = DistrictFactory()
    officers = [user_with_post(RoleKind.OFFICER, district) for _ in range(2)]

    def seat(officer: User, name: str) -> GroupSeat:
        values = {"position": OrganPosition.HEAD, "person_name": name, "from_on": NOON.date()}
        return seat_person(union=district, values=values, user=as_user(officer), at=NOON)

    at_once(*(lambda each=each, name=name: seat(each, name) for each, name in zip(officers, "甲乙", strict=True)))
    return GroupSeat.objects.filter(union=district).count()


def test_a_group_has_one_head_whoever_names_one():
    assert two_heads_at_once() == 1


def test_without_the_lock_a_group_would_have_two_heads():
    with mock.patch("vitality.services.organisation._hold"):
        assert 2 in [two_heads_at_once() for _ in range(5)]


def test_events_written_at_once_form_one_unbroken_chain(world: World, five_units):
    forms = [world.draft(unit) for unit in five_units]
    officer = world.officer_of(five_units[0].superior)
    at_once(
        *(
            lambda form=form: move_application(application=form, transition="endorse", user=as_user(officer), at=NOON)
            for form in forms
        )
    )
    assert Event.objects.filter(verb="endorse").count() == 5
    assert chain_faults(Event.objects.order_by("number"), head=ChainHead.objects.get()) == []
