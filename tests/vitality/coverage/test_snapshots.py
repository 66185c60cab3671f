"""Sealing a year: what is kept, that nothing changes it, and how late results come in."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from appraisal.rules.standing import YearFacts, standard_verdict
from office.models import Event
from office.refusals import Refused
from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from tests.vitality.conftest import SHANGHAI
from tests.vitality.coverage.conftest import judge
from unions.kinds import RoleKind
from unions.models import FormerName, Union
from vitality.models import SnapshotFigure, SnapshotUnit, YearSnapshot
from vitality.selectors.coverage.report import coverage_report
from vitality.selectors.coverage.sealed_units import facts_of
from vitality.selectors.coverage_facts import coverage_met
from vitality.services.snapshots import (
    figures_digest,
    recomputed,
    refresh_draft,
    refresh_or_seal,
    seal_again,
    seal_by_hand,
    seal_year,
)

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2015, 12, 31, 23, 59, tzinfo=SHANGHAI)
NEW_YEAR = datetime(2016, 1, 1, 2, 0, tzinfo=SHANGHAI)
MARCH = datetime(2016, 3, 1, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def district():
    return DistrictFactory(name="中山区总工会")


@pytest.fixture
def units(district):
    """Three units, of which the first is standard."""
    units = [UnionFactory(superior=district) for _ in range(3)]
    judge(units[0])
    judge(units[1], composite="6999/10000")
    return units


def standard_counts() -> list[int]:
    return [row.coverage.standard_count for row in coverage_report(2015, None).rows if row.coverage.total_count]


def report_bytes() -> bytes:
    return json.dumps(coverage_report(2015, None).as_json(), ensure_ascii=False).encode()


def test_a_year_is_sealed_once_it_is_over(units):
    with pytest.raises(Refused, match="12 月 31 日才结束"):
        seal_year(year=2015, at=DECEMBER)
    snapshot = seal_year(year=2015, at=NEW_YEAR)
    assert (snapshot.version, snapshot.unit_count, snapshot.law["day"]) == (1, 3, "2015-12-31")
    with pytest.raises(Refused, match="已于 2016-01-01 封存"):
        seal_year(year=2015, at=MARCH)


def test_what_comes_late_changes_nothing_until_the_leading_group_decides(units, district):
    seal_year(year=2015, at=NEW_YEAR)
    before = report_bytes()
    judge(units[2])
    FormerName.objects.create(union=district, name="更名前", until_on=MARCH.date())
    Union.objects.filter(pk=units[0].pk).update(employee_count=10)
    assert report_bytes() == before
    assert coverage_met([district.pk], 2015)[district.pk].is_sealed
    leader = user_with_post(RoleKind.LEADING_GROUP, CityFactory())
    with pytest.raises(Refused, match="须写明理由"):
        seal_again(year=2015, reason=" ", user=leader, at=MARCH)
    with pytest.raises(PermissionDenied):
        seal_again(year=2015, reason="补认定", user=user_with_post(), at=MARCH)
    again = seal_again(year=2015, reason="补认定一家", user=leader, at=MARCH)
    assert (again.version, standard_counts()) == (2, [1, 1])
    assert SnapshotUnit.objects.filter(snapshot__version=1).count() == 3
    assert Event.objects.get(verb="seal_again").comment == "补认定一家"


def test_recomputing_a_sealed_year_gives_the_same_bytes(units):
    snapshot = seal_year(year=2015, at=NEW_YEAR)
    before = report_bytes()
    judge(units[2])
    assert figures_digest(recomputed(snapshot)) == snapshot.digest
    assert report_bytes() == before


def test_the_sealed_verdict_is_what_the_rule_says_of_the_sealed_facts(units):
    snapshot = seal_year(year=2015, at=NEW_YEAR)
    rows = list(SnapshotUnit.objects.filter(snapshot=snapshot))
    law = snapshot.sealed_law
    assert [row.is_standard for row in rows] == [True, False, False]
    assert [standard_verdict(facts_of(row), law).met is True for row in rows] == [True, False, False]
    assert isinstance(facts_of(rows[0]), YearFacts)


def test_the_law_of_the_day_is_kept(units):
    law = YearSnapshot.objects.get(pk=seal_year(year=2015, at=NEW_YEAR).pk).sealed_law
    assert law.threshold("standard_line").sentence() == "不少于 70%"


CHANGES = {
    "the snapshot": lambda: YearSnapshot.objects.filter(version=1).update(digest="0" * 64),
    "a unit": lambda: SnapshotUnit.objects.filter(is_standard=False).update(is_standard=True),
    "a figure": lambda: SnapshotFigure.objects.filter(standard_count=1).update(standard_count=0),
    "one more unit": lambda: SnapshotUnit.objects.create(
        snapshot=YearSnapshot.objects.get(version=1), union=CityFactory(), name="x", category="public",
        has_valid_appraisal=True, is_standard=True, meets_typical_line=True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change(units, change):
    seal_year(year=2015, at=NEW_YEAR)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()


@pytest.mark.parametrize("model", [SnapshotUnit, SnapshotFigure, YearSnapshot])
def test_the_database_refuses_to_delete(units, model):
    seal_year(year=2015, at=NEW_YEAR)
    sealed = model.objects.filter(version=1) if model is YearSnapshot else model.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sealed._raw_delete(sealed.db)


def test_the_night_renews_the_draft_and_seals_the_year_it_drafted(units):
    refresh_or_seal(at=DECEMBER)
    draft = YearSnapshot.objects.get(year=2015)
    assert (draft.state, draft.figures.filter(total_count=3).get().standard_count) == ("draft", 1)
    judge(units[2])
    refresh_or_seal(at=NEW_YEAR)
    assert YearSnapshot.objects.in_force(2015).version == 1
    assert standard_counts() == [2, 2]
    refresh_or_seal(at=MARCH)
    assert YearSnapshot.objects.filter(year=2015, version__gte=1).count() == 1


def test_a_year_before_the_system_is_left_to_be_sealed_by_hand(units):
    refresh_or_seal(at=NEW_YEAR)
    assert YearSnapshot.objects.in_force(2015) is None
    reviewer = user_with_post(RoleKind.DEPARTMENT_REVIEWER, CityFactory())
    with pytest.raises(PermissionDenied):
        seal_by_hand(year=2015, user=user_with_post(), at=NEW_YEAR)
    assert seal_by_hand(year=2015, user=reviewer, at=NEW_YEAR).version == 1


def test_the_years_before_the_project_have_nothing_to_seal(units):
    with pytest.raises(Refused, match="2013 年没有达标情况"):
        refresh_draft(year=2013, at=MARCH)
