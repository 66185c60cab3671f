"""The pages of campaigns, their sheets, the years' outcomes and suspected duplicates."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories import DistrictFactory, IndustrialFactory, UnionFactory, user_with_post
from tests.papers import page_texts
from tests.vitality.acceptances import YEAR, Acceptance, begun_acceptance, sealed_year
from tests.vitality.views.conftest import query_count, sentences, text
from unions.kinds import RoleKind
from unions.models import FormerName
from vitality.models import Campaign, CampaignVisit, Typical, TypicalSheet

pytestmark = pytest.mark.django_db
LIST = "/vitality/campaigns/"


@pytest.fixture
def found() -> Acceptance:
    return begun_acceptance("4/5", "3/4")


def sheet_url(found: Acceptance, place: int = 0) -> str:
    return found.sheet_of(found.units[place]).get_absolute_url()


def test_a_due_campaign_is_made_by_a_department_only(found, signed_in):
    told = signed_in(found.checker).get(LIST)
    assert "2014 年度考评验收" in text(told)
    assert '<button class="btn btn-sm' not in text(signed_in(found.leader).get(LIST))
    posted = {"kind": "acceptance", "year": "2014"}
    assert signed_in(found.leader).post(f"{LIST}new/", posted).status_code == 403
    assert signed_in(found.checker).post(f"{LIST}new/", posted).status_code == 302
    assert Campaign.objects.filter(kind="acceptance", year=2014).exists()


def test_a_sheet_shows_the_condition_beside_the_judgement_and_is_saved(found, signed_in):
    browser, url = signed_in(found.writer), sheet_url(found, 1)
    page = text(browser.get(url))
    assert "综合满意率 75.00%，应不少于 80%" in page
    assert "当年达标" in page
    posted = {
        "revision": "0", "basic_points": "９０", "innovation_points": "80", "performance_points": "85",
        "satisfaction_points": "75", "findings": "制度健全。", "judged": "yes", "judgement_reason": "走访核实",
    }  # fmt: skip
    assert browser.post(url, posted).status_code == 302
    sheet = TypicalSheet.objects.get(typical__unit=found.units[1])
    assert (sheet.basic_points, sheet.is_judged_good, sheet.judgement_reason) == (90, True, "走访核实")


def test_a_bad_mark_is_told_at_its_field_and_nothing_typed_is_lost(found, signed_in):
    posted = {"revision": "0", "basic_points": "101", "findings": "写了很久的话", "judged": "no"}
    answer = signed_in(found.writer).post(sheet_url(found), posted)
    assert answer.status_code == 422
    assert "写了很久的话" in text(answer)
    assert answer.context["form"].errors["basic_points"]


def test_a_visit_and_a_finding_are_recorded(found, signed_in):
    visit = {"visited_on": "2014-09-10", "visitors": "甲、乙", "findings": "看了台账。"}
    assert signed_in(found.writer).post(f"{sheet_url(found)}visits/", visit).status_code == 302
    url = found.union_sheet.get_absolute_url()
    finding = {"finding": "yes", "innovation_reason": "机制新"}
    assert signed_in(found.writer).post(f"{url}innovation/", finding).status_code == 403
    assert signed_in(found.leader).post(f"{url}innovation/", finding).status_code == 302
    assert found.union_sheet.is_innovative is True
    assert CampaignVisit.objects.count() == 1


def test_a_refused_step_says_why(found, signed_in):
    answer = signed_in(found.writer).post(f"{found.campaign.get_absolute_url()}steps/prepare/")
    assert answer.status_code == 409
    assert "还没有作出考评判断" in text(answer)


def test_a_union_sees_its_sheets_once_they_are_published(found, signed_in):
    officer = signed_in(user_with_post(RoleKind.OFFICER, found.district))
    stranger = signed_in(user_with_post(RoleKind.OFFICER, DistrictFactory()))
    url = sheet_url(found)
    assert officer.get(url).status_code == 404
    found.checked()
    sealed_year()
    found.step("publish", found.leader)
    page = officer.get(url)
    assert page.status_code == 200
    assert "合格" in text(page)
    assert (stranger.get(url).status_code, officer.get(LIST).status_code) == (404, 403)
    assert officer.post(url, {}).status_code == 403


def test_the_paper_and_the_workbook_say_the_same(found, signed_in):
    found.write()
    browser = signed_in(found.writer)
    told = "".join(page_texts(browser.get(f"{sheet_url(found, 1)}sheet.pdf").content))
    assert "综合满意率75.00%" in told.replace(" ", "")
    rows = browser.get(f"{found.campaign.get_absolute_url()}sheets.xlsx").getvalue()
    sheet = load_workbook(BytesIO(rows)).active
    told = [cell.value for row in sheet for cell in row if cell.value]
    assert {unit.name for unit in found.units} <= set(told)
    assert {"合格", "不合格"} <= set(told)


def test_outcomes_are_shown_within_the_scope(found, signed_in):
    other = DistrictFactory(name="西岗区总工会")
    officer = signed_in(user_with_post(RoleKind.OFFICER, found.district))
    page = text(officer.get(f"/vitality/outcomes/?year={YEAR}"))
    assert other.name not in page
    assert "领导小组尚未作创新认定（市总领导小组）" in page
    clerk = signed_in(user_with_post(RoleKind.UNIT_CLERK, found.units[0]))
    assert clerk.get("/vitality/outcomes/").status_code == 403


def test_suspected_duplicates_are_listed_across_superiors(found, signed_in):
    name = "大连星海机床有限公司工会"
    for superior in (found.district, IndustrialFactory()):
        unit = UnionFactory(superior=superior, name=name)
        Typical.objects.create(unit=unit, superior=superior, year=2014, level="city", kind="enterprise")
    unit = UnionFactory(superior=IndustrialFactory(), name="滨海机床厂工会")
    FormerName.objects.create(union=unit, name=name, until_on="2013-01-01")
    Typical.objects.create(unit=unit, superior=unit.superior, year=2014, level="city", kind="enterprise")
    alike = UnionFactory(superior=found.district, name="大连星海机床二厂工会")
    Typical.objects.create(unit=alike, superior=found.district, year=2014, level="city", kind="enterprise")
    table = signed_in(found.writer).get("/vitality/typicals/duplicates/").context["table"]
    told = [row.cells[-3].text for row in table.rows]
    assert told[:3] == [f"与“{name}”同名", *[f"与“滨海机床厂工会”的曾用名“{name}”相同"] * 2]
    assert set(told[3:]) <= {"名称相近"}
    officer = signed_in(user_with_post(RoleKind.OFFICER, found.district))
    assert officer.get("/vitality/typicals/duplicates/").status_code == 403


def test_more_typicals_take_no_more_queries(found, signed_in):
    client, url = signed_in(found.writer), found.campaign.get_absolute_url()
    few = query_count(client, url)
    for _ in range(5):
        unit = UnionFactory(superior=found.district)
        Typical.objects.create(unit=unit, superior=found.district, year=YEAR, level="city", kind="enterprise")
    found.step("complete", found.writer)
    assert query_count(client, url) <= few + 1


def test_a_second_press_of_a_step_is_no_error(found, signed_in):
    found.write()
    found.step("prepare", found.writer)
    answer = signed_in(found.writer).post(f"{found.campaign.get_absolute_url()}steps/prepare/")
    assert (answer.status_code, sentences(answer)) == (302, ["“提交核对”已经办理过了。"])
