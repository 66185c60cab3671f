"""The pages of coverage: what each role sees, with how many queries, and what leads further."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from tests.vitality.coverage.conftest import judge
from tests.vitality.coverage.test_snapshots import NEW_YEAR
from tests.vitality.views.conftest import sentences, signed_in, text  # noqa: F401
from unions.kinds import RoleKind
from unions.models import User
from vitality.models import YearSnapshot
from vitality.selectors.desk.coverage import coverage_figures
from vitality.services.snapshots import refresh_draft, seal_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    """Four units: one standard, one that lacks only a confirmation, one with 69 %, one without anything."""
    district = DistrictFactory(name="中山区总工会")
    names = ("达标厂工会", "差一项厂工会", "六九厂工会", "空白厂工会")
    units = [UnionFactory(superior=district, name=name) for name in names]
    judge(units[0])
    judge(units[1], rights=None)
    judge(units[2], composite="69/100", welcomed=False)
    return district


@pytest.fixture
def city(district, signed_in):  # noqa: F811
    return signed_in(user_with_post(RoleKind.LEADING_GROUP, CityFactory()))


def url(name: str, **query) -> str:
    return reverse(f"vitality:{name}", query={"year": 2015, **query})


@pytest.mark.parametrize("is_sealed", [False, True])
def test_the_heat_table_tells_rate_target_and_what_is_missing(city, is_sealed):
    if is_sealed:
        seal_year(year=2015, at=NEW_YEAR)
    shown = text(city.get(url("coverage")))
    assert "1 / 4" in shown
    assert "25.00%" in shown
    assert "不少于 30%，还差 1 个" in shown
    assert ("封存第 1 版" in shown) is is_sealed


def test_the_report_page_reads_the_snapshot_in_three_queries(city):
    seal_year(year=2015, at=NEW_YEAR)
    city.get(url("coverage"))
    with CaptureQueriesContext(connection) as queries:
        city.get(url("coverage"))
    asked = [each["sql"] for each in queries if "vitality_snapshot" in each["sql"] or "yearsnapshot" in each["sql"]]
    assert 1 <= len(asked) <= 3
    assert not [each for each in queries if "appraisal_" in each["sql"]], "a sealed year asks no appraisal"


def test_the_live_page_asks_as_often_whatever_the_number_of_units(city, district, django_assert_max_num_queries):
    for number in range(5):
        judge(UnionFactory(superior=DistrictFactory() if number % 2 else district))
    with django_assert_max_num_queries(15):
        city.get(url("coverage"))


def test_the_desk_shows_what_the_night_counted_beside_the_target(district):
    seal_year(year=2015, at=NEW_YEAR)
    refresh_draft(year=2016, at=NEW_YEAR)  # in which nobody has reached anything yet
    unit = judge(UnionFactory(superior=district))
    officer, today = user_with_post(union=district), date(2016, 3, 1)
    for user in (officer, user_with_post(RoleKind.LEADING_GROUP, CityFactory())):
        assert told_of(user, today) == {
            "2015 年公有制企事业覆盖面": ("不适用", "目标不少于 50%", None),
            "2015 年百人以上非公企业覆盖面": ("25.00%", "目标不少于 30%", False),
        }
    other = user_with_post(union=DistrictFactory())
    assert {figure.value for figure in coverage_figures(other, today)} == {"不适用"}
    assert coverage_figures(user_with_post(RoleKind.UNIT_CLERK, UnionFactory(superior=district)), today) == ()
    judge(unit, 2016)
    refresh_draft(year=2016, at=NEW_YEAR)
    assert told_of(officer, today)["2016 年百人以上非公企业覆盖面"] == ("16.66%", "目标不少于 60%", None)


def told_of(user: User, today: date) -> dict[str, tuple[str, str, bool | None]]:
    return {figure.label: (figure.value, figure.target, figure.met) for figure in coverage_figures(user, today)}


@pytest.mark.parametrize("is_sealed", [False, True])
@pytest.mark.parametrize(
    ("lack", "names"),
    [
        ("none", {"达标厂工会"}),
        ("one", {"差一项厂工会"}),
        ("lacks_composite", {"六九厂工会"}),
        ("lacks_appraisal", {"空白厂工会"}),
        ("any", {"差一项厂工会", "六九厂工会", "空白厂工会"}),
    ],
)
def test_the_units_are_found_by_what_they_lack(city, is_sealed, lack, names):
    if is_sealed:
        seal_year(year=2015, at=NEW_YEAR)
    book = load_workbook(BytesIO(city.get(url("coverage_units_workbook", lack=lack)).getvalue()))
    told = {cell.value for row in book.active.iter_rows() for cell in row}
    assert {name for name in ("达标厂工会", "差一项厂工会", "六九厂工会", "空白厂工会") if name in told} == names


def test_the_other_pages_answer(city):
    assert "上级工会尚未确认权益维护" in text(city.get(url("coverage_units")))
    forecast = text(city.get(url("coverage_forecast")))
    assert "只差一项的单位补齐即可达到" in forecast
    assert "差一项厂工会" in forecast
    assert city.get(url("coverage_pdf"))["Content-Type"] == "application/pdf"
    assert city.get(url("coverage_workbook")).status_code == 200
    assert city.get(reverse("vitality:coverage_trend")).status_code == 200
    sheet = load_workbook(BytesIO(city.get(reverse("vitality:coverage_trend_workbook")).getvalue())).active
    assert {"公有制企事业", "百人以上非公企业"} <= {cell.value for cell in sheet["B"]}


def test_an_officer_sees_the_own_district_only(district, signed_in):  # noqa: F811
    other = UnionFactory(superior=DistrictFactory(name="别区总工会"), name="别厂工会")
    officer = signed_in(user_with_post(union=district))
    shown = text(officer.get(url("coverage"))) + text(officer.get(url("coverage_units", q="别厂")))
    assert "中山区总工会" in shown
    assert "别区总工会" not in shown
    assert other.name not in shown
    assert ">全市<" not in text(officer.get(url("coverage"))).replace(" ", "")


def test_a_unit_has_no_coverage_and_an_officer_does_not_seal(district, signed_in):  # noqa: F811
    clerk = signed_in(user_with_post(RoleKind.UNIT_CLERK, UnionFactory(superior=district)))
    assert clerk.get(url("coverage")).status_code == 403
    officer = signed_in(user_with_post(union=district))
    assert officer.post(reverse("vitality:coverage_seal", args=[2013])).status_code == 403


def test_sealing_too_early_or_again_without_a_reason_is_refused_in_words(city):
    answer = city.post(reverse("vitality:coverage_seal", args=[2014]))
    assert "才结束" in sentences(answer)[0]
    seal_year(year=2015, at=NEW_YEAR)
    answer = city.post(reverse("vitality:coverage_seal_again", args=[2015]), {"comment": ""})
    assert "须写明理由" in sentences(answer)[-1]
    city.post(reverse("vitality:coverage_seal_again", args=[2015]), {"comment": "补认定一家"})
    assert YearSnapshot.objects.in_force(2015).version == 2
