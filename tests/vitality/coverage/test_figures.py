"""Who counts where in a year, and what the report and the fact for the money say of it."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.models import AppraisalSession
from office.models import YearChoice
from tests.factories import (
    CityFactory,
    DistrictFactory,
    IndustrialFactory,
    SectorFactory,
    UnionFactory,
    UserFactory,
    user_with_post,
)
from tests.vitality.conftest import NOON, SHANGHAI
from tests.vitality.coverage.conftest import judge
from unions.kinds import OwnershipType, UnionKind
from unions.models import FormerName, FormerSuperior, Union
from vitality.selectors.coverage.figures import year_figures
from vitality.selectors.coverage.report import coverage_report
from vitality.selectors.coverage_facts import coverage_met
from vitality.services.snapshots import seal_year

pytestmark = pytest.mark.django_db


def report(year: int = 2015):
    out = StringIO()
    call_command("report", "coverage", year=year, json=True, stdout=out)
    return json.loads(out.getvalue())


def counts(union: Union | None, year: int = 2015) -> dict[str, tuple[int, int]]:
    """Standard units and all of them by category, under a superior union or in the city."""
    found = year_figures(year).of(union.pk if union else None)
    return {each.category.value: (each.standard_count, each.total_count) for each in found}


@pytest.fixture
def district():
    return DistrictFactory(name="中山区总工会")


def unit(superior: Union, **more) -> Union:
    return UnionFactory(superior=superior, **more)


def test_the_report_gives_exact_rates_targets_and_verdicts(district):
    industrial = IndustrialFactory(name="港口产业工会")
    judge(unit(district))
    unit(district), unit(district)
    judge(unit(industrial, ownership_type=OwnershipType.INSTITUTION, employee_count=8), composite="69/100")
    found = report()
    assert found["year"] == 2015
    assert found["rows"][1] == {
        "superior": "中山区总工会", "category": "nonpublic_100", "standard": 1, "total": 3, "rate": "1/3",
        "rate_percent": "33.33%", "target": "3/10", "target_percent": "30.00%", "met": True,
    }  # fmt: skip
    told = {(row["superior"], row["category"]): (row["rate"], row["met"]) for row in found["rows"]}
    assert told == {
        ("中山区总工会", "public"): (None, None),
        ("中山区总工会", "nonpublic_100"): ("1/3", True),
        ("港口产业工会", "public"): ("0/1", False),
        ("港口产业工会", "nonpublic_100"): (None, None),
        ("全市", "public"): ("0/1", False),
        ("全市", "nonpublic_100"): ("1/3", True),
    }
    assert found["parameters"]["coverage_target"]["value"] == {"nonpublic_100": "3/10", "public": "1/2"}
    assert {row["target"] for row in report(2014)["rows"]} == {None}
    assert report(2013)["rows"] == []


def test_joint_sector_and_small_units_are_in_no_denominator(district):
    SectorFactory(superior=district)
    unit(district, kind=UnionKind.JOINT_GRASSROOTS_UNION)
    unit(district, employee_count=99)
    assert counts(district) == {"public": (0, 0), "nonpublic_100": (0, 0)}


def test_only_unions_there_on_the_last_day_count(district):
    unit(district, founded_on=date(2015, 12, 31)), unit(district, founded_on=date(2016, 1, 1))
    unit(district, closed_on=date(2015, 12, 31)), unit(district, closed_on=date(2016, 1, 1))
    assert counts(district)["nonpublic_100"] == (0, 2)


def test_by_the_other_reading_those_of_the_first_day_count(district):
    unit(district, founded_on=date(2015, 1, 1)), unit(district, founded_on=date(2015, 1, 2))
    YearChoice.objects.create(
        document="2014-31", year=2015, key="coverage_snapshot", value="year_start", reason="试", decided_at=NOON,
        decided_by=UserFactory(),
    )  # fmt: skip
    assert counts(district)["nonpublic_100"] == (0, 1)


def test_a_unit_counts_where_it_hangs_on_the_last_day(district):
    other = DistrictFactory(name="沙河口区总工会")
    moved = judge(unit(other))
    FormerSuperior.objects.create(union=moved, superior=district, until_on=date(2015, 6, 15))
    assert counts(district)["nonpublic_100"] == (0, 0)
    assert counts(other)["nonpublic_100"] == (1, 1)
    assert counts(district, 2014)["nonpublic_100"] == (0, 1)
    assert counts(other, 2014)["nonpublic_100"] == (0, 0)


def test_a_unit_under_a_township_counts_for_the_district_above_it_then(district):
    other = DistrictFactory()
    township = UnionFactory(superior=other, kind=UnionKind.TOWNSHIP_UNION, name="人民路街道工会")
    judge(unit(township))
    assert counts(other)["nonpublic_100"] == (1, 1)
    FormerSuperior.objects.create(union=township, superior=district, until_on=date(2016, 3, 1))
    assert counts(district)["nonpublic_100"] == (1, 1)
    assert counts(other)["nonpublic_100"] == (0, 0)
    assert counts(other, 2016)["nonpublic_100"] == (0, 1)


def test_a_past_year_bears_the_names_of_that_year(district):
    FormerName.objects.create(union=district, name="旧中山区总工会", until_on=date(2016, 2, 1))
    assert coverage_report(2015, None).rows[0].superior == "旧中山区总工会"
    assert coverage_report(2016, None).rows[0].superior == "中山区总工会"


def test_a_closed_superior_is_named_while_units_hang_under_it_only(district):
    DistrictFactory(name="撤销区总工会", closed_on=date(2015, 3, 1))
    assert {row.superior for row in coverage_report(2015, None).rows} == {"中山区总工会", "全市"}


def test_an_officer_gets_the_own_rows_without_the_city(district):
    IndustrialFactory()
    officer = user_with_post(union=district)
    assert {row.superior for row in coverage_report(2015, officer).rows} == {"中山区总工会"}


def test_coverage_met_is_told_for_each_union_asked_for(district, django_assert_max_num_queries):
    industrial, empty = IndustrialFactory(), DistrictFactory()
    judge(unit(district))
    unit(industrial)
    keys = [district.pk, industrial.pk, empty.pk]
    with django_assert_max_num_queries(6):
        found = coverage_met(keys, 2015)
    assert {key: (each.met, each.applies) for key, each in found.items()} == {
        district.pk: (True, True), industrial.pk: (False, True), empty.pk: (None, False),
    }  # fmt: skip
    assert "百人以上非公企业 0/1 = 0.00%，应不少于 30%" in [each.shown for each in found[industrial.pk].reasons]
    assert {each.met for each in coverage_met(keys, 2014).values()} == {None}


def test_a_unit_right_under_the_city_counts_in_the_citys_row_alone_sealed_or_not(district):
    judge(unit(CityFactory())), unit(district)
    assert (counts(None)["nonpublic_100"], counts(district)["nonpublic_100"]) == ((1, 2), (0, 1))
    seal_year(year=2015, at=datetime(2016, 1, 1, tzinfo=SHANGHAI))
    assert (counts(None)["nonpublic_100"], counts(district)["nonpublic_100"]) == ((1, 2), (0, 1))


FACTS = st.fixed_dictionaries({
    "composite": st.sampled_from([None, "69/100", "7/10", "4/5"]),
    **{name: st.sampled_from([True, False, None]) for name in ("plan", "rights", "welcomed")},
})  # fmt: skip


@given(facts=st.lists(FACTS, min_size=6, max_size=6), changed=FACTS, which=st.integers(0, 5))
@settings(max_examples=15, deadline=None)
def test_changing_one_unit_changes_only_its_own_superior_and_the_city(facts, changed, which):
    with transaction.atomic():
        units = [judge(unit(superior), **each) for superior, each in zip(districts(), facts, strict=True)]
        before = rows()
        AppraisalSession.objects.filter(union=units[which]).delete()
        judge(units[which], **changed)
        moved = is_standard(changed) - is_standard(facts[which])
        expected = {
            name: count + moved * (name in (units[which].superior.name, "全市")) for name, count in before.items()
        }
        assert rows() == expected
        transaction.set_rollback(True)


def districts() -> list[Union]:
    return [DistrictFactory(name=f"{name}总工会") for name in "甲乙丙"] * 2


def is_standard(facts: dict) -> int:
    """By hand: all four conditions, the composite from 70 percent on."""
    return int(facts["composite"] in ("7/10", "4/5") and all(facts[name] for name in ("plan", "rights", "welcomed")))


def rows() -> dict[str, int]:
    """Standard large private enterprises by superior union, and in the city."""
    found = coverage_report(2015, None).rows
    return {row.superior: row.coverage.standard_count for row in found if row.coverage.total_count}
