"""`manage.py import_history`: what a workbook of past years' results records, and what it refuses."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import DistrictFactory, IndustrialFactory, SectorFactory, UnionFactory
from tests.vitality.history_books import SUPERIOR, accepted, history, union_year, won
from unions.kinds import UnionKind
from unions.models import FormerName, FormerSuperior
from vitality.models import AcceptanceResult, ImportedApproval, InnovationFinding, Typical

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return DistrictFactory(name=SUPERIOR)


@pytest.fixture
def unit(district):
    return UnionFactory(superior=district, name="机床厂工会")


@pytest.fixture
def run(tmp_path):
    """The exit code and the printed object of an import of these sheets."""

    def ran(*options, **sheets):
        path = tmp_path / "往年.xlsx"
        path.write_bytes(history(**sheets).getvalue())
        out = StringIO()
        try:
            call_command("import_history", str(path), "--json", *options, stdout=out, stderr=StringIO())
        except SystemExit as left:
            return left.code, json.loads(out.getvalue())
        return 0, json.loads(out.getvalue())

    return ran


def records():
    return [list(model.objects.values()) for model in (Typical, AcceptanceResult, ImportedApproval, InnovationFinding)]


def errors(answer):
    return [(each["sheet"], each["cell"], each["expected"]) for each in answer[1]["errors"]]


def test_three_sheets_in_any_order_are_recorded_as_imported(run, unit, district):
    code, told = run(
        单位年度=[union_year(实施方案已批="是", 保障措施已批="否", 创新认定="是")],
        验收=[accepted(结果="不合格")],
        典型=[won(年度="２０１４年")],
    )
    assert (code, told["created"], told["errors"]) == (0, 3, [])
    typical, result, finding = Typical.objects.get(), AcceptanceResult.objects.get(), InnovationFinding.objects.get()
    assert (typical.unit, typical.superior, typical.year, typical.level) == (unit, district, 2014, "provincial")
    assert (result.typical, result.year, result.is_passed) == (typical, 2014, False)
    assert (finding.union, finding.is_innovative) == (district, True)
    approvals = dict(ImportedApproval.objects.values_list("kind", "is_approved"))
    assert approvals == {"implementation_plan": True, "safeguard_measures": False}
    assert (typical.is_imported, result.is_imported, finding.is_imported) == (True, True, True)


def test_importing_twice_changes_nothing(run, unit):
    sheets = {"典型": [won()], "验收": [accepted()], "单位年度": [union_year(创新认定="否")]}
    run(**sheets)
    kept = records()
    _, told = run(**sheets)
    assert (told["created"], told["changed"], told["unchanged"]) == (0, 0, 3)
    assert records() == kept


def test_a_dry_run_writes_nothing(run, unit):
    code, told = run("--dry-run", 典型=[won()], 验收=[accepted()])
    assert (code, told["created"], records()) == (0, 2, [[], [], [], []])


def test_one_error_stops_all_sheets_and_names_sheet_and_cell(run, unit):
    answer = run(典型=[won()], 验收=[accepted(结果="约合格")], 单位年度=[union_year("沙河口区总工会", 创新认定="是")])
    assert answer[0] == 1
    assert [(sheet, cell) for sheet, cell, _ in errors(answer)] == [("验收", "D3"), ("单位年度", "B3")]
    assert records() == [[], [], [], []]


@pytest.mark.parametrize(
    ("sheets", "sheet", "cell", "told"),
    [
        ({"典型": [won(), won(year=2015)]}, "典型", "B4", "一个单位只能一次成为典型"),
        ({"验收": [accepted()]}, "验收", "B3", "不是典型单位"),
        ({"典型": [won(year=2015)], "验收": [accepted(year=2014)]}, "验收", "A3", "2015 年才成为典型"),
        ({"典型": [won(类型="行业")]}, "典型", "E3", "应为企事业"),
        ({"典型": [won(year=2013)]}, "典型", "A3", "项目自 2014 年起"),
        ({"典型": [won(上级工会="西岗区总工会")]}, "典型", "C3", "应为“机床厂工会”的上级工会"),
        ({"典型": [won()], "验收": [accepted(), accepted(result="不合格")]}, "验收", "B4", "同一单位、同一年度"),
        ({"单位年度": [union_year(year=2099, 创新认定="是")]}, "单位年度", "A3", "晚于今年"),
    ],
)
def test_what_cannot_be_is_refused_at_its_cell(run, unit, sheets, sheet, cell, told):
    answer = run(**sheets)
    assert answer[0] == 1
    ((at_sheet, at_cell, expected),) = errors(answer)
    assert (at_sheet, at_cell) == (sheet, cell)
    assert told in expected


def test_a_workbook_without_any_of_the_sheets_is_refused(run, unit):
    code, told = run(名册=[won()])
    assert code == 1
    assert "应至少有一个名为 典型、验收、单位年度 的工作表" in told["errors"][0]["expected"]


def test_a_correction_changes_only_what_was_imported(run, unit, district):
    run(典型=[won(级别="市级")], 验收=[accepted()])
    code, told = run(典型=[won()], 验收=[accepted(结果="不合格")])
    assert (code, told["changed"]) == (0, 2)
    assert (Typical.objects.get().level, AcceptanceResult.objects.get().is_passed) == ("provincial", False)


def test_a_typical_won_in_a_round_is_not_changed_by_an_import(run, unit, district):
    Typical.objects.create(unit=unit, superior=district, year=2014, level="city", kind="enterprise")
    answer = run(典型=[won()])
    assert "已由申报成为典型" in errors(answer)[0][2]


def test_a_unit_named_under_a_township_or_a_former_superior_counts_for_the_union_of_then(run, unit, district):
    township = UnionFactory(kind=UnionKind.TOWNSHIP_UNION, superior=district, name="桃源街道工会")
    UnionFactory(superior=township, name="酒厂工会")
    moved = UnionFactory(superior=DistrictFactory(name="西岗区总工会"), name="灯泡厂工会")
    FormerSuperior.objects.create(union=moved, superior=district, until_on="2015-06-01")
    code, told = run(典型=[won("酒厂工会", 上级工会="桃源街道工会"), won("灯泡厂工会")])
    assert (code, told["errors"]) == (0, [])
    assert set(Typical.objects.values_list("superior", flat=True)) == {district.pk}


def test_a_typical_counts_for_the_superior_of_its_year_whichever_is_named(run, unit, district):
    """Moved in June 2016: 2014 belongs to the former superior, 2016 to the one named, 2017 to the present one."""
    present = DistrictFactory(name="西岗区总工会")
    FormerSuperior.objects.create(union=unit, superior=district, until_on="2016-06-01")
    type(unit).objects.filter(pk=unit.pk).update(superior=present)
    for year, named, counted in (
        (2014, "西岗区总工会", district), (2016, SUPERIOR, district), (2016, "西岗区总工会", present),
        (2017, SUPERIOR, present),
    ):  # fmt: skip
        code, told = run(典型=[won(year=year, 上级工会=named)])
        is_told = [each["expected"] for each in told["warnings"]] == [f"{year} 年的上级工会是“{counted}”，按其计入"]
        assert (code, Typical.objects.get().superior, is_told) == (0, counted, counted.name != named)


def test_a_typical_under_a_township_counts_for_the_union_the_township_lay_under_in_its_year(run, district):
    township = UnionFactory(kind=UnionKind.TOWNSHIP_UNION, superior=district, name="桃源街道工会")
    UnionFactory(superior=township, name="酒厂工会")
    sheet = [won("酒厂工会", 上级工会="桃源街道工会")]
    run(典型=sheet)
    FormerSuperior.objects.create(union=township, superior=district, until_on="2016-06-01")
    type(township).objects.filter(pk=township.pk).update(superior=DistrictFactory())
    assert run(典型=sheet)[1]["unchanged"] == 1
    assert Typical.objects.get().superior == district


def test_a_correction_leaves_no_acceptance_before_the_typical(run, unit):
    run(典型=[won()], 验收=[accepted()])
    ((sheet, cell, told),) = errors(run(典型=[won(year=2015)]))
    assert (sheet, cell, told) == ("典型", "A3", "已登记 2014 年的验收结果，成为典型的年度应不晚于 2014")
    assert Typical.objects.get().year == 2014


def test_a_unit_closed_before_the_year_is_refused(run, unit):
    type(unit).objects.filter(pk=unit.pk).update(closed_on="2015-03-01")
    assert run(典型=[won(year=2015)])[0] == 0
    ((_, cell, told),) = errors(run(典型=[won(year=2016)]))
    assert (cell, told) == ("A3", "“机床厂工会”已于 2015-03-01 撤销，应不晚于 2015")


def test_a_likely_duplicate_is_told_but_does_not_stop(run, unit, district):
    other = UnionFactory(superior=IndustrialFactory(name="机械产业工会"), name="大连机床厂有限公司工会")
    FormerName.objects.create(union=other, name="机床厂工会", until_on="2013-01-01")
    code, told = run(典型=[won(), won("大连机床厂有限公司工会", 上级工会="机械产业工会")])
    assert code == 0
    assert any("是否为同一单位" in each["expected"] for each in told["warnings"])


def test_a_sector_typical_is_accepted_in_each_of_its_years(run, district):
    SectorFactory(superior=district, name="餐饮行业工会")
    name = "餐饮行业工会"
    code, told = run(
        典型=[won(name, 类型="行业")], 验收=[accepted(name, 2014), accepted(name, 2015), accepted(name, 2016, "不合格")]
    )
    assert (code, told["created"], told["warnings"]) == (0, 4, [])
