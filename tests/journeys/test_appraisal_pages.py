"""The organiser's and the unit's pages of an accountability year: for everybody's eyes, on a phone, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from appraisal.kinds import SessionState
from appraisal.models import AppraisalSession, Case
from appraisal.services.plans import start_plan
from appraisal.services.reports import start_report
from tests.appraisal.conftest import AT, Hall, make_hall
from tests.appraisal.test_session import voted
from tests.appraisal.views.conftest import counted_hall
from tests.browsing import PHONE, SCREEN, faults_of_shape
from tests.factories import user_with_post
from tests.journeys.desks import OpenDesk, say_yes
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db(transaction=True)
LEADER, DISTRICT = "上级工会负责人", "中山区总工会"
CODE = re.compile(r"\d{4}-\d{4}-\d{4}")


def every_fault(page: Page, paths: list[str]) -> dict[str, list[str]]:
    faults = {}
    for place, path in enumerate(paths):
        page.set_viewport_size(PHONE if place % 2 else SCREEN)
        page.goto(path)
        expect(page.locator("h1")).to_have_count(1)
        faults[path] = faults_of_shape(page)
        page.set_viewport_size(SCREEN if place % 2 else PHONE)
        faults[path] += faults_of_shape(page)
    return {path: found for path, found in faults.items() if found}


def url(hall: Hall, tail: str = "") -> str:
    return f"{hall.session.get_absolute_url()}{tail}"


def test_every_page_passes_the_accessibility_rules_on_a_screen_and_on_a_phone(desk: OpenDesk):
    bare, closed = make_hall(due=10), voted(make_hall(due=10), ["satisfied"] * 9)
    voting = make_hall(due=10).prepare_box()
    voting.step("start_voting")
    rejected = counted_hall(["dissatisfied"] * 6 + ["satisfied"] * 3, comments=("食堂太咸",))
    rejected.step("certify", party_certifier="丁四")
    case = Case.objects.get()
    leader = desk(LEADER, DISTRICT)
    paths = [
        "/appraisal/sessions/", url(bare), url(bare, "change/"), url(bare, "superior/"), url(voting),
        url(voting, "turnout/"), url(closed), url(closed, "tellers/1/"), url(closed, "open/"), url(rejected),
        url(rejected, "result/"), url(rejected, "opinions/"), url(rejected, "recount/"), "/appraisal/cases/",
        case.get_absolute_url(), "/appraisal/plans/", "/appraisal/reports/",
    ]  # fmt: skip
    assert every_fault(leader, paths) == {}

    clerk = user_with_post(RoleKind.UNIT_CLERK, bare.union)
    plan = start_plan(union=bare.union, year=2014, user=clerk, at=AT)
    report = start_report(union=bare.union, year=2014, user=clerk, at=AT)
    page = desk("基层工会填报人", bare.union)
    pages = [f"{each.get_absolute_url()}{tail}" for each in (plan, report) for tail in ("", "edit/")]
    assert every_fault(page, pages) == {}


def test_a_session_is_run_without_script(desk: OpenDesk):
    hall = make_hall(due=10)
    page = desk(LEADER, DISTRICT, java_script_enabled=False)
    page.goto(url(hall))
    say_yes(page, "设立票箱")
    codes = CODE.findall(page.locator(".envelopes").inner_text())
    page.get_by_role("link", name="已封存，返回").click()
    with page.expect_download():
        page.get_by_role("button", name="印制票码").click()
    page.goto(url(hall))
    say_yes(page, "开始投票")
    expect(page.get_by_label("实到人数")).to_be_visible()
    page.get_by_label("实到人数").fill("9")
    page.get_by_label("发出票数").fill("９ 张")
    page.get_by_role("button", name="结束投票").click()
    assert hall.refresh().state == SessionState.CLOSED

    hall.give_superiors()
    page.goto(url(hall, "open/"))
    page.get_by_label("第一个开箱码").fill(codes[0])
    page.get_by_label("第二个开箱码").fill(codes[2])
    page.get_by_role("button", name="开箱计票").click()
    expect(page.get_by_text("不成立").first).to_be_visible()
    assert AppraisalSession.objects.get().state == SessionState.FAILED, "nobody voted"
