"""`manage.py report satisfaction`: one exact object, the same whatever the order of the import."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from appraisal.models import AppraisalSession
from appraisal.selectors.satisfaction_report import satisfaction_report
from tests.appraisal.meetings import SUPERIOR, book, meeting, voted
from tests.factories import DistrictFactory, UnionFactory, user_with_post
from unions.kinds import RoleKind
from unions.models import FormerName

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return DistrictFactory(name=SUPERIOR)


@pytest.fixture
def unit(district):
    return UnionFactory(superior=district, name="机床厂工会", chair_name="甲一")


@pytest.fixture
def imported(tmp_path):
    def done(*rows):
        path = tmp_path / "双评.xlsx"
        path.write_bytes(book(*rows).getvalue())
        call_command("import_appraisals", str(path), stdout=StringIO(), stderr=StringIO())

    return done


def report(year: int = 2015):
    out = StringIO()
    call_command("report", "satisfaction", year=year, json=True, stdout=out)
    return json.loads(out.getvalue())


def row(year: int = 2015):
    (only,) = report(year)["rows"]
    return only


def test_a_row_holds_exact_rates_beside_their_percents(unit, imported):
    imported(meeting())
    found = row()
    assert {key: found[key] for key in ("union", "superior", "session", "consequence")} == {
        "union": "机床厂工会", "superior": SUPERIOR, "session": "valid", "consequence": "none",
    }  # fmt: skip
    assert found["chair"] == {
        "satisfaction": "10/11", "satisfaction_percent": "90.90%",
        "dissatisfaction": "3/44", "dissatisfaction_percent": "6.82%",
        "composite": "51/55", "composite_percent": "92.72%",
    }  # fmt: skip
    assert (found["unit_composite"], found["unit_composite_percent"]) == ("51/55", "92.72%")
    assert (found["standard"], found["typical_line"], found["priority"]) == (True, True, True)
    assert {"clause", "met", "shown"} == set(found["reasons"][0])


def test_the_object_names_year_rows_and_parameters(unit, imported):
    assert set(report()) == {"year", "rows", "parameters"}
    found = report()
    assert (found["year"], found["rows"]) == (2015, [])
    assert found["parameters"]["unit_composite"]["value"] == "lower"


@pytest.mark.parametrize(
    ("superior", "satisfied", "valid", "standard", "typical"),
    [
        ("0", 875, 1000, True, False),  # 0.8 x 0.875 = 70 exactly
        ("0", 8749, 10000, False, False),
        ("0", 1000, 1000, True, True),  # 80 exactly
        ("0", 999, 1000, True, False),
    ],
)
def test_70_reaches_the_standard_and_80_the_typical_line(unit, imported, superior, satisfied, valid, standard, typical):
    answers = (satisfied, 0, 0, valid - satisfied)
    imported(meeting(people=(valid,) * 4, chair=answers, committee=(valid, 0, 0, 0),
                     上级工会评价=superior, 同级党组织评价=None))  # fmt: skip
    found = row()
    assert (found["standard"], found["typical_line"]) == (standard, typical)


@pytest.mark.parametrize(("score", "priority"), [("50", False), ("50.01", True)])
def test_only_above_ninety_comes_first(unit, imported, score, priority):
    answers = (10, 0, 0, 0)
    imported(meeting(people=(10,) * 4, chair=answers, committee=answers, 上级工会评价=score, 同级党组织评价=None))
    assert row()["priority"] is priority


@pytest.mark.parametrize("word", ["计划已落实", "权益维护", "受欢迎"])
@pytest.mark.parametrize("said", ["否", None])
def test_every_confirmation_is_needed(unit, imported, word, said):
    imported(meeting(**{word: said}))
    found = row()
    assert (found["standard"], found["typical_line"]) == (False, False)
    unmet = [each for each in found["reasons"] if each["met"] is not True and each["clause"] == "2014-31/5.2"]
    assert len(unmet) == 1
    assert unmet[0]["met"] is (False if said else None)


@pytest.mark.parametrize(("people", "session"), [((100, 100, 100, 66), "inquorate"), ((100, 90, 60, 70), "void")])
def test_a_meeting_that_does_not_count_is_a_row_without_composite(unit, imported, people, session):
    answers = (0, 0, people[3], 0)
    imported(meeting(people=people, chair=answers, committee=answers))
    found = row()
    assert (found["session"], found["unit_composite"], found["standard"]) == (session, None, False)
    assert (found["priority"], found["consequence"]) == (False, "none")
    assert any(each["met"] is False and each["clause"] == "2014-31/4.2" for each in found["reasons"])


def test_the_consequence_looks_back_over_the_years(unit, imported):
    imported(voted(40, 59, year=2016, 工会主席="乙二"), voted(40, 59, year=2015), voted(30, 59, year=2014))
    assert [row(year)["consequence"] for year in (2014, 2015, 2016)] == ["admonition", "chair_adjustment", "admonition"]


def test_the_chair_of_an_institution_goes_to_the_cadre_authority(unit, imported):
    unit.ownership_type = "9"
    unit.save()
    imported(voted(30, 59))
    assert row()["consequence"] == "cadre_authority"


def test_an_uncertified_result_leads_to_nothing_yet(unit, imported):
    imported(voted(30, 59))
    AppraisalSession.objects.update(state="counted", certified_at=None)
    found = row()
    assert (found["session"], found["consequence"], found["standard"]) == ("valid", "none", False)


def test_of_two_meetings_the_valid_one_stands_for_the_year(unit, imported):
    thin = meeting(people=(100, 60, 60, 60), chair=(60, 0, 0, 0), committee=(60, 0, 0, 0), 召开日期="2015-12-20")
    imported(thin, meeting())
    assert row()["session"] == "valid"


def test_a_past_year_bears_the_name_of_that_year(unit, imported):
    imported(meeting(), meeting(year=2016))
    FormerName.objects.create(union=unit, name="旧名工会", until_on=date(2016, 1, 1))
    assert [row(year)["union"] for year in (2015, 2016)] == ["旧名工会", "机床厂工会"]


def test_an_officer_gets_the_rows_of_the_own_district(unit, imported):
    imported(meeting())
    own = user_with_post(RoleKind.OFFICER, unit.superior)
    assert len(satisfaction_report(2015, own).rows) == 1
    assert not satisfaction_report(2015, user_with_post(RoleKind.OFFICER)).rows


def test_the_number_of_queries_does_not_grow_with_the_units(district, imported, django_assert_num_queries):
    names = [f"第{number}厂工会" for number in range(12)]
    for name in names:
        UnionFactory(superior=district, name=name)
    imported(*(meeting(name, year) for name in names for year in (2014, 2015)))
    with django_assert_num_queries(11):
        assert len(satisfaction_report(2015, None).rows) == 12


def test_for_people_it_is_a_table(unit, imported):
    imported(meeting())
    out = StringIO()
    call_command("report", "satisfaction", year=2015, stdout=out)
    assert "机床厂工会\t中山区总工会\t成立\t90.90%\t6.82%" in out.getvalue()


@pytest.mark.parametrize("year", [0, 1899, 10000])
def test_a_year_that_is_none_is_told_so(year):
    with pytest.raises(CommandError, match="年度"):
        call_command("report", "satisfaction", year=year, json=True)


@pytest.mark.parametrize(
    ("valid", "told"),
    [
        (4, {"satisfaction": None, "dissatisfaction": None, "composite": None}),
        (7, {"satisfaction": "1/1", "dissatisfaction": None, "composite": "1/1"}),
        (8, {"satisfaction": "1/1", "dissatisfaction": "0/1", "composite": "1/1"}),
    ],
)
def test_a_small_unit_is_told_no_more_than_its_page_tells(unit, imported, valid: int, told: dict):
    imported(voted(0, valid))
    chair = user_with_post(RoleKind.UNIT_CHAIR, unit)
    own = satisfaction_report(2015, chair).as_json()["rows"][0]
    assert {name: own["chair"][name] for name in told} == told
    assert own["consequence"] is None, "cases are for those who must know"
    above = satisfaction_report(2015, user_with_post(RoleKind.OFFICER, unit.superior)).as_json()["rows"][0]
    assert (above["chair"]["satisfaction"], above["consequence"]) == ("1/1", "none")
