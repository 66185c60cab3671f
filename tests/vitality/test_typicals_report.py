"""`report typicals`: what each superior union has of what it owes, and the city's 260 distinct units."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from policy.documents import Law
from tests.cases import each_case
from tests.factories import DistrictFactory, SectorFactory, UnionFactory
from unions.kinds import UnionKind
from unions.models import FormerName
from vitality.models import Typical
from vitality.rules.shares import TypicalsWon, share_verdict, total_verdict
from vitality.selectors.typicals import city_total


def report(year: int) -> dict:
    out = StringIO()
    call_command("report", "typicals", "--year", str(year), "--json", stdout=out)
    return json.loads(out.getvalue())


@each_case("2014-31/typical_shares.toml")
def test_a_share_says_what_is_missing(case):
    won = TypicalsWon(UnionKind(case["kind"]), case["year"], case["new"], case["nonpublic"], case["sector"])
    verdict = share_verdict(won, Law.of_year(case["year"]))
    assert verdict.met is case["met"]
    told = "；".join(each.shown for each in verdict.reasons)
    assert all(words in told for words in case.get("told", ()))


@each_case("2014-31/typical_total.toml")
def test_the_total_is_reached_at_its_number(case):
    assert total_verdict(case["count"], Law.of_year(2017)).met is case["met"]


@pytest.mark.django_db
def test_the_report_has_a_row_for_each_union_and_one_for_the_city():
    district = DistrictFactory(name="中山区总工会")
    units = [UnionFactory(superior=district) for _ in range(3)]
    sector = SectorFactory(superior=district)
    for unit in [*units, sector]:
        Typical.objects.create(
            unit=unit, superior=district, year=2015, level="city",
            kind="sector" if unit is sector else "enterprise",
        )  # fmt: skip
    found = report(2015)
    assert found["year"] == 2015
    assert found["rows"] == [
        {"superior": "中山区总工会", "new": 3, "new_nonpublic_100": 3, "quota": 5, "quota_nonpublic_100": 3,
         "sector": 1, "met": False},
        {"superior": "全市", "new": 3, "new_nonpublic_100": 3, "quota": None, "quota_nonpublic_100": None, "sector": 1,
         "cumulative": 4, "target": 260, "met": False},
    ]  # fmt: skip
    assert "typical_total" in found["parameters"]


@pytest.mark.django_db
def test_a_past_year_bears_the_names_of_then():
    district = DistrictFactory(name="金普新区总工会")
    FormerName.objects.create(union=district, name="金州区总工会", until_on="2016-06-01")
    assert [report(year)["rows"][0]["superior"] for year in (2015, 2016)] == ["金州区总工会", "金普新区总工会"]


@pytest.mark.django_db
def test_the_total_counts_the_units_of_the_years_until_then():
    district = DistrictFactory()
    for year in (2014, 2016, 2017, 2018):
        Typical.objects.create(
            unit=UnionFactory(superior=district), superior=district, year=year, level="city", kind="enterprise"
        )
    assert [city_total(year).cumulative_count for year in (2014, 2016, 2017, 2018)] == [1, 2, 3, 3]


@pytest.mark.django_db
def test_sector_typicals_are_counted_up_to_the_year():
    district = DistrictFactory()
    for year in (2014, 2017, 2018):
        Typical.objects.create(
            unit=SectorFactory(superior=district), superior=district, year=year, level="city", kind="sector"
        )
    assert [report(year)["rows"][0]["sector"] for year in (2014, 2016, 2017, 2018)] == [1, 1, 2, 3]
