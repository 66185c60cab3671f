"""The project's rules by the examples of tests/cases/2014-31."""

from datetime import date

import pytest

from policy.documents import Law
from tests.cases import each_case
from unions.kinds import Category, SectorTier, UnionKind
from vitality.kinds import AnnexForm, TypicalKind
from vitality.rules.answers import asked_of, changes, completeness, labels_of
from vitality.rules.eligibility import Applicant, eligibility, is_late, late_filing_reasons
from vitality.rules.quotas import batch_verdict, picks_verdict, quotas_of_round

LAW = Law.of_year(2014)
WORDS = {"非公": Category.NONPUBLIC_100, "公有": Category.PUBLIC, "其他": Category.NONPUBLIC_50, "未填": None}


def quota_for(kind, *, is_first, form_kind=TypicalKind.ENTERPRISE):
    found = quotas_of_round(LAW, is_first=is_first)
    return next(quota for quota in found if quota.union_kind == kind and quota.form.kind == form_kind)


@each_case("2014-31/batch.toml")
def test_a_batch_names_what_it_lacks(case):
    quota = quota_for(UnionKind.from_label(case["工会类别"]), is_first=case["轮次"] == "首批")
    verdict = batch_verdict("某工会", quota, [WORDS[word] for word in case["类别"]])
    told = [reason.shown.split("：")[1].split("（")[0] for reason in verdict.unmet]
    assert told == case["缺"]
    assert verdict.met is (not case["缺"])


def test_a_missing_unit_is_named_with_the_union_and_the_clause():
    quota = quota_for(UnionKind.DISTRICT_UNION, is_first=True)
    verdict = batch_verdict("中山区总工会", quota, [Category.NONPUBLIC_100] * 2 + [Category.PUBLIC] * 3)
    (reason,) = verdict.unmet
    assert str(reason).startswith("中山区总工会：还差 1 个百人以上非公企业")
    assert str(reason).endswith("（大工发〔2014〕31号 五、1）")


def test_the_first_round_asks_nonresident_unions_for_no_sector_typical():
    sectors = {
        quota.union_kind for quota in quotas_of_round(LAW, is_first=True) if quota.form.kind == TypicalKind.SECTOR
    }
    assert UnionKind.NONRESIDENT_INDUSTRIAL_UNION not in sectors
    assert len(sectors) == 3


def test_the_city_picks_among_resident_industrial_unions_and_all_sector_unions():
    picked = {(quota.union_kind, quota.form) for quota in quotas_of_round(LAW, is_first=True) if quota.has_city_pick}
    assert picked == {
        (UnionKind.RESIDENT_INDUSTRIAL_UNION, AnnexForm.ANNEX_3),
        (UnionKind.DISTRICT_UNION, AnnexForm.ANNEX_4),
        (UnionKind.PILOT_ZONE_UNION, AnnexForm.ANNEX_4),
        (UnionKind.RESIDENT_INDUSTRIAL_UNION, AnnexForm.ANNEX_4),
    }


@pytest.mark.parametrize(("picked", "told"), [(4, "还差 1 个"), (5, None), (6, "多出 1 个")])
def test_recommendations_are_exactly_as_many_as_the_round_says(picked, told):
    unmet = picks_verdict(AnnexForm.ANNEX_3, 5, picked).unmet
    assert [told in reason.shown for reason in unmet] == ([True] if told else [])


@each_case("2014-31/filing.toml")
def test_a_filing_is_late_from_the_day_after(case):
    assert is_late(case["申报日"], date(2014, 9, 25)) is case["逾期"]


def test_without_a_due_date_nothing_is_late():
    assert not is_late(date(2030, 1, 1), None)


def test_a_late_filing_is_taken_unless_the_federation_chose_otherwise():
    late, due = date(2014, 9, 26), date(2014, 9, 25)
    assert late_filing_reasons(late, due, LAW) == ()
    strict = Law.of_year(2014, {"late_filing": "refuse"})
    assert "已逾期" in str(late_filing_reasons(late, due, strict)[0])
    assert late_filing_reasons(due, due, strict) == ()


@pytest.mark.parametrize(
    ("kind", "tier", "form", "codes"),
    [
        (UnionKind.GRASSROOTS_UNION, None, AnnexForm.ANNEX_1, []),
        (UnionKind.JOINT_GRASSROOTS_UNION, None, AnnexForm.ANNEX_3, []),
        (UnionKind.SECTOR_UNION, SectorTier.CITY, AnnexForm.ANNEX_1, ["unit_kind"]),
        (UnionKind.GRASSROOTS_UNION, None, AnnexForm.ANNEX_4, ["unit_kind"]),
        (UnionKind.SECTOR_UNION, SectorTier.CITY, AnnexForm.ANNEX_4, []),
        (UnionKind.SECTOR_UNION, SectorTier.COUNTY, AnnexForm.ANNEX_4, []),
        (UnionKind.SECTOR_UNION, SectorTier.SUB_COUNTY, AnnexForm.ANNEX_4, ["sector_tier"]),
        (UnionKind.SECTOR_UNION, None, AnnexForm.ANNEX_4, ["sector_tier"]),
        (UnionKind.TOWNSHIP_UNION, None, AnnexForm.ANNEX_1, ["unit_kind"]),
    ],
)
def test_a_unit_applies_on_the_form_of_its_kind_and_tier(kind, tier, form, codes):
    assert [reason.code for reason in eligibility(Applicant("某单位", kind, tier), form).unmet] == codes


def test_a_typical_unit_is_never_new_again():
    applicant = Applicant("某公司工会", UnionKind.GRASSROOTS_UNION, typical_year=2014)
    (reason,) = eligibility(applicant, AnnexForm.ANNEX_1).unmet
    assert str(reason) == "某公司工会已于 2014 年成为典型，不能再作为新典型（大工发〔2014〕31号 五、1）"


@pytest.mark.parametrize("form", list(AnnexForm))
def test_every_empty_cell_is_named(form):
    full = dict.fromkeys(labels_of(form), "x") | {"declares_new": True}
    assert completeness(form, full).met is True
    for name, label in labels_of(form).items():
        (reason,) = completeness(form, full | {name: ""}).unmet
        assert reason.shown == f"“{label}”未填"


def test_zero_covered_enterprises_is_an_answer():
    full = dict.fromkeys(labels_of(AnnexForm.ANNEX_4), "x") | {"declares_new": True, "covered_enterprise_count": 0}
    assert completeness(AnnexForm.ANNEX_4, full).met is True


def test_an_undeclared_newness_is_missing():
    full = dict.fromkeys(labels_of(AnnexForm.ANNEX_1), "x")
    assert [reason.code for reason in completeness(AnnexForm.ANNEX_1, full).unmet] == ["declares_new"]


def test_only_what_differs_is_shown_as_changed():
    before = dict.fromkeys(asked_of(AnnexForm.ANNEX_1), "") | {"employee_count": 1200, "ownership_type": "5"}
    after = before | {"employee_count": 1300, "ownership_type": "3"}
    shown = [(change.label, change.before, change.after) for change in changes(AnnexForm.ANNEX_1, before, after)]
    assert shown == [("单位性质", "（5）私营企业", "（3）股份制企业"), ("职工人数", "1,200", "1,300")]
