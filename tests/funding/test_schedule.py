"""RULES §6, cell by cell, and the sums it makes possible."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from funding.kinds import Scheme, TrancheKind, TrancheState
from funding.rules.schedule import SectorFacts, YearFacts, sector_tranches, total, yearly_tranches
from policy.documents import Law
from tests.cases import each_case
from unions.kinds import SectorTier, UnionKind

FACTS = (True, False, None)
THOUSAND = Decimal(1000)
# R-M2: what a year (for a sector typical three years) can come to, in thousands.
POSSIBLE = {
    UnionKind.DISTRICT_UNION: {0, 20, 40, 60, 80},
    UnionKind.RESIDENT_INDUSTRIAL_UNION: {0, 30, 40, 50},
    UnionKind.NONRESIDENT_INDUSTRIAL_UNION: {0, 10, 20},
}


def by_state(verdicts) -> dict[TrancheState, dict[str, Decimal]]:
    found: dict = {state: {} for state in TrancheState}
    for verdict in verdicts:
        found[verdict.state][verdict.kind.value] = verdict.amount
    return found


def expect(verdicts, due: dict, locked: list, not_applicable: list) -> None:
    found = by_state(verdicts)
    assert found[TrancheState.DUE] == {kind: Decimal(amount) for kind, amount in due.items()}
    assert set(found[TrancheState.LOCKED]) == set(locked)
    assert set(found[TrancheState.NOT_APPLICABLE]) == set(not_applicable)


@each_case("2014-31/tranches.toml")
def test_a_year_brings_what_the_case_says(case):
    facts = dict(case["facts"])
    waived = frozenset(TrancheKind(kind) for kind in facts.pop("released_without_coverage", ()))
    law = Law.of_year(case["year"], case.get("choices"))
    verdicts = yearly_tranches(
        YearFacts(UnionKind(case["kind"]), released_without_coverage=waived, **facts), law
    )  # fmt: skip
    expect(verdicts, case["due"], case.get("locked", []), case.get("not_applicable", []))


@each_case("2014-31/sector_tranches.toml")
def test_a_sector_typical_gets_what_the_case_says(case):
    acceptances = {int(year): passed for year, passed in case.get("acceptances", {}).items()}
    facts = SectorFacts(
        case["first_year"], SectorTier(case["tier"]) if case["tier"] else None, case.get("is_provincial", False),
        is_province_approved=case.get("is_provincial", False), acceptances=acceptances,
    )  # fmt: skip
    known = {int(year) for part in ("due", "locked", "not_applicable") for year in case.get(part, {})}
    for year in sorted(known | set(acceptances)):
        verdicts = sector_tranches(facts, year, Law.of_year(year))
        expect(verdicts, *(case.get(part, {}).get(str(year), []) or {} for part in ("due", "locked", "not_applicable")))
        assert not case.get("is_provincial") or {each.scheme for each in verdicts} <= {Scheme.M2}


def test_a_locked_tranche_names_what_is_missing_and_who_decides_it():
    startup = yearly_tranches(YearFacts(UnionKind.DISTRICT_UNION, is_plan_approved=False), Law.of_year(2015))[0]
    assert [str(reason) for reason in startup.missing] == [
        "未满足：实施方案已批准（大工发〔2014〕31号 六、5）",
        "待定：申报典型单位已批准（大工发〔2014〕31号 六、5）",
    ]
    assert startup.basis(Law.of_year(2015)).formula == "2 项条件未全部满足 → 0 元（标准 20,000 元）"


@pytest.mark.parametrize("kind", POSSIBLE)
def test_no_outcome_makes_another_sum_than_the_text_allows(kind):
    """R-M2 over every outcome there can be: each fact true, false or unknown, coverage applicable or not."""
    found = set()
    for year in (2014, 2015, 2017):
        law = Law.of_year(year)
        for papers, approved, passing, coverage, innovative in product(FACTS, repeat=5):
            facts = YearFacts(
                kind, papers, papers, approved, passing if approved else None,
                is_coverage_applicable=year > 2014, is_coverage_met=coverage, is_innovative=innovative,
            )  # fmt: skip
            earned = total(yearly_tranches(facts, law)) / THOUSAND
            assert year > 2014 or kind != UnionKind.DISTRICT_UNION or earned <= 60
            found.add(earned)
    assert found == POSSIBLE[kind]


def test_over_three_years_a_sector_typical_gets_no_other_sum_than_the_text_allows():
    for outcomes in product([True, False, None], repeat=3):
        acceptances = {2014 + place: passed for place, passed in enumerate(outcomes) if passed is not None}
        for tier, possible in ((SectorTier.CITY, {10, 20, 30}), (SectorTier.SUB_COUNTY, {0})):
            facts = SectorFacts(2014, tier, is_provincial=False, acceptances=acceptances)
            sums = [total(sector_tranches(facts, year, Law.of_year(year))) for year in range(2014, 2020)]
            assert sum(sums) / THOUSAND in possible
        provincial = SectorFacts(2014, SectorTier.CITY, True, True, acceptances)
        earned = sum(total(sector_tranches(provincial, year, Law.of_year(year))) for year in range(2014, 2020))
        assert earned / THOUSAND == (20 if True in outcomes else 10)
