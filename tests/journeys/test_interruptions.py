"""What happens at desks: a session ends, a button is pressed twice, somebody goes back. Nothing lost, nothing twice."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.factories import IndustrialFactory, UnionFactory, user_with_post
from tests.journeys.desks import OpenDesk, confirm, step_in
from tests.vitality.conftest import World
from unions.kinds import RoleKind, UnionKind
from unions.models import Union
from vitality.kinds import ApplicationState, BatchState
from vitality.models import Application, ApplicationVersion, Batch

UNIT = "溪桥仓储有限公司"


@pytest.fixture
def unit(world: World) -> Union:
    """The only unit of a non-resident industrial union, with its clerk."""
    superior = IndustrialFactory(name="示例己产业工会", kind=UnionKind.NONRESIDENT_INDUSTRIAL_UNION)
    unit = UnionFactory(
        superior=superior, name=UNIT, address="大连市木棉路 5 号", chair_name="望舒", phone="0411-80000005"
    )
    user_with_post(RoleKind.UNIT_CLERK, unit)
    return unit


def test_a_session_that_ends_while_writing_leads_back_to_the_same_draft(unit: Union, desk: OpenDesk):
    clerk = desk("基层工会填报人", UNIT)
    begin(clerk)
    address = clerk.url
    clerk.get_by_label("工作目标").fill("第一句已经存上。")
    expect(clerk.get_by_text("已保存")).to_be_visible()

    Session.objects.all().delete()
    clerk.get_by_label("主要措施").fill("第二句写在登录过期之后。")
    expect(clerk.get_by_text("登录后回到刚才的页面")).to_be_visible()
    step_in(clerk, "基层工会填报人", UNIT)

    assert clerk.url == address
    expect(clerk.get_by_label("工作目标")).to_have_value("第一句已经存上。")
    clerk.get_by_role("button", name="恢复这些内容").click()
    expect(clerk.get_by_label("主要措施")).to_have_value("第二句写在登录过期之后。")
    expect(clerk.get_by_text("已保存")).to_be_visible()
    assert Application.objects.get().measures == "第二句写在登录过期之后。"


def test_a_double_click_files_once(world: World, unit: Union, desk: OpenDesk):
    batch = world.endorsed(unit).batch
    officer = desk("上级工会经办", unit.superior)
    officer.goto(batch.get_absolute_url())
    officer.locator("summary", has_text="申报批次").click()
    officer.get_by_role("dialog").get_by_role("button", name="申报批次").dblclick()

    expect(officer.get_by_text("申报回执")).to_be_visible()
    assert ApplicationVersion.objects.count() == 1


def test_filing_again_from_a_stale_page_says_who_filed_already(world: World, unit: Union, desk: OpenDesk, page_watch):
    page_watch.expects(409)
    batch = world.endorsed(unit).batch
    here, there = desk("上级工会经办", unit.superior), desk("上级工会经办", unit.superior)
    for page in (here, there):
        page.goto(batch.get_absolute_url())

    confirm(here, "申报批次")
    expect(here.get_by_text("申报回执")).to_be_visible()
    confirm(there, "申报批次")

    expect(there.get_by_text("没有待申报的申报表").first).to_be_visible()
    assert Batch.objects.get().state == BatchState.FILED
    assert ApplicationVersion.objects.count() == 1


def test_going_back_after_submitting_offers_no_second_submission(unit: Union, desk: OpenDesk):
    clerk = desk("基层工会填报人", UNIT)
    begin(clerk)
    clerk.get_by_label("工作目标").fill("目标")
    clerk.get_by_label("主要措施").fill("措施")
    clerk.get_by_label("未在市以上范围介绍过类似经验").check()
    clerk.get_by_role("button", name="保存并查看").click()
    confirm(clerk, "上报上级工会")
    expect(clerk.get_by_text("上级工会审核中")).to_be_visible()

    clerk.go_back()

    expect(clerk.locator("summary", has_text="上报上级工会")).to_have_count(0)
    assert Application.objects.get().state == ApplicationState.SUBMITTED


def test_two_who_write_at_once_both_keep_their_words(world: World, unit: Union, desk: OpenDesk, page_watch):
    page_watch.expects(409)
    clerk, officer = desk("基层工会填报人", UNIT), desk("上级工会经办", world.officer_of(unit.superior).post.union)
    begin(clerk)
    officer.goto(clerk.url)
    officer.get_by_label("工作目标").fill("上级工会写的目标")
    expect(officer.get_by_text("已保存")).to_be_visible()

    clerk.get_by_label("工作目标").fill("本单位写的目标")
    expect(clerk.get_by_text("刚被他人修改")).to_be_visible()
    clerk.get_by_role("button", name="保存", exact=True).click()

    expect(clerk.get_by_text("没有保存")).to_be_visible()
    expect(clerk.get_by_role("row", name="工作目标").first).to_contain_text("上级工会写的目标")
    expect(clerk.get_by_label("工作目标")).to_have_value("本单位写的目标")
    clerk.get_by_role("button", name="保存", exact=True).click()
    expect(clerk.get_by_text("已保存").first).to_be_visible()
    assert Application.objects.get().goals == "本单位写的目标"


def begin(clerk: Page) -> None:
    clerk.goto("/vitality/")
    clerk.get_by_role("button", name="开始填报").click()
    expect(clerk.get_by_label("单位名称")).to_have_value(UNIT)
