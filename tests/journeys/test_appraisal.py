"""A session in a hall: set up, twelve phones vote, papers are counted apart, two codes open, the result is told."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from appraisal.kinds import Audience
from appraisal.models import AppraisalSession, BoxItem, DutyReport, ReportDelivery
from tests.browsing import PageWatch
from tests.factories import DistrictFactory, UnionFactory, user_with_post
from tests.journeys.desks import OpenDesk, confirm
from tests.journeys.papers import downloaded, words_of
from unions.kinds import RoleKind
from unions.models import Union

PHONE = {"width": 360, "height": 640}
VOTERS, DUE = 12, 14
CODE = re.compile(r"\d{4}-\d{4}-\d{4}")
Open = Callable[..., BrowserContext]


@pytest.fixture
def unit(transactional_db: None) -> Union:
    """A unit whose chair has reported twice; its officer, leader and chair have their posts."""
    district = DistrictFactory(name="中山区总工会")
    unit = UnionFactory(superior=district, name="栎渡精密机械有限公司工会", chair_name="方舟", member_count=DUE)
    user_with_post(RoleKind.OFFICER, district)
    user_with_post(RoleKind.SUPERIOR_LEADER, district)
    user_with_post(RoleKind.UNIT_CHAIR, unit)
    report = DutyReport.objects.create(union=unit, work_year=2014, chair_name="方舟")
    day = date(2014, 9, 19)
    for audience in Audience:
        ReportDelivery.objects.create(report=report, audience=audience, delivered_on=day, form="会员大会")
    return unit


def test_a_session_from_its_plan_to_its_publication(
    unit: Union, desk: OpenDesk, new_context: Open, page_watch: PageWatch, tmp_path: Path
):
    page_watch.expects(422)  # the numbers at the end of the voting are wrong at first
    officer, leader = desk("上级工会经办", unit.superior), desk("上级工会负责人", unit.superior)
    the_session_is_planned(officer, unit)
    codes = the_box_is_made(officer)
    slips = the_slips_are_printed(officer, tmp_path)
    officer.goto(session_url())
    confirm(officer, "开始投票")
    expect(officer.locator("#turnout strong")).to_have_text("0")

    twelve_phones_vote(new_context, slips)
    expect(officer.locator("#turnout strong")).to_have_text(str(VOTERS))
    a_slip_is_exchanged(officer, slips[VOTERS])
    the_voting_ends(officer)

    the_superiors_speak(leader, officer, new_context)
    two_tellers_count(officer)
    the_box_is_opened(officer, codes)
    the_result_is_certified_and_told(leader, officer)
    the_unit_reads_what_it_may(desk("工会主席", unit))


def a_phone(new_context: Open) -> Page:
    page = new_context(has_touch=True, is_mobile=True).new_page()
    page.set_viewport_size(PHONE)
    return page


def look(page: Page, name: str) -> None:
    """Keep a picture of a stage in the folder SCREENSHOTS names, to be looked at: `SCREENSHOTS=/tmp/s ./dev test …`."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def session_url(tail: str = "") -> str:
    return f"{AppraisalSession.objects.get().get_absolute_url()}{tail}"


def the_session_is_planned(officer: Page, unit: Union) -> None:
    officer.goto("/appraisal/sessions/")
    officer.get_by_role("link", name="筹备评议会").first.click()
    officer.get_by_role("link", name=unit.name).click()
    officer.get_by_label("同级党组织权重").fill("9")
    expect(officer.get_by_text("合计 99%，应为 100%")).to_be_visible()
    officer.get_by_label("同级党组织权重").fill("10")
    expect(officer.get_by_text("合计 100%", exact=True)).to_be_visible()
    for label, name in (("总监票人", "江一帆"), ("计票人一", "石磊"), ("计票人二", "白露")):
        officer.get_by_label(label, exact=True).fill(name)
    officer.get_by_label("监票人", exact=True).fill("林二岸")
    officer.get_by_label("附加评议项目").fill("职工食堂")
    look(officer, "plan")
    officer.get_by_role("button", name="建立评议会").click()
    expect(officer.get_by_text("票箱尚未设立").first).to_be_visible()
    look(officer, "prepared")


def the_box_is_made(officer: Page) -> list[str]:
    confirm(officer, "设立票箱")
    expect(officer.get_by_text("只显示这一次，系统不保存")).to_be_visible()
    look(officer, "codes")
    codes = CODE.findall(officer.locator(".envelopes").inner_text())
    officer.get_by_role("link", name="已封存，返回").click()
    assert len(set(codes)) == 3
    return codes


def the_slips_are_printed(officer: Page, folder: Path) -> list[str]:
    with officer.expect_download() as waiting:
        officer.get_by_role("button", name="印制票码").click()
    file = folder / "slips.pdf"
    waiting.value.save_as(file)
    return CODE.findall(words_of(file.read_bytes()))


def twelve_phones_vote(new_context: Open, slips: list[str]) -> None:
    address = f"/v/{AppraisalSession.objects.get().poll.slug}/"
    for number, slip in enumerate(slips[:VOTERS]):
        phone = a_phone(new_context)
        phone.goto(f"{address}#{slip.replace('-', '')}")
        answer = "不满意" if number == 0 else "基本满意" if number < 3 else "满意"
        for group in phone.get_by_role("group").all():
            group.get_by_text(answer, exact=True).click()
        if number == 1:
            phone.get_by_label("意见建议").fill("食堂的菜太咸。")
        phone.get_by_role("button", name="投入票箱").click()
        expect(phone.get_by_role("heading", name=re.compile("已投入票箱"))).to_be_visible()
        phone.context.close()
    assert BoxItem.objects.count() == VOTERS


def a_slip_is_exchanged(officer: Page, slip: str) -> None:
    officer.get_by_label("收回的票码").fill(slip)
    officer.get_by_role("button", name="收回票码，换纸质票").click()
    expect(officer.get_by_text("票码已收回，请发给一张纸质票。")).to_be_visible()
    look(officer, "voting")
    officer.goto(session_url("turnout/"))
    look(officer, "wall")
    officer.goto(session_url())


def the_voting_ends(officer: Page) -> None:
    officer.get_by_label("实到人数").fill("13")
    officer.get_by_label("发出票数").fill("12")
    officer.get_by_role("button", name="结束投票").click()
    expect(officer.get_by_role("alert").get_by_text("已投票和换纸质票共 13 张，多于发出票 12")).to_be_visible()
    officer.get_by_label("发出票数").fill("13")
    officer.get_by_role("button", name="结束投票").click()
    expect(officer.get_by_text("票箱已封存").first).to_be_visible()
    look(officer, "closed")


def the_superiors_speak(leader: Page, officer: Page, new_context: Open) -> None:
    leader.goto(session_url("superior/"))
    fill_in_appraisal(leader)
    leader.get_by_role("button", name="签署").click()
    expect(leader.get_by_text("上级工会评价已签署。")).to_be_visible()

    confirm(officer, "党组织评价链接")
    link = officer.locator(".key-text").inner_text()
    look(officer, "invitation")
    officer.goto(session_url())
    party = a_phone(new_context)
    party.goto(link)
    fill_in_appraisal(party)
    look(party, "party")
    party.get_by_label("签名").fill("党支部书记 沈默")
    party.get_by_role("button", name="签署并提交").click()
    expect(party.get_by_text("评价已签署并提交")).to_be_visible()
    party.context.close()


def fill_in_appraisal(page: Page) -> None:
    for group in page.locator(".superior-subject").all():
        group.get_by_label("满意", exact=True).check()
        group.get_by_label("理由").fill("任务完成好。")


def two_tellers_count(officer: Page) -> None:
    for teller in (1, 2):
        officer.goto(session_url(f"tellers/{teller}/"))
        officer.get_by_label("箱中纸质票").fill("1")
        officer.get_by_label("其中无效票").fill("0")
        for box in officer.locator(".count-table input").all():
            box.fill("0")
        for subject in ("工会主席", "工会委员会"):
            officer.get_by_label(f"{subject} 满意", exact=True).fill("1")
        expect(officer.get_by_text("合计 1", exact=True)).to_have_count(2)
        look(officer, "teller")
        officer.get_by_role("button", name="封存这份计数").click()
    expect(officer.get_by_text("两名计票人的计数一致，已封存，可以开箱。")).to_be_visible()


def the_box_is_opened(officer: Page, codes: list[str]) -> None:
    officer.get_by_role("link", name="开箱计票").click()
    officer.get_by_label("第一个开箱码").fill(codes[0])
    officer.get_by_label("第二个开箱码").fill(codes[2])
    look(officer, "opening")
    officer.get_by_role("button", name="开箱计票").click()
    expect(officer.get_by_text("已开箱计票，结果已封存。")).to_be_visible()
    expect(officer.locator(".figure-value", has_text="92.30%").first).to_be_visible()
    look(officer, "result")
    words = words_of(downloaded(officer, "计票报告单"))
    assert AppraisalSession.objects.get().poll.box_hash in words


def the_result_is_certified_and_told(leader: Page, officer: Page) -> None:
    leader.goto(session_url())
    leader.get_by_label("同级党组织认定人").fill("沈默")
    look(leader, "counted")
    leader.get_by_role("button", name="认定结果").click()
    expect(leader.get_by_text("结果已认定。")).to_be_visible()

    officer.goto(session_url())
    assert "93.84%" in words_of(downloaded(officer, "打印通报"))
    officer.get_by_label("向会员（代表）通报的日期").fill("2014-09-20")
    officer.get_by_label("向单位行政通报的日期").fill("2014-09-20")
    officer.get_by_role("button", name="登记通报").click()
    expect(officer.get_by_text("已登记通报。")).to_be_visible()
    officer.get_by_role("link", name="意见与改进").first.click()
    officer.get_by_label("公开", exact=True).check()
    officer.get_by_role("button", name="保存审核").click()
    officer.get_by_label("事项").fill("食堂减盐")
    officer.get_by_label("责任人").fill("方舟")
    officer.get_by_label("期限").fill("2014-10-20")
    officer.get_by_role("button", name="列入", exact=True).click()
    expect(officer.get_by_text("已列入改进事项。")).to_be_visible()
    look(officer, "opinions")
    officer.goto("/appraisal/sessions/")
    look(officer, "list")


def the_unit_reads_what_it_may(chair: Page) -> None:
    expect(chair.get_by_text("改进事项：食堂减盐")).to_be_visible()
    chair.goto(session_url("opinions/"))
    expect(chair.get_by_text("食堂的菜太咸。")).to_be_visible()
    chair.goto(session_url("result/"))
    expect(chair.get_by_text("职工食堂")).to_be_visible()
    look(chair, "unit_result")
    chair.goto("/")
    look(chair, "unit_desk")
