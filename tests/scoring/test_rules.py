"""The hundred-point card: what the worked examples say, and what holds for every card."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.documents import Law
from policy.units import Boundary
from scoring.kinds import Honour, OpinionVerdict, Outcome, Pool, Stage
from scoring.rules.card import CardFacts, CardTotal, card_total, card_verdict
from scoring.rules.columns import CardEntries, column
from scoring.rules.ranking import Contender, ranking
from scoring.rules.scheme import Key, exact_points, scheme_sums
from scoring.rules.terms import terms_of
from tests.cases import each_case
from tests.scoring.schemes import INDICATORS, SCHEME, facts_of, just_enough

LAW = Law.of_year(2012)
TERMS = terms_of(LAW)
HONOURS = {"优": Honour.EXCELLENT, "先": Honour.ADVANCED, "": None, "?": None}
LINED = [each for each in INDICATORS.values() if each.line]


def terms(case):
    return terms_of(Law.of_year(2012, case.get("choices")))


def outcomes(values: dict[Key, Decimal | None]) -> dict[int, Outcome]:
    verdict = card_verdict(SCHEME, CardFacts(Pool.DISTRICT, values), TERMS)
    return {each.item.number: each.judged.outcome for each in verdict.items}


@pytest.mark.parametrize("indicator", LINED, ids=lambda each: f"{each.item}.{each.number} {each.name}")
def test_an_item_scores_on_and_over_each_line_and_not_under_it(indicator):
    line = indicator.line
    step = Decimal("0.0001") if line.bound < 2 else Decimal(1)
    under, on, over = (outcomes({**just_enough(), indicator.key: line.bound + each}) for each in (-step, 0, step))
    is_exact = line.boundary is Boundary.EXACTLY
    assert under[indicator.item] is Outcome.NOTHING
    assert on[indicator.item] is Outcome.FULL
    assert over[indicator.item] is (Outcome.NOTHING if is_exact else Outcome.FULL)
    assert {item for item in on if on[item] != under[item]} == {indicator.item}


@each_case("2012-55/item_bonuses.toml")
def test_bonuses(case):
    verdict = card_verdict(SCHEME, facts_of(case), terms(case))
    assert verdict.total.bonus == Decimal(case["bonus"])
    assert [each.item.number for each in verdict.items if each.judged.outcome is Outcome.NOTHING] == case.get(
        "missed", []
    )
    assert any(each.needs_review for each in verdict.items) is case.get("needs_review", False)


@pytest.mark.parametrize(
    ("values", "item", "formula"),
    [
        ({"1.1": "107.9%"}, 1, "指标全部达到 → 8 分；加分：超过 100%，满 7 档（每档 1%） × 0.2 分 → 1.4 分"),
        ({"1.1": "107.9%", "1.3": "97%"}, 1, "1 个指标未达到（库内企业建会率） → 0 分；本项不得分，不加分"),
        (
            {"26.9": "20000"},
            26,
            "指标全部达到 → 7 分；加分：超过 4,000 元，满 16 档（每档 1,000 元） × 0.2 分（最高 2 分） → 2 分",
        ),
        ({"8.1": "3"}, 8, "加分项目，没有基本分 → 0 分；加分：市级行业集体合同数 3 份 × 2 分 → 6 分"),
        ({"30.2": "1.5"}, 30, "加分项目，没有基本分 → 0 分；加分：典型经验推广、超额完成加分 1.5 分 → 1.5 分"),
    ],
)
def test_a_basis_puts_the_numbers_into_the_formula(values, item, formula):
    verdicts = {each.item.number: each for each in card_verdict(SCHEME, facts_of({"values": values}), TERMS).items}
    assert verdicts[item].basis.formula == formula


def test_a_basis_tells_value_threshold_and_verdict_of_each_indicator():
    verdict = card_verdict(SCHEME, facts_of({"values": {"17.3": "97%", "17.5": "不适用"}}), TERMS).items[16]
    assert dict(verdict.basis.inputs) == {
        "区域、行业工会调解组织建制率": "100%，应正好 100%，达到",
        "建会企业调解组织建制率": "80%，应不少于 80%，达到",
        "规模以上建会企业调解组织建制率": "97%，应不少于 98%，未达到",
        "调解成功率": "60%，应不少于 60%，达到",
        "结案率": "不适用",
    }


@each_case("2012-55/card_totals.toml")
def test_totals(case):
    pool = Pool(case["pool"])
    verdict = card_verdict(SCHEME, facts_of(case, pool), terms(case))
    found = {name: exact_points(getattr(verdict.total, name)) for name in ("base", "bonus", "attainable")}
    assert found == {name: exact_points(Decimal(case[name])) for name in found}
    assert verdict.total == card_total(SCHEME, facts_of(case, pool), terms(case))


@each_case("2012-55/honours.toml")
def test_ranks_and_honours(case):
    pool = Pool(case["pool"])
    members = [
        Contender(place, pool, CardTotal(Decimal(total), Decimal(0), Decimal(100)))
        for place, total in enumerate(case["totals"])
    ]
    placed = {each.contender.name: each for each in ranking(members, terms(case))}
    found = [placed[place] for place in range(len(members))]
    assert [each.rank for each in found] == case["ranks"]
    assert [each.honour for each in found] == [HONOURS[word] for word in case["honours"]]
    assert [each.is_boundary_tie for each in found] == [word == "?" for word in case["honours"]]


def test_a_boundary_tie_gets_what_the_leading_group_decides_and_stays_told_as_a_tie():
    members = [Contender(number, Pool.DISTRICT, CardTotal(Decimal(9 - number // 4), Decimal(0), Decimal(100)))
               for number in range(8)]  # fmt: skip
    members[4] = replace(members[4], points=members[3].points)
    placed = {
        each.contender.name: each
        for each in ranking(members, TERMS, {3: Honour.EXCELLENT, 4: Honour.ADVANCED, 7: None})
    }
    assert [placed[n].honour for n in (3, 4)] == [Honour.EXCELLENT, Honour.ADVANCED]
    assert placed[3].is_boundary_tie
    assert placed[7].honour is Honour.ADVANCED  # its place decides, not a decision


def test_by_the_other_reading_the_share_of_the_attainable_points_is_ranked():
    first = Contender("甲", Pool.DISTRICT, CardTotal(Decimal(90), Decimal(0), Decimal(100)))
    second = Contender("乙", Pool.DISTRICT, CardTotal(Decimal(88), Decimal(0), Decimal(95)))
    scaled = terms_of(Law.of_year(2012, {"ranking_basis": "scaled"}))
    assert [each.contender.name for each in ranking([first, second], TERMS)] == ["甲", "乙"]
    assert [each.contender.name for each in ranking([first, second], scaled)] == ["乙", "甲"]


def test_a_scheme_that_does_not_add_up_says_where():
    items = tuple(replace(item, points=Decimal(9)) if item.number == 1 else item for item in SCHEME.items)
    unmet = [reason.code for reason in scheme_sums(replace(SCHEME, items=items)) if not reason.met]
    assert unmet == ["action_grassroots_founding", "pool_district", "pool_industrial"]
    assert all(reason.met for reason in scheme_sums(SCHEME))


def test_a_column_takes_over_what_its_stage_does_not_say():
    entries = CardEntries(
        {
            Stage.SELF: {(5, 1): Decimal("0.2"), (4, 1): Decimal(3), (13, 1): None, (30, 1): Decimal(2)},
            Stage.DEPARTMENT: {(4, 1): Decimal(4)},
            Stage.FINAL: {(5, 1): Decimal("0.05")},
        },
        {Stage.DEPARTMENT: {5: OpinionVerdict.FULL}, Stage.FINAL: {5: OpinionVerdict.ACCEPTED}},
    )
    own, reviewed, final = (column(SCHEME, Pool.DISTRICT, entries, stage) for stage in Stage)
    assert (own.values[5, 1], own.values[4, 1], own.values[13, 1]) == (Decimal("0.2"), 3, None)
    assert (reviewed.values[5, 1], reviewed.values[4, 1]) == (Decimal("0.2"), 4)
    assert final.values[5, 1] == Decimal("0.05")
    assert (reviewed.overruled, final.overruled) == ({5: True}, {})
    assert entries.latest is Stage.FINAL


def test_what_only_the_city_can_say_does_not_count_on_a_unions_word():
    """Not applicable, and recognised innovations: claims count in the union's own column only."""
    entries = CardEntries({Stage.SELF: {(13, 1): None, (30, 1): Decimal(2)}}, {})
    assert column(SCHEME, Pool.DISTRICT, entries, Stage.SELF).values == {(13, 1): None, (30, 1): Decimal(2)}
    assert column(SCHEME, Pool.DISTRICT, entries, Stage.FINAL).values == {}


amounts = st.decimals(min_value=0, max_value=3, places=3)
cards = st.dictionaries(st.sampled_from(sorted(INDICATORS)), st.one_of(st.none(), amounts), max_size=84)


@settings(max_examples=60, deadline=None)
@given(values=cards, pool=st.sampled_from(Pool))
def test_the_total_is_the_sum_of_items_and_bonuses(values, pool):
    verdict = card_verdict(SCHEME, CardFacts(pool, values), TERMS)
    judged = [each.judged for each in verdict.items]
    assert verdict.total.total == sum(each.points + each.bonus for each in judged)
    assert verdict.total.base <= verdict.total.attainable <= SCHEME.points_of(pool)


@settings(max_examples=60, deadline=None)
@given(values=cards, key=st.sampled_from(sorted(INDICATORS)), more=amounts)
def test_improving_an_indicator_never_lowers_a_total(values, key, more):
    before = values.get(key)
    line = INDICATORS[key].line
    if before is None and key in values:
        return  # what does not apply is not improved
    after = (before or Decimal(0)) + more
    if line and line.boundary is Boundary.EXACTLY:
        after = min(after, line.bound) if (before or 0) <= line.bound else before  # a share of a whole ends at 100 %
    facts = [CardFacts(Pool.DISTRICT, each) for each in (values, {**values, key: after})]
    worse, better = (card_total(SCHEME, each, TERMS).total for each in facts)
    assert better >= worse


@settings(max_examples=40, deadline=None)
@given(totals=st.lists(st.integers(60, 70), max_size=14), data=st.data())
def test_the_order_of_input_changes_nothing(totals, data):
    members = [
        Contender(name, pool, CardTotal(Decimal(total), Decimal(0), Decimal(100)))
        for name, total in enumerate(totals)
        for pool in ([Pool.DISTRICT, Pool.INDUSTRIAL][name % 2],)
    ]
    shuffled = data.draw(st.permutations(members))
    found = [
        sorted(
            (each.contender.name, each.rank, str(each.honour), each.is_boundary_tie) for each in ranking(some, TERMS)
        )
        for some in (members, shuffled)
    ]
    assert found[0] == found[1]
