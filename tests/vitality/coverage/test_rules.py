"""Coverage and its targets by the examples of tests/cases/2014-31."""

from __future__ import annotations

from fractions import Fraction

from policy.documents import Law
from tests.cases import each_case
from unions.kinds import Category
from vitality.rules.coverage import coverage, coverage_met_verdict


def expected(told):
    return None if told == "" else told


@each_case("2014-31/coverage.toml")
def test_coverage(case):
    law, category = Law.of_year(case["年度"]), Category.from_label(case["类别"])
    found = coverage(category, case["达标"], case["单位"], law, is_city=False)
    assert found.rate == (Fraction(case["达标"], case["单位"]) if case["单位"] else None)
    assert found.target_shown == (f"不少于 {case['目标']}" if case["目标"] else "未规定")
    assert found.met is expected(case["达到"])
    assert found.missing_count == case["还差"]
    assert f"{case['达标']} ÷ {case['单位']}" in found.basis.formula


@each_case("2014-31/coverage_met.toml")
def test_coverage_met(case):
    law, words = Law.of_year(case["年度"]), {Category.PUBLIC: "公有制", Category.NONPUBLIC_100: "百人非公"}
    counts = {category: map(int, case[word].split("/")) for category, word in words.items()}
    verdict = coverage_met_verdict([coverage(each, *pair, law, is_city=False) for each, pair in counts.items()])
    assert verdict.met is expected(case["完成"])
    assert verdict.reasons


def test_by_the_other_reading_only_the_city_has_a_target():
    law = Law.of_year(2015, {"coverage_target_scope": "city_only"})
    assert coverage(Category.PUBLIC, 0, 10, law, is_city=False).met is None
    assert coverage(Category.PUBLIC, 0, 10, law, is_city=True).met is False
