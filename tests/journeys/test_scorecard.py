"""A season of the hundred-point card: three unions, two departments, the office and the leading group."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scoring.kinds import Pool
from scoring.models import Assessment, Card
from scoring.services.values import Typed, save_self_assessment
from tests.browsing import PageWatch
from tests.journeys.desks import CITY, OpenDesk, confirm
from tests.journeys.papers import downloaded, words_of
from tests.scoring.conftest import Season, on, settle_season
from tests.scoring.schemes import SCHEME

OFFICE, LEGAL, ORGANISATION, LEADER = "市总部门（办公室）", "市总部门（法律部）", "市总部门（组织部）", "领导小组"
OFFICER = "上级工会经办"
EVIDENCE = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
NAMES = {"甲": "甲区总工会", "乙": "乙区总工会", "丙": "丙产业工会"}


@pytest.fixture
def season(transactional_db: None) -> Season:
    return settle_season()


@pytest.fixture
def day(settings):
    """Set the day at all desks; who sits down afterwards works on it."""

    def turn_to(text: str) -> date:
        settings.DEMO_TODAY = date.fromisoformat(text)
        return settings.DEMO_TODAY

    return turn_to


def test_a_season_from_the_scheme_to_the_notice(season: Season, desk: OpenDesk, day, page_watch: PageWatch):
    day("2014-01-13")
    the_year_is_opened(desk(OFFICE, CITY))
    for name in NAMES:
        prepare_card(season, name)
    day("2014-02-20")
    the_first_union_fills_in_and_files(desk(OFFICER, NAMES["甲"]))
    for name in "乙丙":
        the_card_is_filed(desk(OFFICER, NAMES[name]), name)

    day("2014-03-03")
    move(desk(OFFICE, CITY), "转入市总考核")
    the_legal_department_overrules_and_accepts(desk(LEGAL, CITY))
    evidence_is_asked_for(desk(LEGAL, CITY))
    the_evidence_is_supplied(desk(OFFICER, NAMES["丙"]))
    the_visit_is_written_down(desk(ORGANISATION, CITY))
    everything_else_is_accepted(desk(ORGANISATION, CITY))

    shown_on = day("2014-04-01")
    move(desk(OFFICE, CITY), "提交综合评定")
    the_points_are_shown(desk(LEADER, CITY), shown_on + timedelta(days=7))
    day("2014-04-05")
    the_first_union_objects(desk(OFFICER, NAMES["甲"]))
    the_objection_is_upheld(desk(LEADER, CITY))

    day("2014-04-09")
    move(desk(LEADER, CITY), "定分")
    nothing_of_others_is_told(desk(OFFICER, NAMES["甲"]))
    somebody_is_nominated(desk(ORGANISATION, CITY))
    the_medal_is_granted(desk(LEADER, CITY))
    move(desk(OFFICE, CITY), "公布排名和荣誉")
    everybody_reads_the_ranking(desk(OFFICER, NAMES["乙"]))


def look(page: Page, name: str) -> None:
    """Keep a picture of a stage in the folder SCREENSHOTS names, to be looked at: `SCREENSHOTS=/tmp/s ./dev test …`."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def address(tail: str = "") -> str:
    return f"{Assessment.objects.get().get_absolute_url()}{tail}"


def card_address(name: str) -> str:
    return Card.objects.get(union__name=NAMES[name]).get_absolute_url()


def move(page: Page, step: str) -> None:
    page.goto(address())
    confirm(page, step)
    expect(page.locator("#messages")).to_be_visible()


def prepare_card(season: Season, name: str) -> None:
    """Everything right on its line but the direct elections, as typed on earlier days."""
    card = season.card(name)
    lined = [each for item in SCHEME.items_of(Pool(card.pool)) for each in item.indicators if each.line]
    typed = {each.key: Typed(each.shown(each.line.bound)) for each in lined if each.key != (5, 1)}
    officer = season.officers[name]
    save_self_assessment(card=card, typed=typed, revision=card.revision, user=officer, at=on("2014-02-10"))


def the_year_is_opened(office: Page) -> None:
    office.goto("/scoring/")
    office.get_by_label("考核年度").fill("2013")
    office.get_by_role("button", name="新建").click()
    office.get_by_role("link", name="2013 年考核方案第 1 版").first.click()
    the_sums_follow_what_is_typed(office)
    confirm(office, "冻结")
    move(office, "启动考核")


def the_sums_follow_what_is_typed(office: Page) -> None:
    """An item's points tried out on its page, and left as they were."""
    office.get_by_role("link", name=re.compile(r"修改\s*第 4 项")).click()
    sums = office.locator("#scheme-sums")
    expect(sums).to_contain_text("各项合计 100 分，应为 100 分")
    office.get_by_label("分值").fill("3")
    expect(sums).to_contain_text("各项合计 101 分，应为 100 分")
    expect(sums).to_contain_text("各项合计 18 分，应为 17 分")
    office.get_by_role("button", name="再加一个指标").click()
    expect(office.get_by_label("分值")).to_have_value("3")
    expect(office.get_by_text("本机留有")).to_have_count(0)
    look(office, "scheme-item")
    office.get_by_role("link", name="不保存，返回方案").click()


def the_first_union_fills_in_and_files(officer: Page) -> None:
    officer.goto(f"{card_address('甲')}edit/")
    expect(officer.locator("#card-score strong")).to_have_text("99")
    officer.locator("#value_5_1").fill("12.5")
    officer.locator("#value_5_1").blur()
    expect(officer.locator("#card-score strong")).to_have_text("100")
    fault = officer.locator("[data-fault=value_4_1]")
    officer.locator("#value_4_1").fill("四个多")
    expect(fault).to_contain_text("“四个多”应为整数")
    look(officer, "filling")
    officer.locator("#value_4_1").fill("4")
    expect(fault).to_be_hidden()
    officer.get_by_role("button", name="保存并查看").click()
    look(officer, "card")
    confirm(officer, "报送自评")
    expect(officer.get_by_text("已报送").first).to_be_visible()


def the_card_is_filed(officer: Page, name: str) -> None:
    officer.goto(card_address(name))
    confirm(officer, "报送自评")
    expect(officer.get_by_text("已报送").first).to_be_visible()


def the_legal_department_overrules_and_accepts(legal: Page) -> None:
    """By keyboard: down to the second union, a tick, back up and into the item."""
    legal.goto(address("review/"))
    cells = legal.locator("[data-cell]")
    expect(legal.get_by_text(re.compile("待审核 22 项"))).to_be_visible()
    cells.first.focus()
    legal.keyboard.press("ArrowDown")
    legal.keyboard.press("Space")
    legal.keyboard.press("ArrowUp")
    legal.keyboard.press("ArrowRight")
    legal.keyboard.press("ArrowRight")
    look(legal, "grid")
    legal.get_by_role("button", name="认可所选").click()
    expect(legal.get_by_text("已认可 1 项")).to_be_visible()
    legal.locator(f"[data-cell][href='{card_address('甲')}items/16/']").press("Enter")
    legal.get_by_label("改判不得分").check()
    legal.locator("[name=reason]").fill("没有联动机制的文件")
    legal.get_by_role("button", name="保存并回审核表").click()
    expect(legal.get_by_text(re.compile("待审核 20 项"))).to_be_visible()


def evidence_is_asked_for(legal: Page) -> None:
    legal.goto(f"{card_address('丙')}items/17/")
    legal.locator("summary", has_text="要求补充佐证").click()
    legal.get_by_label("需要补充什么").fill("请补充调解卷宗目录")
    legal.get_by_role("button", name="发出要求").click()
    expect(legal.get_by_text("等待补充")).to_be_visible()


def the_evidence_is_supplied(officer: Page) -> None:
    officer.goto("/")
    officer.get_by_role("link", name=re.compile("补充第 17 项")).first.click()
    officer.locator("input[type=file]").set_input_files(
        {"name": "卷宗目录.pdf", "mimeType": "application/pdf", "buffer": EVIDENCE}
    )
    officer.get_by_role("button", name="上传并保存").click()
    expect(officer.get_by_role("link", name="卷宗目录.pdf")).to_be_visible()
    officer.get_by_role("button", name="已补充，告知部门").click()
    expect(officer.locator(".alert-heading", has_text="已补充")).to_be_visible()


def the_visit_is_written_down(reviewer: Page) -> None:
    reviewer.goto(card_address("丙"))
    reviewer.locator("summary", has_text="登记实地考核").click()
    reviewer.get_by_label("考核日期").fill("2014-03-02")
    reviewer.get_by_label("带队领导").fill("党组成员")
    reviewer.get_by_label("成员").fill("组织部、法律部各一人")
    reviewer.get_by_label(re.compile("考核情况")).fill("听取汇报，走访两家企业，召开职工座谈会。")
    reviewer.get_by_role("button", name="登记", exact=True).click()
    expect(reviewer.get_by_text("走访两家企业")).to_be_visible()


def nothing_of_others_is_told(officer: Page) -> None:
    officer.goto(address("ranking/"))
    expect(officer.locator("table.scorecard-ranking tbody tr")).to_have_count(1)
    expect(officer.get_by_text("公布后显示")).to_be_visible()


def somebody_is_nominated(reviewer: Page) -> None:
    reviewer.goto(address("nominations/"))
    reviewer.get_by_label("大连“五一”奖章").check()
    reviewer.get_by_label("所在考核对象").select_option(label=NAMES["丙"])
    reviewer.get_by_label("单位名称或个人姓名").fill("季闻舟")
    reviewer.get_by_label(re.compile("单位和职务")).fill("丙产业工会协商指导员")
    reviewer.get_by_label("主要成绩").fill("指导协商一百余场。")
    reviewer.get_by_role("button", name="提名", exact=True).click()
    expect(reviewer.get_by_text("已提名").first).to_be_visible()


def the_medal_is_granted(leader: Page) -> None:
    leader.goto(address("nominations/"))
    leader.locator("summary", has_text=re.compile("^授予$")).click()
    dialog = leader.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("会议纪要 3 号")
    dialog.get_by_role("button", name="授予", exact=True).click()
    expect(leader.get_by_text("会议纪要 3 号")).to_be_visible()


def everything_else_is_accepted(reviewer: Page) -> None:
    reviewer.goto(address("review/"))
    for box in reviewer.locator("[data-grid] input[type=checkbox]").all():
        box.check()
    reviewer.get_by_role("button", name="认可所选").click()
    expect(reviewer.get_by_text(re.compile("待审核 0 项"))).to_be_visible()
    look(reviewer, "accepted")


def the_points_are_shown(leader: Page, until: date) -> None:
    leader.goto(f"{card_address('乙')}items/30/")
    leader.locator("#value_30_1").fill("1")
    leader.locator("[name=note_30_1]").fill("市总认定文件 5 号")
    leader.get_by_label("认可", exact=True).check()
    leader.get_by_role("button", name="保存", exact=True).click()
    leader.goto(address())
    leader.get_by_label("异议截止日").fill(until.isoformat())
    leader.get_by_role("button", name="公示得分").click()
    expect(leader.get_by_text("得分已公示")).to_be_visible()


def the_first_union_objects(officer: Page) -> None:
    officer.goto(f"{card_address('甲')}items/16/")
    officer.locator("[name=text]").fill("联动机制文件已于去年九月印发")
    officer.get_by_role("button", name="提出异议").click()
    expect(officer.get_by_text("等待领导小组答复")).to_be_visible()


def the_objection_is_upheld(leader: Page) -> None:
    leader.goto(f"{card_address('甲')}items/16/")
    leader.locator("[name=is_upheld][value='1']").check()
    leader.locator("[name=answer]").fill("经核实采纳")
    leader.get_by_role("button", name="答复").click()
    leader.goto(f"{card_address('甲')}items/16/")
    leader.get_by_label("改判得分").check()
    leader.locator("[name=reason]").fill("经核实采纳")
    leader.get_by_role("button", name="保存", exact=True).click()
    expect(leader.get_by_text("第 16 项综合评定已保存")).to_be_visible()


def everybody_reads_the_ranking(officer: Page) -> None:
    officer.goto(address("ranking/"))
    places = officer.locator("table.scorecard-ranking").first.locator("tbody tr")
    expect(places).to_have_count(2)
    expect(places.nth(0)).to_contain_text("乙区总工会")
    expect(places.nth(0)).to_contain_text("102.0")
    expect(places.nth(1)).to_contain_text("100.0")
    expect(officer.locator("[data-chart] svg").first).to_be_visible()
    look(officer, "ranking")
    notice = words_of(downloaded(officer, "结果通报"))
    assert "授予乙区总工会、甲区总工会“六个专项行动优秀单位”称号" in notice
    assert "季闻舟大连“五一”奖章" in notice
    officer.goto(card_address("乙"))
    assert "综合评定得分：102分" in words_of(downloaded(officer, "打印考核表"))
