"""The years of many units judged in the database say what the pure rules say of each."""

from __future__ import annotations

from random import Random

import pytest

from appraisal.kinds import BasicSystem
from appraisal.models import AnnualPlan, AppraisalSession, PlanItem, YearConfirmation
from appraisal.selectors.standing import standings
from appraisal.selectors.standing_rows import FACTS, with_standing
from office.years import law_of_year
from tests.appraisal.conftest import AT
from tests.factories import DistrictFactory, UnionFactory
from unions.models import Union

pytestmark = pytest.mark.django_db
YEAR = 2015
COMPOSITES = ("69/100", "7/10", "6999/10000", "7001/10000", "4/5", "7999/10000", "0/1", "1/1", "19/21", None)
UNIT_COUNT = 120


@pytest.fixture
def units():
    district, random = DistrictFactory(), Random(31)
    units = [UnionFactory(superior=district) for _ in range(UNIT_COUNT)]
    for unit in units:
        plan(unit, random)
        session(unit, random)
        if random.random() < 0.85:
            mostly_yes = [True] * 5 + [False, None]
            YearConfirmation.objects.create(
                union=unit, year=YEAR, confirmed_at=AT, plan_implemented=random.choice(mostly_yes),
                is_rights_kept=random.choice(mostly_yes), is_welcomed=random.choice(mostly_yes),
            )  # fmt: skip
    return units


def plan(unit: Union, random: Random) -> None:
    """A plan with every line there and done, or with one flaw or another; sometimes none, or of another year."""
    if random.random() < 0.3:
        return
    mode, year = random.choice(["3+x", "3+x", "2+x"]), random.choice([YEAR] * 9 + [YEAR - 1])
    made = AnnualPlan.objects.create(union=unit, year=year, mode=mode, public_key=f"key{unit.pk}")
    flaw = random.choice([""] * 6 + ["no lines", "no own line", "no bargaining", "unfilled", "undone", "unconfirmed"])
    systems = [*BasicSystem, "", ""] if flaw != "no lines" else []
    for system in systems:
        if (flaw == "no own line" and not system) or (flaw == "no bargaining" and system == BasicSystem.BARGAINING):
            continue
        is_flawed = random.random() < 0.4
        PlanItem.objects.create(
            plan=made, system=system, name="项", target="目标", responsible_person="甲", due_on="2015-12-01",
            measures="" if flaw == "unfilled" and is_flawed else "措施",
            progress_percent=99 if flaw == "undone" and is_flawed else 100,
            confirmed_at=None if flaw == "unconfirmed" and is_flawed else AT,
        )  # fmt: skip


def session(unit: Union, random: Random) -> None:
    """A certified session, or one that does not count: uncertified, of another year, cancelled; sometimes none."""
    fault = random.choice([""] * 8 + ["none", "uncertified", "cancelled", "year"])
    if fault == "none":
        return
    state = {"uncertified": "counted", "cancelled": "cancelled"}.get(fault, "certified")
    AppraisalSession.objects.create(
        union=unit, work_year=YEAR - 1 if fault == "year" else YEAR, held_on="2015-12-10", assembly="member_assembly",
        chair_name="甲", member_weight="0.8", party_weight="0.1", superior_weight="0.1", due_count=100, verdict="valid",
        state=state, sealed={"unit_composite": random.choice(COMPOSITES)}, counted_at=AT,
        certified_at=None if fault == "uncertified" else AT,
    )  # fmt: skip


def test_the_database_judges_as_the_rules_do(units, django_assert_num_queries):
    law, judged = law_of_year("2014-31", YEAR), standings([unit.pk for unit in units], YEAR)
    with django_assert_num_queries(1):
        rows = {
            row["pk"]: row
            for row in with_standing(Union.objects.all(), YEAR, law).values(
                "pk", *FACTS, "is_standard", "meets_typical_line"
            )
        }
    for unit in units:
        found, row = judged[unit.pk], rows[unit.pk]
        facts = found.facts
        rate = facts.unit_composite_rate
        assert row == {
            "pk": unit.pk,
            "plan_done_count": facts.plan_done_count,
            "plan_item_count": facts.plan_item_count,
            "is_plan_implemented": facts.is_plan_implemented,
            "has_valid_appraisal": facts.has_valid_appraisal,
            "composite_numerator": rate.numerator if rate is not None else None,
            "composite_denominator": rate.denominator if rate is not None else None,
            "is_rights_confirmed": facts.is_rights_confirmed,
            "is_welcomed_confirmed": facts.is_welcomed_confirmed,
            "is_standard": found.is_standard,
            "meets_typical_line": found.meets_typical_line,
        }
    verdicts = [(found.is_standard, found.meets_typical_line) for found in judged.values()]
    assert {(True, True), (True, False), (False, False)} == set(verdicts), "the facts should reach both lines"
