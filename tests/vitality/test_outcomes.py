"""The facts of a year that the money asks for: true, false, or not yet known, each with its ground."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import DistrictFactory, SectorFactory, UnionFactory
from tests.vitality.conftest import NOON
from vitality.models import AcceptanceResult, ImportedApproval, InnovationFinding, Typical
from vitality.selectors.outcomes import RecipientYear, recipient_years, sector_typicals

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return DistrictFactory(name="中山区总工会")


def typical(superior, year=2015, *, passed: bool | None = None, **more) -> Typical:
    unit = more.pop("unit", None) or UnionFactory(superior=superior)
    won = Typical.objects.create(
        **{"unit": unit, "superior": superior, "year": year, "level": "city", "kind": "enterprise", **more}
    )
    if passed is not None:
        result(won, year, passed=passed)
    return won


def result(won: Typical, year: int, *, passed: bool) -> AcceptanceResult:
    return AcceptanceResult.objects.create(typical=won, year=year, is_passed=passed, is_imported=True, recorded_at=NOON)


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ([], None),
        ([True, True], True),
        ([True, None], None),
        ([True, False], False),
        ([None, False], False),
        ([None], None),
    ],
)
def test_all_pass_only_if_every_typical_of_the_year_did(district, results, told):
    for passed in results:
        typical(district, passed=passed)
    typical(district, 2014, passed=False)
    found = recipient_years(2015)[district.pk]
    assert (found.all_typicals_pass, found.has_approved_typicals) == (told, True if results else None)


def test_sector_typicals_are_no_enterprise_typicals(district):
    typical(district, unit=SectorFactory(superior=district), kind="sector", passed=False)
    found = recipient_years(2015)[district.pk]
    assert (found.all_typicals_pass, found.has_approved_typicals) == (None, None)


def test_an_unknown_fact_says_who_must_act(district):
    found = recipient_years(2015)[district.pk]
    assert {name: ground.who for name, ground in found.grounds.items()} == {
        "is_plan_approved": "报送工会", "are_safeguards_approved": "报送工会", "has_approved_typicals": "市总领导小组",
        "all_typicals_pass": "市总领导小组", "coverage": found.grounds["coverage"].who, "is_innovative": "市总领导小组",
    }  # fmt: skip


def test_imported_approvals_and_findings_are_facts_of_their_year(district):
    ImportedApproval.objects.create(
        union=district, year=2015, kind="implementation_plan", is_approved=True, recorded_at=NOON
    )
    ImportedApproval.objects.create(
        union=district, year=2015, kind="safeguard_measures", is_approved=False, recorded_at=NOON
    )
    InnovationFinding.objects.create(union=district, year=2015, is_innovative=False, is_imported=True, recorded_at=NOON)
    found, before = recipient_years(2015)[district.pk], recipient_years(2014)[district.pk]
    assert (found.is_plan_approved, found.are_safeguards_approved, found.is_innovative) == (True, False, False)
    assert (before.is_plan_approved, before.are_safeguards_approved, before.is_innovative) == (None, None, None)


def test_coverage_does_not_apply_in_a_year_without_a_target(district):
    found = recipient_years(2014)[district.pk]
    assert (found.coverage, found.is_coverage_applicable) == (None, False)


def test_facts_survive_their_sealing(district):
    typical(district, passed=True)
    found = recipient_years(2015)[district.pk]
    kept = RecipientYear.from_json(found.as_json())
    assert kept.grounds == found.grounds
    assert (kept.all_typicals_pass, kept.is_frozen) == (True, True)


def test_more_unions_take_no_more_queries(district):
    typical(district, passed=True)
    with CaptureQueriesContext(connection) as few:
        recipient_years(2015)
    for _ in range(5):
        typical(DistrictFactory(), passed=True)
    with CaptureQueriesContext(connection) as many:
        recipient_years(2015)
    assert len(many) == len(few) <= 18


def test_a_sector_typical_has_an_acceptance_in_each_of_three_years(district):
    sector = SectorFactory(superior=district)
    won = typical(district, 2014, unit=sector, kind="sector", level="provincial")
    result(won, 2014, passed=True)
    result(won, 2015, passed=False)
    (found,) = sector_typicals()
    assert (found.typical_id, found.union_id, found.superior_id) == (won.pk, sector.pk, district.pk)
    assert found.acceptance == {2014: True, 2015: False, 2016: None}
    assert (found.tier, found.is_province_approved) == ("county", True)
