"""The project's money through the browser: from the published outcome to the last yuan spent and its statement."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page, expect

from funding.models import Tranche
from tests.factories import CityFactory, user_with_post
from tests.funding.conftest import PDF
from tests.journeys.desks import CITY, OpenDesk
from tests.journeys.papers import downloaded, missing_from, words_of
from tests.vitality.acceptances import YEAR, Acceptance, begun_acceptance, sealed_year
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db(transaction=True)
LOOK = os.environ.get("LOOK_AT", "")


@pytest.fixture
def outcome(transactional_db: None) -> Acceptance:
    """A district whose only typical passed and whose work was found innovative; the year's outcome is published."""
    city = CityFactory()
    found = begun_acceptance("4/5")
    for role in (RoleKind.FINANCE, RoleKind.AUDITOR):
        user_with_post(role, city)
    user_with_post(RoleKind.OFFICER, found.district)
    sealed_year()
    found.checked()
    found.step("publish", found.leader)
    return found


def test_money_from_the_published_outcome_to_the_last_yuan(outcome: Acceptance, desk: OpenDesk, page_watch):
    finance, leader = desk("财务部", CITY), desk("领导小组", CITY)
    finance.goto(f"/funding/plan/{YEAR}/")
    finance.get_by_role("button", name="计算应拨").click()
    expect(finance.get_by_text("2 项").first).to_be_visible()
    for_all_ticked(finance, "提请批准", "已提请 2 项。")
    look(finance, "proposed")
    for_all_ticked(leader, "批准拨付", "已批准 2 项。")

    tranche = Tranche.objects.get(union=outcome.district, kind="reward_typical")
    finance.goto(tranche.get_absolute_url())
    finance.get_by_label("凭证号").fill("记-2016-001")
    finance.get_by_label("银行回单号").fill("工行 20160301")
    finance.get_by_role("button", name="登记拨付 20,000 元").click()
    expect(finance.get_by_text("已登记拨付，接收单位已收到通知。")).to_be_visible()
    look(finance, "paid")
    notice = words_of(downloaded(finance, "拨付通知"))
    assert not missing_from(notice, "人民币贰万元整", "20,000 元", "记-2016-001", "工行 20160301", "中山区总工会")

    officer = desk("上级工会经办", outcome.district)
    page_watch.expects(422)
    spend(officer, outcome, "20,001")
    expect(officer.get_by_text("余额 20,000 元，本次 20,001 元，超出 1 元").first).to_be_visible()
    look(officer, "refused")
    spend(officer, outcome, "20,000")
    expect(officer.get_by_text("已登记支出。")).to_be_visible()
    look(officer, "account")
    statement = words_of(downloaded(officer, "年度决算表"))
    assert not missing_from(statement, "培训与学习", "20,000.00", "年末余额（大写）：人民币零元整")
    spend(officer, outcome, "1")
    expect(officer.get_by_text("余额 0 元，本次 1 元，超出 1 元").first).to_be_visible()

    leader.goto(f"/funding/summary/{YEAR}/")
    expect(leader.locator(".chart svg").first).to_be_visible()
    look(leader, "summary")


def for_all_ticked(page: Page, label: str, told: str) -> None:
    """Tick every release, press the step, see what can be done, and confirm it."""
    page.goto("/funding/releases/")
    page.get_by_label("选中本页全部").check()
    page.get_by_role("button", name=re.compile("选中的")).click()
    page.get_by_role("button", name=f"{label} 2 项").click()
    expect(page.get_by_text(told)).to_be_visible()


def spend(page: Page, outcome: Acceptance, amount: str) -> None:
    page.goto(f"/funding/accounts/{outcome.district.pk}/spend/")
    page.get_by_label("金额（元）").fill(amount)
    page.get_by_label("支出类别").select_option("培训与学习")
    page.get_by_label("用途").fill("职工代表培训")
    page.locator("input[type=file]").set_input_files({"name": "发票.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="登记支出").click()


def look(page: Page, name: str) -> None:
    """A picture for whoever asks for it: LOOK_AT=folder."""
    if LOOK:
        page.screenshot(path=f"{LOOK}/{name}.png", full_page=True)
