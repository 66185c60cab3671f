"""One acceptance through the browser: written, found, handed in, checked, published, and read by the unions."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from tests.factories import CityFactory, user_with_post
from tests.journeys.desks import CITY, REVIEWER, OpenDesk, confirm
from tests.vitality.acceptances import Acceptance, begun_acceptance, sealed_year
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db(transaction=True)
LOOK = os.environ.get("LOOK_AT", "")


@pytest.fixture
def acceptance(transactional_db: None) -> Acceptance:
    """Two typicals of one district, one at 80 %, one fallen to 75 %; the year is sealed."""
    CityFactory()
    found = begun_acceptance("4/5", "3/4")
    user_with_post(RoleKind.OFFICER, found.district)
    sealed_year()
    return found


def test_an_acceptance_from_the_first_mark_to_the_unions(acceptance: Acceptance, desk: OpenDesk):
    writer, leader = desk(REVIEWER, CITY), desk("领导小组", CITY)
    for unit in acceptance.units:
        fill(writer, acceptance.sheet_of(unit).get_absolute_url(), judges=True)
    look(writer, "typical_sheet")
    fill(writer, acceptance.union_sheet.get_absolute_url(), judges=False)
    look(writer, "union_sheet")

    leader.goto(acceptance.union_sheet.get_absolute_url())
    leader.get_by_label("创新认定").select_option("有创新")
    leader.get_by_label("认定理由").fill("机制新，职工认可。")
    leader.get_by_role("button", name="保存认定").click()
    look(leader, "finding")

    here = acceptance.campaign.get_absolute_url()
    writer.goto(here)
    look(writer, "campaign")
    confirm(writer, "提交核对")
    expect(writer.get_by_text("已提交，等待另一人核对。")).to_be_visible()
    leader.goto(here)
    confirm(leader, "核对无误")
    confirm(leader, "公布结果")
    expect(leader.get_by_text("已公布，年度结果已封存。")).to_be_visible()
    look(leader, "published")
    leader.goto("/vitality/outcomes/?year=2015")
    look(leader, "outcomes")
    leader.goto("/vitality/typicals/?year=2015")
    look(leader, "typicals")

    officer = desk("上级工会经办", acceptance.district)
    officer.goto(acceptance.sheet_of(acceptance.units[1]).get_absolute_url())
    expect(officer.get_by_text("不合格").first).to_be_visible()
    expect(officer.get_by_text("综合满意率 75.00%，应不少于 80%")).to_be_visible()
    expect(officer.get_by_text("当年达标")).to_be_visible()


def fill(page: Page, url: str, *, judges: bool) -> None:
    page.goto(url)
    for label, points in (("基础性工作", "90"), ("创新性工作", "80"), ("工作绩效", "85"), ("职工满意度", "88")):
        page.get_by_label(f"{label}（0–100）").fill(points)
    page.get_by_label("考评情况").fill("三项制度健全，双述双评按时进行。")
    if judges:
        page.get_by_label("考评判断").select_option("合格")
        page.get_by_label("判断理由").fill("走访核实")
    page.get_by_role("button", name="保存考评表").click()
    expect(page.get_by_text("考评表已保存。")).to_be_visible()


def look(page: Page, name: str) -> None:
    """A picture for whoever asks for it: LOOK_AT=folder."""
    if LOOK:
        page.screenshot(path=f"{LOOK}/{name}.png", full_page=True)
