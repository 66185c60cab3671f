"""An officer uploads a roster: a report by cell, then the mended one, a preview, the confirmation, the register."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.factories import DistrictFactory, user_with_post
from tests.journeys.desks import OpenDesk
from tests.unions.rosters import unit, workbook
from tests.vitality.conftest import World
from unions.kinds import RoleKind
from unions.models import Union

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD = [unit("澄舟百货", 职工人数="３００人"), unit("砚津小学", 单位性质=9, 职工人数=46)]
BAD = [unit("澄舟百货", 职工人数="约300"), unit("砚津小学", "没有的工会", 单位性质=9, 职工人数=46)]


@pytest.fixture
def officer(world: World, desk: OpenDesk) -> Page:
    user_with_post(RoleKind.OFFICER, DistrictFactory(name="中山区总工会"))
    return desk("上级工会经办", "中山区总工会")


def test_a_roster_is_checked_by_cell_previewed_and_imported(officer: Page):
    upload(officer, BAD)
    expect(officer.get_by_text("有错误，不能导入")).to_be_visible()
    expect(officer.get_by_role("row", name="约300")).to_contain_text("E3")
    expect(officer.get_by_role("row", name="没有的工会")).to_contain_text("B4")
    expect(officer.get_by_role("button", name="确认导入")).to_have_count(0)
    assert Union.objects.filter(superior__name="中山区总工会").count() == 0

    officer.get_by_role("link", name="重新上传").click()
    upload(officer, GOOD)
    officer.get_by_role("link", name="将要变更").click()
    expect(officer.get_by_role("row", name="澄舟百货")).to_contain_text("职工人数：300")
    officer.get_by_role("button", name="确认导入").click()
    expect(officer.get_by_text("导入完成")).to_be_visible()

    officer.goto("/unions/?q=澄舟百货")
    expect(officer.get_by_role("row", name="澄舟百货")).to_contain_text("百人以上非公企业")


def upload(officer: Page, rows: list[dict]) -> None:
    content = workbook(rows, title="工会名册（2014 年 9 月）", notes=["注：截至 9 月 15 日。"]).getvalue()
    officer.goto("/unions/roster/")
    officer.get_by_label("工会名册").set_input_files({"name": "名册.xlsx", "mimeType": XLSX, "buffer": content})
    officer.get_by_role("button", name="上传并核对").click()
