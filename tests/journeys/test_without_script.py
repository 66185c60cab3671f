"""Filling and filing with scripts switched off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.factories import IndustrialFactory, UnionFactory, user_with_post
from tests.journeys.desks import OpenDesk, say_yes
from tests.vitality.conftest import World
from unions.kinds import RoleKind, UnionKind
from unions.models import Union
from vitality.kinds import ApplicationState
from vitality.models import Application

UNIT = "溪桥仓储有限公司"


@pytest.fixture
def industrial(world: World) -> Union:
    """A non-resident industrial union, which files one unit."""
    industrial = IndustrialFactory(name="示例己产业工会", kind=UnionKind.NONRESIDENT_INDUSTRIAL_UNION)
    user_with_post(RoleKind.OFFICER, industrial)
    user_with_post(
        RoleKind.UNIT_CLERK,
        UnionFactory(superior=industrial, name=UNIT, address="大连市木棉路 5 号", chair_name="望舒"),
    )
    return industrial


def test_a_unit_fills_and_its_union_files_without_script(industrial: Union, desk: OpenDesk):
    clerk = desk("基层工会填报人", UNIT, java_script_enabled=False)
    officer = desk("上级工会经办", industrial, java_script_enabled=False)

    fill(clerk)
    say_yes(clerk, "上报上级工会")
    officer.goto("/vitality/")
    officer.get_by_role("link", name=UNIT).click()
    say_yes(officer, "同意申报")
    officer.get_by_role("link", name="示例己产业工会2014年企事业申报").click()
    say_yes(officer, "申报批次")

    expect(officer.get_by_text("申报回执")).to_be_visible()
    assert Application.objects.get().state == ApplicationState.FILED


def test_an_incomplete_form_is_kept_and_says_what_is_missing_without_script(
    industrial: Union, desk: OpenDesk, page_watch
):
    page_watch.expects(422)
    clerk = desk("基层工会填报人", UNIT, java_script_enabled=False)
    clerk.goto("/vitality/")
    clerk.get_by_role("button", name="开始填报").click()
    clerk.get_by_label("工作目标").fill("只写了目标")
    clerk.get_by_label("职工人数").fill("约300")
    clerk.get_by_role("button", name="保存", exact=True).click()

    expect(clerk.get_by_label("职工人数")).to_have_value("约300")
    expect(clerk.get_by_text("应为整数").first).to_be_visible()
    assert Application.objects.get().goals == "只写了目标"


def fill(clerk: Page) -> None:
    clerk.goto("/vitality/")
    clerk.get_by_role("button", name="开始填报").click()
    clerk.get_by_label("联系方式").fill("0411-80000005")
    clerk.get_by_label("工作目标").fill("建成仓库里的职工之家。")
    clerk.get_by_label("主要措施").fill("一、每月一次安全座谈。")
    clerk.get_by_label("未在市以上范围介绍过类似经验").check()
    clerk.get_by_role("button", name="保存并查看").click()
