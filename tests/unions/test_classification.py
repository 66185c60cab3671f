"""What a unit counts as: the cases an officer can read, and the rule's twin in SQL."""

import tomllib
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from policy.documents import Law
from tests.factories import DistrictFactory, UnionFactory
from unions.kinds import Category, OwnershipType, SizeClass, UnionKind, WorkMode
from unions.models import Union
from unions.rules.classification import UnionFacts, category_of, classification, size_class_of
from unions.selectors.classification import classification_of

LAW = Law.on(date(2014, 9, 17))
CASES = tomllib.loads((Path(__file__).parents[1] / "cases/2014-31/classification.toml").read_text())["case"]


def facts_of(case: dict) -> UnionFacts:
    kind = UnionKind.from_label(case.get("工会类别", "基层工会"))
    ownership = case.get("单位性质", "5")
    count = case.get("职工人数", 120) if kind.is_unit else None
    return UnionFacts(
        kind,
        OwnershipType(ownership) if ownership else None,
        case.get("国有控股", False),
        case.get("企业化管理", False),
        count,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_unit_counts_as_the_case_says(case):
    found = classification(facts_of(case), LAW)
    assert found.category.label == case["类别"]
    assert (found.size_class and found.size_class.label) == case.get("规模")
    assert (found.work_mode and found.work_mode.label) == case.get("模式")


def test_the_basis_shows_the_number_that_decided():
    _, basis = category_of(UnionFacts(UnionKind.GRASSROOTS_UNION, OwnershipType.PRIVATE, employee_count=99), LAW)
    assert basis.formula == "非公企业，职工 99 人，不少于 50 人、未达 100 人 → 五十人以上百人以下非公企业"
    assert basis.inputs["职工人数"] == 99
    assert "nonpublic_size_floor" in basis.parameters


def test_the_basis_names_why_a_shareholding_company_is_public():
    facts = UnionFacts(
        UnionKind.GRASSROOTS_UNION, OwnershipType.SHAREHOLDING, is_state_controlled=True, employee_count=9
    )
    _, basis = category_of(facts, LAW)
    assert basis.formula == "3 股份制企业，国有控股 → 公有制企事业"


def test_a_district_has_no_size_class():
    with pytest.raises(ValueError, match="区市县总工会"):
        size_class_of(UnionFacts(UnionKind.DISTRICT_UNION), LAW)


@pytest.mark.django_db
def test_the_sql_twin_agrees_for_every_combination_of_facts():
    district = DistrictFactory()
    combinations = product(OwnershipType, (False, True), (False, True), (0, 49, 50, 51, 99, 100, 101))
    for number, (ownership, is_controlled, is_managed, count) in enumerate(combinations):
        UnionFactory(
            name=f"单位{number}", superior=district, ownership_type=ownership, is_state_controlled=is_controlled,
            is_enterprise_managed=is_managed, employee_count=count,
        )  # fmt: skip
    for kind, count in product((UnionKind.JOINT_GRASSROOTS_UNION, UnionKind.SECTOR_UNION), (49, 50, 99, 100)):
        UnionFactory(name=f"{kind.label}{count}", superior=district, kind=kind, employee_count=count)
    differing = [
        (union, found)
        for union in Union.objects.with_classification(LAW)
        for found in [classification_of(union, LAW)]
        if (union.category, union.size_class, union.work_mode)
        != (found.category, found.size_class or "", found.work_mode or "")
    ]
    assert differing == []
    seen = Union.objects.with_classification(LAW).values_list("category", "size_class", "work_mode")
    categories, sizes, modes = (set(column) for column in zip(*seen, strict=True))
    assert categories == set(Category)
    assert sizes == {"", *SizeClass}
    assert modes == {"", *WorkMode}
