"""The rules of the accountability year by the examples of tests/cases/2014-31, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.kinds import Answer, BasicSystem, Consequence, SessionVerdict, Subject
from appraisal.rules.consequences import AppraisedYear, consequence, has_priority
from appraisal.rules.plan import PlanItem, implemented_verdict, plan_verdict
from appraisal.rules.satisfaction import (
    SuperiorRates,
    Weights,
    composite,
    default_weights,
    grade_rate,
    score_reason,
    subject_rates,
    unit_composite,
    weights_verdict,
)
from appraisal.rules.standing import YearFacts, standard_verdict, typical_line_verdict
from appraisal.rules.turnout import SessionCounts, SubjectCounts, identities, quorum_count, session_verdict
from policy.documents import Law
from policy.units import Unit, percent
from tests.cases import each_case
from unions.kinds import WorkMode

LAW = Law.of_year(2015)
FULL = SubjectCounts(50, 10, 5, 2)
SOUND = SessionCounts(100, 90, 80, 70, 3, {Subject.CHAIR: FULL, Subject.COMMITTEE: FULL})


def read_rate(text: str) -> Fraction:
    return Unit.RATE.read(text)


@each_case("2014-31/session.toml")
def test_a_session_is_valid_inquorate_or_void(case):
    due, present, issued, returned = case["人数"]
    counts = SessionCounts(due, present, issued, returned, 0, {})
    assert session_verdict(counts, LAW)[0].label == case["结论"]
    assert quorum_count(due, LAW) == case["至少"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"present": 101}, "present_within_due"),
        ({"issued": 91}, "issued_within_present"),
        ({"invalid": 71}, "invalid_within_returned"),
        ({"invalid": 2}, "chair_sums_to_valid"),
        ({"due": 0}, "due_positive"),
        ({"invalid": -1}, "counts_not_negative"),
    ],
)
def test_counts_that_do_not_fit_are_refused_by_name(changes, code):
    assert identities(SOUND).met is True
    assert code in [reason.code for reason in identities(replace(SOUND, **changes)).unmet]


def test_a_wrong_sum_is_shown_with_its_numbers():
    wrong = replace(SOUND, subjects={Subject.CHAIR: replace(FULL, abstain=3)})
    (reason,) = identities(wrong).unmet
    assert reason.shown == "工会主席：满意 50 + 基本满意 10 + 不满意 5 + 不了解（弃权） 3 = 68，应等于有效票 67"


@each_case("2014-31/composite.toml")
def test_the_unit_takes_the_lower_composite(case):
    weights, superior = default_weights(LAW, has_party=True), read_rate(case["上级"])
    composites = {}
    for subject, word in ((Subject.CHAIR, "主席"), (Subject.COMMITTEE, "委员会")):
        rates = subject_rates(SubjectCounts(*case[word]), 1000, LAW)
        composites[subject], _ = composite(rates.satisfaction_rate, SuperiorRates(superior, superior), weights)
    assert composites[Subject.CHAIR] == read_rate(case["主席综合"])
    assert unit_composite(composites, LAW)[0] == read_rate(case["单位综合"])


def test_the_mean_would_hide_a_rejected_chair():
    composites = {Subject.CHAIR: Fraction(52, 100), Subject.COMMITTEE: Fraction(1)}
    assert unit_composite(composites, Law.of_year(2015, {"unit_composite": "mean"}))[0] == Fraction(76, 100)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, Fraction(60, 100)),
        ({"basic_counts_as_satisfied": False}, Fraction(50, 100)),
        ({"satisfaction_denominator": "opinions"}, Fraction(60, 80)),
        ({"satisfaction_denominator": "due"}, Fraction(60, 120)),
    ],
)
def test_satisfaction_follows_the_readings_of_the_year(choices, expected):
    rates = subject_rates(SubjectCounts(50, 10, 20, 20), 120, Law.of_year(2015, choices))
    assert rates.satisfaction_rate == expected


def test_no_valid_ballots_give_no_rate_and_say_so():
    rates = subject_rates(SubjectCounts(0, 0, 0, 0), 10, LAW)
    assert rates.satisfaction_rate is None
    assert "不适用" in rates.bases[0].formula


@pytest.mark.parametrize(("grade", "expected"), [("satisfied", 100), ("basically_satisfied", 80), ("dissatisfied", 0)])
def test_a_superior_grade_counts_as_its_points(grade, expected):
    assert grade_rate(Answer(grade), LAW) == Fraction(expected, 100)


@pytest.mark.parametrize(("score", "met"), [("-0.01", False), ("0", True), ("100", True), ("100.01", False)])
def test_a_superior_score_lies_between_0_and_100(score, met):
    assert score_reason(Decimal(score), LAW).met is met


@pytest.mark.parametrize(
    ("member", "party", "superior", "has_party", "codes"),
    [
        ("79%", "11%", "10%", True, ["member_weight"]),
        ("80%", "10%", "10%", True, []),
        ("99%", "0%", "1%", True, []),
        ("100%", "0%", "0%", True, ["superiors_have_part"]),
        ("80%", "10%", "11%", True, ["weights_sum"]),
        ("80%", "-10%", "30%", True, ["no_negative_weight"]),
        ("80%", "10%", "10%", False, ["party_weight_needs_party"]),
        ("80%", "0%", "20%", False, []),
    ],
)
def test_weights_out_of_bounds_are_refused_by_name(member, party, superior, has_party, codes):
    weights = Weights(*(read_rate(each) for each in (member, party, superior)))
    assert [reason.code for reason in weights_verdict(weights, LAW, has_party=has_party).unmet] == codes


def test_without_a_party_organisation_its_part_goes_to_the_superior_union():
    assert default_weights(LAW, has_party=False) == Weights(Fraction(4, 5), Fraction(0), Fraction(1, 5))


@each_case("2014-31/consequence.toml")
def test_dissatisfaction_leads_to_its_consequence(case):
    years = [
        AppraisedYear(year, chair, valid > 0, Fraction(against, valid) if valid else None)
        for year, chair, against, valid in case["年度"]
    ]
    found = consequence(years, LAW, is_cadre_managed=case.get("干部管理", False))
    assert found.consequence == Consequence(case["后果"])


@pytest.mark.parametrize(
    ("effect", "expected"), [("skipped", Consequence.CHAIR_ADJUSTMENT), ("resets", Consequence.ADMONITION)]
)
def test_a_year_without_a_valid_ballot_is_as_a_missing_one(effect, expected):
    law = Law.of_year(2016, {"missing_year_effect": effect})
    rates = {2014: Fraction(1), 2015: None, 2016: Fraction(1)}
    years = [AppraisedYear(year, "甲", True, rate) for year, rate in rates.items()]
    assert consequence(years, law, is_cadre_managed=False).consequence == expected
    assert consequence(years[:2], law, is_cadre_managed=False).consequence == Consequence.NONE


def test_a_missing_year_breaks_the_row_where_the_federation_chose_so():
    law = Law.of_year(2015, {"missing_year_effect": "resets"})
    years = [AppraisedYear(2015, "甲", True, Fraction(1)), AppraisedYear(2017, "甲", True, Fraction(1))]
    assert consequence(years, law, is_cadre_managed=False).consequence == Consequence.ADMONITION
    assert consequence(years, LAW, is_cadre_managed=False).consequence == Consequence.CHAIR_ADJUSTMENT


@pytest.mark.parametrize(("rate", "first"), [("89.99%", False), ("90%", False), ("90.01%", True)])
def test_only_above_ninety_comes_first_for_awards(rate, first):
    assert has_priority([Fraction(0), read_rate(rate)], LAW) is first


@each_case("2014-31/standing.toml")
def test_a_units_year_is_judged(case):
    facts = YearFacts(
        is_plan_implemented=case.get("计划", True),
        has_valid_appraisal=case.get("双评", True),
        unit_composite_rate=read_rate(case["综合"]) if case["综合"] else None,
        is_rights_confirmed=True,
        is_welcomed_confirmed=case.get("受欢迎", True),
    )
    assert (standard_verdict(facts, LAW).met is True) is case["达标"]
    assert (typical_line_verdict(facts, LAW).met is True) is case["典型"]


def test_the_reason_names_how_much_of_the_plan_is_done():
    facts = YearFacts(False, True, Fraction(1), True, True, 2, 3)
    assert str(standard_verdict(facts, LAW).unmet[0]) == "年度计划 2/3 项落实（大工发〔2014〕31号 五、2）"


def item(system: BasicSystem | None, **changes) -> PlanItem:
    return replace(PlanItem(system.label if system else "x", system, True, Fraction(1), True), **changes)


THREE = [*(item(system) for system in BasicSystem), item(None)]


@pytest.mark.parametrize(
    ("mode", "items", "codes"),
    [
        (WorkMode.THREE_PLUS_X, THREE, []),
        (WorkMode.THREE_PLUS_X, THREE[:3], ["own_items"]),
        (WorkMode.THREE_PLUS_X, THREE[1:], ["basic_systems"]),
        (WorkMode.TWO_PLUS_X, [THREE[0], THREE[2], THREE[3]], []),
        (WorkMode.THREE_PLUS_X, [THREE[0], THREE[2], THREE[3]], ["basic_systems"]),
        (WorkMode.THREE_PLUS_X, [*THREE, item(None, is_filled=False)], ["items_filled"]),
    ],
)
def test_a_plan_has_the_systems_of_its_mode_and_an_own_item(mode, items, codes):
    assert [reason.code for reason in plan_verdict(mode, items, LAW).unmet] == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"progress_rate": Fraction(99, 100)}, ["items_done", "items_confirmed"]),
        ({"is_confirmed": False}, ["items_confirmed"]),
    ],
)
def test_a_plan_is_implemented_when_every_line_is_done_and_confirmed(change, codes):
    items = [*THREE[:3], replace(THREE[3], **change)]
    assert [reason.code for reason in implemented_verdict(WorkMode.THREE_PLUS_X, items, LAW).unmet] == codes


counts = st.integers(0, 300)
subject_counts = st.builds(SubjectCounts, counts, counts, counts, counts).filter(lambda found: found.total > 0)


@given(subject_counts, subject_counts, st.integers(0, 100))
def test_a_chair_rejected_by_most_members_never_lets_the_unit_reach_sixty(chair, committee, superior):
    given_by = SuperiorRates(Fraction(superior, 100), Fraction(superior, 100))
    weights, rates = default_weights(LAW, has_party=True), [subject_rates(each, 0, LAW) for each in (chair, committee)]
    composites = [composite(each.satisfaction_rate, given_by, weights)[0] for each in rates]
    unit, _ = unit_composite(dict(zip(Subject, composites, strict=True)), LAW)
    if rates[0].dissatisfaction_rate > Fraction(1, 2):
        assert unit < Fraction(60, 100)


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_quorum_is_two_thirds_without_rounding(due, present, returned):
    present, returned = min(present, due), min(returned, present, due)
    found, _ = session_verdict(SessionCounts(due, present, present, returned, 0, {}), LAW)
    expected = SessionVerdict.VALID if 3 * returned >= 2 * due and 3 * present >= 2 * due else SessionVerdict.INQUORATE
    assert found == expected


def test_shown_rates_never_flatter():
    assert percent(Fraction(69996, 100000)) == "69.99%"
    assert percent(Fraction(50001, 100000), flattering="down") == "50.01%"
