"""`manage.py import_appraisals`: what a workbook of paper meetings records, and what it refuses."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from appraisal.kinds import CaseState, Consequence, SessionState
from appraisal.models import AppraisalSession, Case, SuperiorAppraisal, YearConfirmation
from tests.appraisal.conftest import make_hall
from tests.appraisal.meetings import HEADINGS, SUPERIOR, book, meeting, voted
from tests.factories import DistrictFactory, UnionFactory
from unions.models import FormerName

pytestmark = pytest.mark.django_db
NOTHING = {"dry_run": False, "rows": 1, "created": 0, "changed": 0, "unchanged": 0, "errors": [], "warnings": [],
           "ignored_columns": []}  # fmt: skip


@pytest.fixture
def district():
    return DistrictFactory(name=SUPERIOR)


@pytest.fixture
def unit(district):
    return UnionFactory(superior=district, name="机床厂工会", chair_name="甲一")


@pytest.fixture
def run(tmp_path):
    """The exit code and the printed object of an import of these rows."""

    def ran(*rows, options=(), **layout):
        path = tmp_path / "双评.xlsx"
        path.write_bytes(book(*rows, **layout).getvalue())
        out = StringIO()
        try:
            call_command("import_appraisals", str(path), "--json", *options, stdout=out, stderr=StringIO())
        except SystemExit as left:
            return left.code, json.loads(out.getvalue())
        return 0, json.loads(out.getvalue())

    return ran


def test_a_meeting_is_recorded_as_certified_and_published(run, unit):
    assert run(meeting()) == (0, {**NOTHING, "created": 1})
    session = AppraisalSession.objects.get()
    assert (session.union, session.work_year, session.held_on) == (unit, 2015, date(2015, 12, 10))
    assert (session.state, session.verdict, session.told_members_on) == ("finished", "valid", date(2015, 12, 10))
    assert session.certified_at is not None
    chair = session.sealed["subjects"]["chair"]
    assert chair["satisfaction"] == "10/11"
    assert Fraction(chair["composite"]) == Fraction(8, 10) * Fraction(80, 88) + Fraction(2, 10)
    confirmed = YearConfirmation.objects.get()
    assert (confirmed.plan_implemented, confirmed.is_rights_kept, confirmed.is_welcomed) == (True, True, True)


def test_importing_twice_changes_nothing(run, unit):
    rows = (meeting(), meeting(year=2016, 工会主席=None), voted(30, 59, year=2014))
    run(*rows)
    kept = (
        list(AppraisalSession.objects.values()),
        list(SuperiorAppraisal.objects.values()),
        list(Case.objects.values()),
    )
    assert run(*rows) == (0, {**NOTHING, "rows": 3, "unchanged": 3})
    assert kept == (
        list(AppraisalSession.objects.values()), list(SuperiorAppraisal.objects.values()), list(Case.objects.values())
    )  # fmt: skip


def test_a_dry_run_writes_nothing(run, unit):
    assert run(meeting(), options=["--dry-run"]) == (0, {**NOTHING, "created": 1, "dry_run": True})
    assert not AppraisalSession.objects.exists()


@pytest.mark.parametrize(
    ("changes", "cell", "told"),
    [
        ({"应到": 80, "实到": 90}, "F2", "实到 90 应不多于应到 80（大工发〔2014〕31号 四、2）"),
        ({"发出票": 91}, "G2", "发出票 91 应不多于实到 90（大工发〔2014〕31号 四、2）"),
        ({"无效票": 89}, "I2", "无效票 89 应不多于收回票 88（大工发〔2014〕31号 四、2）"),
        ({"主席弃权": 3}, "J2", "满意 60 + 基本满意 20 + 不满意 6 + 不了解（弃权） 3 = 89，应等于有效票 88"),
        ({"委员会弃权": 1}, "N2", "工会委员会：满意 70"),
        ({"应到": 0, "实到": 0, "发出票": 0}, "E2", "应到 0 人，应大于 0"),
    ],
)  # fmt: skip
def test_an_identity_that_does_not_hold_is_refused_at_its_cell(run, unit, changes, cell, told):
    code, report = run(meeting(**changes))
    assert (code, report["created"]) == (1, 0)
    (problem,) = [each for each in report["errors"] if each["cell"] == cell]
    assert told in problem["expected"]
    assert not AppraisalSession.objects.exists()


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"应到": "约100"}, "应到"),
        ({"实到": -1}, "实到"),
        ({"工作年度": "去年"}, "工作年度"),
        ({"工作年度": 2013, "召开日期": "2013-12-01"}, "工作年度"),
        ({"召开日期": "2014-12-10"}, "召开日期"),
        ({"召开日期": "2999-12-10"}, "召开日期"),
        ({"单位名称": "没有这个工会"}, "单位名称"),
        ({"单位名称": SUPERIOR, "上级工会": "大连市总工会"}, "单位名称"),
        ({"上级工会": "西岗区总工会"}, "上级工会"),
        ({"上级工会评价": "不了解"}, "上级工会评价"),
        ({"上级工会评价": "100.01"}, "上级工会评价"),
        ({"同级党组织评价": "-1"}, "同级党组织评价"),
        ({"受欢迎": "也许"}, "受欢迎"),
        ({"主席满意": None}, "主席满意"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_column(run, unit, changes, column):
    code, report = run(meeting(), meeting(year=2016, **changes) if "工作年度" not in changes else meeting(**changes))
    assert code == 1
    assert {each["column"] for each in report["errors"]} >= {column}
    assert not AppraisalSession.objects.exists()


def test_messy_cells_are_understood(run, unit):
    row = meeting(
        工作年度="２０１５年度", 召开日期="2015年12月1日", 应到="１００人", 实到="90 ", 单位名称="机床厂工会 ",
        同级党组织评价=" 基本满意", 上级工会评价="95.5分", 无效票="0", 备注="补录",
    )  # fmt: skip
    code, report = run(row, headings=tuple(reversed(row)), title="2015年双评汇总表", notes=["注：按会议记录填写。"])
    assert (code, report["created"], report["ignored_columns"]) == (0, 1, ["备注"])
    assert report["warnings"]
    given = {(each.body, each.subject): (each.grade, str(each.score)) for each in SuperiorAppraisal.objects.all()}
    assert given["party", "chair"] == ("basically_satisfied", "None")
    assert given["superior", "committee"] == ("", "95.50")


def test_without_a_party_organisation_its_weight_goes_to_the_superior_union(run, unit):
    run(meeting(同级党组织评价=None))
    session = AppraisalSession.objects.get()
    assert not session.has_party
    assert [str(each) for each in (session.member_weight, session.party_weight, session.superior_weight)] == [
        "0.8000", "0.0000", "0.2000",
    ]  # fmt: skip


def test_without_the_superior_unions_evaluation_there_is_no_composite_and_a_warning(run, unit):
    code, report = run(meeting(上级工会评价=None))
    assert (code, [each["column"] for each in report["warnings"]]) == (0, ["上级工会评价"])
    assert AppraisalSession.objects.get().sealed["unit_composite"] is None


@pytest.mark.parametrize(
    ("people", "verdict"),
    [
        ((99, 99, 99, 66), "valid"),
        ((100, 100, 100, 66), "inquorate"),
        ((100, 100, 100, 67), "valid"),
        ((100, 66, 66, 66), "inquorate"),
        ((100, 90, 80, 81), "void"),
    ],
)
def test_void_and_inquorate_meetings_are_valid_rows(run, unit, people, verdict):
    answers = (people[3], 0, 0, 0)
    assert run(meeting(people=people, chair=answers, committee=answers))[0] == 0
    session = AppraisalSession.objects.get()
    assert session.verdict == verdict
    assert session.state == (SessionState.FINISHED if verdict == "valid" else SessionState.FAILED)


@pytest.mark.parametrize(("dissatisfied", "valid", "count"), [(29, 58, 0), (30, 59, 1)])
def test_more_than_half_against_the_chair_opens_a_case(run, unit, dissatisfied, valid, count):
    run(voted(dissatisfied, valid))
    assert Case.objects.filter(consequence=Consequence.ADMONITION).count() == count


def cases():
    return {case.session.work_year: case.consequence for case in Case.objects.exclude(state=CaseState.DISMISSED)}


def test_two_years_in_a_row_count_whatever_the_order_of_rows(run, unit):
    run(voted(40, 59, year=2015), voted(30, 59, year=2014))
    assert cases() == {2014: "admonition", 2015: "chair_adjustment"}


def test_an_earlier_year_that_comes_later_changes_what_follows(run, unit):
    run(voted(40, 59, year=2015))
    assert cases() == {2015: "admonition"}
    run(voted(30, 59, year=2014))
    assert cases() == {2014: "admonition", 2015: "chair_adjustment"}


def test_another_chair_begins_anew(run, unit):
    run(voted(40, 59, year=2015, 工会主席="乙二"), voted(30, 59, year=2014))
    assert cases() == {2014: "admonition", 2015: "admonition"}


@pytest.mark.parametrize("blank", [2014, 2015])
def test_a_row_that_names_no_chair_is_no_change_of_chair(run, unit, blank):
    rows = {year: voted(40, 59, year=year) for year in (2014, 2015)}
    rows[blank]["工会主席"] = None
    run(*rows.values())
    assert cases()[2015] == "chair_adjustment"


def test_a_chair_named_for_the_first_time_is_no_change_of_chair(run, unit):
    type(unit).objects.update(chair_name="")
    run(voted(40, 59, year=2014, 工会主席=None), voted(40, 59, year=2015), voted(40, 59, year=2016, 工会主席="乙二"))
    assert cases() == {2014: "admonition", 2015: "chair_adjustment", 2016: "admonition"}


def test_a_name_set_wide_is_the_same_name(run, unit):
    run(voted(40, 59, year=2014, 工会主席="甲　一"), voted(40, 59, year=2015))
    assert cases()[2015] == "chair_adjustment"


def test_an_inquorate_year_neither_counts_nor_resets(run, unit):
    thin = meeting(year=2015, people=(100, 60, 60, 60), chair=(0, 0, 60, 0), committee=(60, 0, 0, 0))
    run(voted(40, 59, year=2014), thin, voted(40, 59, year=2016))
    assert cases() == {2014: "admonition", 2016: "chair_adjustment"}


def test_a_meeting_held_again_in_the_year_counts_the_second_time(run, unit):
    thin = meeting(people=(100, 60, 60, 60), chair=(60, 0, 0, 0), committee=(60, 0, 0, 0), 召开日期="2015-12-01")
    assert run(meeting(), thin)[1]["created"] == 2
    assert set(AppraisalSession.objects.values_list("verdict", flat=True)) == {"valid", "inquorate"}


@pytest.mark.parametrize(
    ("second", "told"),
    [({}, "与第 2 行重复"), ({"召开日期": "2015-12-20"}, "第 2 行已是该单位 2015 年度的有效评议")],
)
def test_duplicates_are_refused(run, unit, second, told):
    code, report = run(meeting(), meeting(**second))
    assert code == 1
    assert told in report["errors"][0]["expected"]


def test_a_corrected_row_takes_the_place_of_the_imported_one(run, unit):
    run(voted(40, 59))
    code, report = run(voted(20, 59))
    assert (code, report["created"], report["changed"]) == (0, 0, 1)
    assert cases() == {}
    assert list(AppraisalSession.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "finished"]


def test_a_changed_confirmation_alone_leaves_the_session(run, unit):
    run(meeting())
    code, report = run(meeting(受欢迎="否", 权益维护=None))
    assert (code, report["changed"]) == (0, 1)
    confirmed = YearConfirmation.objects.get()
    assert (confirmed.is_rights_kept, confirmed.is_welcomed) == (True, False)
    assert AppraisalSession.objects.count() == 1


@pytest.mark.parametrize("is_turned", [False, True])
def test_of_two_meetings_in_a_year_the_one_that_counts_decides_what_is_confirmed(run, unit, is_turned):
    rows = [
        meeting(people=(100, 50, 50, 50), chair=(50, 0, 0, 0), committee=(50, 0, 0, 0), 召开日期="2016-1-20",
                计划已落实="否", 权益维护=None),
        meeting(召开日期="2016-1-5", 受欢迎=None),
    ]  # fmt: skip
    code, answer = run(*(reversed(rows) if is_turned else rows))
    assert (code, [(each["column"], each["value"]) for each in answer["warnings"]]) == (0, [("计划已落实", "否")])
    stated = YearConfirmation.objects.values_list("plan_implemented", "is_rights_kept", "is_welcomed")
    assert list(stated) == [(True, True, True)]
    assert run(*rows)[1]["unchanged"] == 2


def test_a_year_appraised_in_the_system_is_not_imported_over(run):
    hall = make_hall(due=10)
    code, report = run(meeting(hall.union.name))
    assert code == 1
    assert "2015 年度的评议已在系统中办理（筹备中）" in report["errors"][0]["expected"]


def test_a_unit_is_found_by_the_name_it_had(run, unit):
    FormerName.objects.create(union=unit, name="机床厂旧工会", until_on=date(2016, 1, 1))
    assert run(meeting("机床厂旧工会"))[1]["created"] == 1
    assert AppraisalSession.objects.get().union == unit


def test_the_chair_of_a_state_enterprise_goes_to_the_cadre_authority(run, unit):
    unit.ownership_type = "1"
    unit.save()
    run(voted(30, 59))
    assert cases() == {2015: "cadre_authority"}


def test_a_file_that_is_no_workbook_says_so(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"no workbook")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_appraisals", str(path), "--json", stdout=out, stderr=StringIO())
    assert json.loads(out.getvalue())["errors"][0]["expected"]


def test_many_rows_take_few_queries(run, district, django_assert_max_num_queries):
    for number in range(30):
        UnionFactory(superior=district, name=f"第{number}厂工会")
    rows = [voted(30, 59, f"第{number}厂工会", year) for number in range(30) for year in (2014, 2015)]
    with django_assert_max_num_queries(45):
        assert run(*rows)[1]["created"] == 60


@pytest.mark.parametrize(
    ("given", "score"), [("95%", "95.00"), ("９５％", "95.00"), ("88.5分", "88.50"), (100, "100.00"), (0, "0.00")]
)
def test_a_superior_score_may_be_written_as_a_percentage(run, unit, given, score):
    assert run(meeting(上级工会评价=given))[0] == 0
    assert {str(each.score) for each in SuperiorAppraisal.objects.filter(body="superior")} == {score}


def test_a_cell_shown_as_a_percentage_is_read_as_it_is_shown(unit, tmp_path):
    source = load_workbook(book(meeting(上级工会评价=0.955)))
    cell = source.active.cell(2, HEADINGS.index("上级工会评价") + 1)
    cell.number_format = "0.0%"
    path = tmp_path / "双评.xlsx"
    source.save(path)
    call_command("import_appraisals", str(path), stdout=StringIO(), stderr=StringIO())
    assert {str(each.score) for each in SuperiorAppraisal.objects.filter(body="superior")} == {"95.50"}


def test_a_bare_rate_is_no_score(run, unit):
    code, told = run(meeting(上级工会评价=0.95))
    assert (code, told["created"]) == (1, 0)
    assert "请写成 95.00%" in json.dumps(told["errors"], ensure_ascii=False)


@pytest.mark.parametrize("word", ["无", "/", "—", None])
def test_a_word_for_nobody_leaves_the_partys_weight_to_the_superior_union(run, unit, word):
    assert run(meeting(people=(50, 50, 50, 50), chair=(40, 0, 10, 0), committee=(50, 0, 0, 0), 同级党组织评价=word,
                       上级工会评价="基本满意"))[0] == 0  # fmt: skip
    session = AppraisalSession.objects.get()
    weights = session.member_weight, session.party_weight, session.superior_weight
    assert [str(each) for each in weights] == ["0.8000", "0.0000", "0.2000"]
    assert Fraction(session.sealed["subjects"]["chair"]["composite"]) == Fraction(8, 10) * Fraction(4, 5) + Fraction(
        2, 10
    ) * Fraction(8, 10)
