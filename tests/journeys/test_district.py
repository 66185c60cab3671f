"""A whole district's way: annex 1 filled, five filed, one returned, the group's decision, the province's answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.factories import DistrictFactory, UnionFactory, user_with_post
from tests.journeys.desks import CITY, REVIEWER, OpenDesk, confirm
from tests.journeys.papers import downloaded, missing_from, pictures_of, share_of_ink, words_of
from tests.vitality.conftest import World
from unions.kinds import OwnershipType, RoleKind
from unions.models import Union
from vitality.models import Application
from vitality.services.applications import move_application

SCAN = {"name": "省总批复.pdf", "mimeType": "application/pdf"}
SCAN_BYTES = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
GOALS = "一年内让三百名职工事事有回音。\n年底综合满意率不低于 85%。"
MEASURES = "一、每月十日会员接待。\n二、协商结果十日内张榜。"
BETTER_MEASURES = "一、每月十日会员接待，由组织委员负责。\n二、协商结果十日内张榜，由主席负责。"


@pytest.fixture
def district(world: World) -> Union:
    """中山区总工会 with four forms agreed to; the fifth unit has its clerk and nothing else yet."""
    district = DistrictFactory(name="中山区总工会")
    for number, nature in enumerate([OwnershipType.PRIVATE, OwnershipType.PRIVATE, OwnershipType.STATE, "9"], start=1):
        world.endorsed(UnionFactory(superior=district, name=f"第{number}公司", ownership_type=nature))
    unit = UnionFactory(
        superior=district, name="栎渡精密机械有限公司", employee_count=312, chair_name="方舟",
        address="大连市中山区潮声路 8 号", phone="0411-80000312",
    )  # fmt: skip
    user_with_post(RoleKind.UNIT_CLERK, unit)
    return district


def test_a_district_from_the_first_word_to_the_confirmed_form(
    world: World, district: Union, desk: OpenDesk, tmp_path: Path
):
    officer = desk("上级工会经办", district)
    the_batch_lacks_one(officer)

    clerk = desk("基层工会填报人", "栎渡精密机械有限公司")
    the_unit_fills_and_submits(clerk)
    the_district_agrees_and_files(officer)

    reviewer = desk(REVIEWER, CITY)
    the_city_returns_it(reviewer)
    the_unit_corrects(clerk)
    the_district_files_again(officer)
    the_city_passes_it(reviewer)
    pass_the_others(world)

    the_leading_group_decides(desk("领导小组", CITY))
    the_answer_of_the_province_is_recorded(reviewer)
    the_unit_is_a_typical(officer)
    the_form_can_be_printed(clerk, tmp_path)


def the_batch_lacks_one(officer: Page) -> None:
    officer.goto("/vitality/")
    officer.get_by_role("link", name="汇总申报").first.click()

    expect(officer.get_by_text("还差 1 个单位").first).to_be_visible()
    expect(officer.get_by_text("还差 1 个百人以上非公企业").first).to_be_visible()
    expect(officer.get_by_role("button", name=re.compile("申报批次.*不可操作.*还差 1 个单位"))).to_be_visible()


def the_unit_fills_and_submits(clerk: Page) -> None:
    clerk.goto("/vitality/")
    clerk.get_by_role("button", name="开始填报").click()
    expect(clerk.get_by_label("单位名称")).to_have_value("栎渡精密机械有限公司")
    expect(clerk.get_by_label("职工人数")).to_have_value("312")
    clerk.get_by_label("工作目标").fill(GOALS)
    clerk.get_by_label("主要措施").fill(MEASURES)
    expect(clerk.get_by_text("已保存")).to_be_visible()
    clerk.get_by_label("未在市以上范围介绍过类似经验").check()
    expect(clerk.get_by_text("填写完整")).to_be_visible()
    clerk.get_by_role("button", name="保存并查看").click()
    confirm(clerk, "上报上级工会")

    expect(clerk.get_by_text("上级工会审核中")).to_be_visible()


def the_district_agrees_and_files(officer: Page) -> None:
    officer.reload()
    officer.get_by_role("link", name="栎渡精密机械有限公司").click()
    confirm(officer, "同意申报")
    officer.get_by_role("link", name="中山区总工会2014年企事业申报").click()
    confirm(officer, "申报批次")

    expect(officer.get_by_text("申报回执")).to_be_visible()
    expect(officer.get_by_text("向市总申报 5 张附件1")).to_be_visible()


def the_city_returns_it(reviewer: Page) -> None:
    reviewer.goto("/vitality/reviews/")
    reviewer.get_by_role("link", name="栎渡精密机械有限公司").first.click()
    reviewer.get_by_label("主要措施").fill("请写明负责人。")
    expect(reviewer.get_by_text("已写 1 条栏目意见")).to_be_visible()
    reviewer.get_by_label("退回理由").fill("请按意见修改后再报。")
    reviewer.get_by_role("button", name="退回修改（1 栏）").click()

    expect(reviewer.get_by_text("退回修改").first).to_be_visible()


def the_unit_corrects(clerk: Page) -> None:
    clerk.goto("/vitality/")
    clerk.get_by_role("link", name="按意见修改").click()
    expect(clerk.get_by_text("请写明负责人。").first).to_be_visible()
    expect(clerk.get_by_role("textbox", name="工作目标")).to_have_count(0)
    clerk.get_by_role("textbox", name="主要措施").fill(BETTER_MEASURES)
    clerk.get_by_role("button", name="保存并查看").click()

    expect(clerk.get_by_text("退回后的改动")).to_be_visible()


def the_district_files_again(officer: Page) -> None:
    officer.reload()
    officer.get_by_role("link", name="栎渡精密机械有限公司").click()
    confirm(officer, "修改后再报")


def the_city_passes_it(reviewer: Page) -> None:
    reviewer.goto("/vitality/reviews/")
    reviewer.get_by_role("link", name="栎渡精密机械有限公司").first.click()
    expect(reviewer.locator("ins", has_text="由组织委员负责")).to_be_visible()
    reviewer.get_by_label("已核对").check()
    reviewer.get_by_role("button", name="初审通过").click()


def pass_the_others(world: World) -> None:
    for application in Application.objects.filter(state="filed"):
        move_application(
            application=application, transition="pass_review", user=world.reviewer, at=world.at,
            is_newness_checked=True,
        )  # fmt: skip


def the_leading_group_decides(leader: Page) -> None:
    leader.goto("/vitality/decisions/")
    leader.get_by_role("button", name="附件1未拟定的都同意").click()
    leader.get_by_role("link", name="核对并公布").click()
    leader.get_by_label("会议日期").fill("2014-09-20")
    leader.get_by_label("会议纪要文号").fill("大工纪〔2014〕9 号")
    leader.get_by_role("button", name="公布").click()

    expect(leader.get_by_text("大工纪〔2014〕9 号").first).to_be_visible()


def the_answer_of_the_province_is_recorded(reviewer: Page) -> None:
    reviewer.goto("/vitality/province/")
    reviewer.get_by_role("link", name="登记省总批复").click()
    reviewer.get_by_role("link", name="全部预填“批准”").click()
    reviewer.get_by_label("批复文号").fill("辽工复〔2014〕31 号")
    reviewer.get_by_label("批复日期").fill("2014-09-20")
    reviewer.get_by_label("批复扫描件").set_input_files({**SCAN, "buffer": SCAN_BYTES})
    reviewer.get_by_role("button", name="登记批复").click()

    expect(reviewer.get_by_text("辽工复〔2014〕31 号").first).to_be_visible()
    expect(reviewer.get_by_role("link", name="省总批复.pdf")).to_be_visible()


def the_unit_is_a_typical(officer: Page) -> None:
    officer.goto("/vitality/typicals/")

    expect(officer.get_by_role("row", name=re.compile("栎渡精密机械有限公司.*省级"))).to_be_visible()


def the_form_can_be_printed(clerk: Page, folder: Path) -> None:
    clerk.goto("/vitality/")
    clerk.get_by_role("link", name="查看").click()
    expect(clerk.get_by_text("省总已批准").first).to_be_visible()
    pdf = downloaded(clerk, "打印原表")
    words = words_of(pdf)

    assert missing_from(words, "附件1", "大连市中山县（市、区）", "栎渡精密机械有限公司", "方舟", "（5）私营企业") == []
    assert (
        missing_from(words, "312人", "0411-80000312", GOALS, BETTER_MEASURES, "辽宁省总工会", "辽工复〔2014〕31号")
        == []
    )
    assert words.count("2014年9月20日") == 4  # three seals and the province's confirmation
    assert 0.01 < share_of_ink(pictures_of(pdf, folder)[0]) < 0.1
