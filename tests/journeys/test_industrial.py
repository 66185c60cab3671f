"""A resident industrial union's way: annex 3 is recommended, annex 1 is made of it, and nothing is typed twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.factories import IndustrialFactory, UnionFactory, user_with_post
from tests.journeys.desks import CITY, REVIEWER, OpenDesk, confirm
from tests.journeys.papers import downloaded, missing_from, pictures_of, share_of_ink, words_of
from tests.vitality.conftest import World, units_under
from unions.kinds import RoleKind
from unions.models import Union
from vitality.kinds import AnnexForm
from vitality.models import Application
from vitality.services.applications import move_application

UNIT = "岚津出租汽车有限公司"
GOALS = "车队里的事车队里议，一年内司机满意率不低于 88%。"
MEASURES = "一、每周三晚司机恳谈。\n二、份子钱调整先过职代会。"


@pytest.fixture
def industrial(world: World) -> Union:
    """An industrial union with two forms agreed to, beside one whose three forms have passed the review."""
    other = IndustrialFactory(name="示例乙产业工会")
    world.passed(other, units_under(other, nonpublic=3))
    industrial = IndustrialFactory(name="示例甲产业工会")
    for unit in units_under(industrial, nonpublic=1, public=1):
        world.endorsed(unit)
    unit = UnionFactory(
        superior=industrial, name=UNIT, employee_count=417, address="大连市白帆街 3 号", chair_name="鹤鸣"
    )
    user_with_post(RoleKind.UNIT_CLERK, unit)
    return industrial


def test_an_industrial_unions_form_3_becomes_a_provincial_form_1(
    world: World, industrial: Union, desk: OpenDesk, tmp_path: Path
):
    clerk, officer = desk("基层工会填报人", UNIT), desk("上级工会经办", industrial)
    the_unit_fills_annex_3(clerk)
    the_industrial_union_files_three(officer)
    pass_all(world)

    the_leading_group_recommends_five(desk("领导小组", CITY))
    the_province_confirms(desk(REVIEWER, CITY))

    annex_1 = Application.objects.get(form=AnnexForm.ANNEX_1, unit__name=UNIT)
    clerk.goto(annex_1.get_absolute_url())
    the_form_carries_what_was_typed_once(clerk, tmp_path)


def the_unit_fills_annex_3(clerk: Page) -> None:
    clerk.goto("/vitality/")
    clerk.get_by_role("button", name="开始填报").click()
    expect(clerk.get_by_text("附件3").first).to_be_visible()
    clerk.get_by_label("工作目标").fill(GOALS)
    clerk.get_by_label("主要措施").fill(MEASURES)
    clerk.get_by_label("联系方式").fill("0411-80000417")
    clerk.get_by_label("未在市以上范围介绍过类似经验").check()
    clerk.get_by_role("button", name="保存并查看").click()
    confirm(clerk, "上报上级工会")


def the_industrial_union_files_three(officer: Page) -> None:
    officer.goto("/vitality/")
    officer.get_by_role("link", name=UNIT).click()
    confirm(officer, "同意申报")
    officer.goto("/vitality/")
    officer.get_by_role("link", name="汇总申报").first.click()
    confirm(officer, "申报批次")

    expect(officer.get_by_text("向市总申报 3 张附件3")).to_be_visible()


def pass_all(world: World) -> None:
    for application in Application.objects.filter(state="filed"):
        move_application(
            application=application, transition="pass_review", user=world.reviewer, at=world.at,
            is_newness_checked=True,
        )  # fmt: skip


def the_leading_group_recommends_five(leader: Page) -> None:
    leader.goto("/vitality/decisions/")
    picks = leader.get_by_role("radio", name="推荐荐省")
    expect(picks).to_have_count(6)
    for number in range(1, 6):
        picks.nth(number).check()
        expect(leader.get_by_text(f"已选 {number}/5", exact=True)).to_be_visible()
    leader.get_by_role("button", name="附件3未拟定的都同意").click()
    leader.get_by_role("link", name="核对并公布").click()
    leader.get_by_label("会议日期").fill("2014-09-20")
    leader.get_by_label("会议纪要文号").fill("大工纪〔2014〕9 号")
    leader.get_by_role("button", name="公布").click()

    expect(leader.get_by_text("大工纪〔2014〕9 号").first).to_be_visible()


def the_province_confirms(reviewer: Page) -> None:
    reviewer.goto("/vitality/province/")
    reviewer.get_by_role("link", name="登记省总批复").click()
    reviewer.get_by_label("批复文号").fill("辽工复〔2014〕31 号")
    reviewer.get_by_label("批复日期").fill("2014-09-20")
    reviewer.get_by_role("group", name=re.compile(UNIT)).get_by_label("批准", exact=True).check()
    reviewer.get_by_role("button", name="登记批复").click()

    expect(reviewer.get_by_text("辽工复〔2014〕31 号").first).to_be_visible()


def the_form_carries_what_was_typed_once(clerk: Page, folder: Path) -> None:
    expect(clerk.get_by_text("省总已批准").first).to_be_visible()
    pdf = downloaded(clerk, "打印原表")
    words = words_of(pdf)

    assert missing_from(words, "附件1", "辽宁省基层工会活力建设项目", UNIT, "417人", "鹤鸣", "0411-80000417") == []
    assert missing_from(words, GOALS, MEASURES, "辽宁省总工会", "辽工复〔2014〕31号") == []
    assert 0.01 < share_of_ink(pictures_of(pdf, folder)[0]) < 0.1
