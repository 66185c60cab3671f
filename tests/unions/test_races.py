"""Two people at the tree at the same moment, on PostgreSQL; and the broken twin without the lock."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db.models import QuerySet

from office.refusals import Refused
from office.spreadsheets import read_sheet
from tests.factories import CityFactory, DistrictFactory, UnionFactory
from tests.races import at_once
from tests.unions.rosters import NOON, district, unit, workbook
from unions.kinds import UnionKind
from unions.models import Union
from unions.services.register import create_union
from unions.services.roster import ROSTER, import_roster
from unions.services.tree import move_union

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FACTS = {"kind": UnionKind.GRASSROOTS_UNION, "ownership_type": "5", "employee_count": 120}
ROUNDS = 5


def entered_twice(superior):
    def enter():
        return create_union(superior=superior, name="机床厂工会", particulars=FACTS, user=None, at=NOON)

    return at_once(enter, enter)


def is_one_entry(results) -> bool:
    return [isinstance(result, Refused) for result in results].count(True) == 1 and any(
        isinstance(result, Union) for result in results
    )


def test_two_people_entering_the_same_union_enter_it_once():
    for _ in range(ROUNDS):
        results = entered_twice(DistrictFactory())
        assert is_one_entry(results), results


def test_without_the_lock_of_the_tree_this_test_would_fail():
    superiors = [DistrictFactory() for _ in range(ROUNDS)]
    with mock.patch.object(QuerySet, "select_for_update", lambda self, **_: self.all()):
        assert not all(is_one_entry(entered_twice(superior)) for superior in superiors)


def test_the_same_roster_imported_twice_at_once_is_entered_once():
    CityFactory()
    reading = read_sheet(workbook([district(), unit("机床厂工会"), unit("化工厂工会")]), ROSTER)

    def enter():
        return import_roster(reading=reading, user=None, at=NOON, source="名册.xlsx")

    plans = at_once(enter, enter)
    assert sorted(len(plan.creations) for plan in plans) == [0, 3]
    assert Union.objects.filter(name="机床厂工会").count() == 1


def test_a_unit_entered_while_its_township_moves_lies_under_it():
    for _ in range(ROUNDS):
        target = DistrictFactory()
        township = UnionFactory(kind=UnionKind.TOWNSHIP_UNION)
        at_once(
            lambda township=township, target=target: move_union(
                union=township, superior=target, from_on=NOON.date(), user=None, at=NOON
            ),
            lambda township=township: create_union(
                superior=township, name="机床厂工会", particulars=FACTS, user=None, at=NOON
            ),
        )
        township.refresh_from_db()
        assert township.path.startswith(target.path)
        assert Union.objects.get(superior=township).path.startswith(township.path)
