"""`manage.py import_roster` and `init_federation`, as an installation runs them."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from office import clock
from tests.unions.rosters import district, sector, township, unit, workbook
from unions.models import Union

pytestmark = pytest.mark.django_db
FACTS = {"会员人数": 100, "工会主席": "某某", "联系方式": "0411-88888888", "单位地址": "人民路 1 号"}


@pytest.fixture(autouse=True)
def _federation():
    call_command("init_federation", province="辽宁省总工会", city="大连市总工会", stdout=StringIO())


@pytest.fixture
def file(tmp_path):
    def written(rows, **layout):
        path = tmp_path / "名册.xlsx"
        path.write_bytes(workbook(rows, **layout).getvalue())
        return path

    return written


def run(path, *options):
    """The exit code and what stood on standard output."""
    out = StringIO()
    try:
        call_command("import_roster", str(path), *options, stdout=out, stderr=StringIO())
    except SystemExit as left:
        return left.code, out.getvalue()
    return 0, out.getvalue()


def test_a_second_federation_run_changes_nothing():
    out = StringIO()
    call_command("init_federation", province="辽宁省总工会", city="大连市总工会", stdout=out)
    assert "没有改变" in out.getvalue()
    assert Union.objects.count() == 2


def test_a_dry_run_writes_nothing_and_counts_what_it_would(file):
    path = file([district(), unit("机床厂工会")])
    code, out = run(path, "--dry-run", "--json")
    assert code == 0
    assert json.loads(out) == {
        "dry_run": True, "rows": 2, "created": 2, "changed": 0, "unchanged": 0,
        "errors": [], "warnings": [], "ignored_columns": [],
    }  # fmt: skip
    assert Union.objects.count() == 2


def test_json_names_each_wrong_cell_and_exits_with_one(file):
    code, out = run(file([district(), unit("机床厂工会", 职工人数="约300")]), "--json")
    answer = json.loads(out)
    assert code == 1
    assert (answer["created"], answer["changed"]) == (0, 0)
    assert answer["errors"] == [
        {
            "cell": "E3",
            "row": 3,
            "column": "职工人数",
            "value": "约300",
            "expected": "应为整数（0 至 9,999,999），如 300",
        }
    ]


def test_a_file_that_is_no_workbook_is_one_error(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"not a workbook")
    code, out = run(path, "--json")
    assert code == 1
    assert "另存为" in json.loads(out)["errors"][0]["expected"]
    assert run(tmp_path / "missing.xlsx")[0] == 1


def test_people_read_a_table_of_problems_and_a_sentence(file):
    code, out = run(file([district(), unit("机床厂工会", "没有的工会")]))
    assert code == 1
    assert "B3\t上级工会\t没有的工会\t应为本表内或已登记的上级工会的名称" in out
    assert "没有导入任何内容" in out


def test_two_wrong_rows_of_ten_thousand_keep_everything_out(file):
    rows = [district(f"第{number}区总工会") for number in range(10)]
    rows += [township(f"第{number}街道工会", f"第{number % 10}区总工会") for number in range(100)]
    rows += [unit(f"第{number}公司工会", f"第{number % 100}街道工会", **FACTS) for number in range(9_888)]
    wrong = [unit("甲公司工会", "没有的工会", **FACTS), sector("乙行业工会", "第1区总工会", 职工人数="约300")]
    code, out = run(file([*rows, *wrong], title="全市工会名册", notes=["注：截至 2014 年 8 月。"]), "--json")
    answer = json.loads(out)
    assert code == 1
    assert (answer["rows"], [error["cell"] for error in answer["errors"]]) == (10_000, ["B10001", "E10002"])
    assert Union.objects.count() == 2


def test_a_cell_far_away_is_refused_with_its_address(tmp_path):
    book = load_workbook(workbook([district(), unit("机床厂工会")]))
    book.active["A900000"] = "远"
    path = tmp_path / "名册.xlsx"
    book.save(path)
    code, out = run(path, "--json")
    assert code == 1
    assert "A900000" in json.loads(out)["errors"][0]["expected"]


def test_past_years_keep_the_names_of_before_the_import(file):
    code = {"统一社会信用代码": "91210200000000001X"}
    run(file([district(), unit("机床厂工会", **code)]))
    run(file([unit("机床集团工会", **code)]))
    assert [
        Union.objects.as_of(day).get(name="机床集团工会").name_then
        for day in (date(2017, 12, 31), clock.real_now().date())
    ] == ["机床厂工会", "机床集团工会"]
