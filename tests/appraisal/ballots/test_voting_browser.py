"""Voting in a real browser: phones, the keyboard, no scripts, and what happens to people who press twice or go back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from appraisal.box.codes import grouped
from appraisal.models import BoxItem
from tests.appraisal.conftest import Hall
from tests.browsing import PHONE, PageWatch, accessibility_faults

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 50 * 1024
IN_THE_BOX = "您的选票已投入票箱"
USED_BY_ANOTHER = "此票码已使用，如非本人操作请举手联系监票人"
OpenPhone = Callable[..., Page]


@pytest.fixture
def open_phone(new_context: Callable[..., BrowserContext], open_hall: Hall) -> OpenPhone:
    """A phone that has read a slip's QR code, or with `code=""` one on which the address was typed."""

    def opener(code: str = "", path: str = "", **profile) -> Page:
        page = new_context(**profile).new_page()
        page.set_viewport_size(PHONE)
        page.goto(path or f"/v/{open_hall.poll.slug}/" + (f"#{code}" if code else ""))
        return page

    return opener


def choose(page: Page, answer: str = "基本满意") -> None:
    for question in page.get_by_role("group").all():
        question.get_by_label(answer, exact=True).check()


def drop_in(page: Page) -> None:
    page.get_by_role("button", name="投入票箱").click()


def expect_in_the_box(page: Page) -> None:
    expect(page.get_by_role("heading", name=IN_THE_BOX)).to_be_visible()


def test_a_phone_that_reads_the_slip_needs_two_choices_and_a_press(open_phone: OpenPhone, open_hall: Hall):
    page = open_phone(open_hall.slips[0])
    expect(page.get_by_label("票码")).to_have_value(grouped(open_hall.slips[0]))
    assert page.evaluate("location.href").endswith(f"/v/{open_hall.poll.slug}/")
    assert page.locator(":checked").count() == 0
    choose(page, "不了解（弃权）")
    drop_in(page)
    expect_in_the_box(page)
    expect(page.get_by_text("不了解")).to_have_count(0)
    assert BoxItem.objects.count() == 1


def test_a_phone_keeps_nothing(open_phone: OpenPhone, open_hall: Hall):
    page = open_phone(open_hall.slips[0])
    choose(page)
    drop_in(page)
    expect_in_the_box(page)
    kept = page.context.storage_state(indexed_db=True)
    assert kept == {"cookies": [], "origins": []}


def test_everything_on_a_phone_is_large_enough_and_nothing_is_cut_off(open_phone: OpenPhone):
    page = open_phone()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    targets = page.locator(".answer, button, input:not([type=radio]):not([type=hidden]), textarea").all()
    assert len(targets) == 2 * 4 + 3
    for target in targets:
        assert target.bounding_box()["height"] >= 48
        size = target.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
        assert size >= 18


def test_the_page_weighs_little_with_everything_it_loads(open_phone: OpenPhone, open_hall: Hall):
    page = open_phone(path="about:blank")
    loaded: list[int] = []
    page.on("response", lambda response: loaded.append(len(response.body())))
    page.goto(f"/v/{open_hall.poll.slug}/", wait_until="networkidle")
    assert len(loaded) >= 4
    assert sum(loaded) <= MOST_BYTES


def test_without_scripts_the_code_is_typed_and_nothing_is_lost_on_the_way(
    open_phone: OpenPhone, open_hall: Hall, page_watch: PageWatch
):
    page_watch.expects(403)
    page = open_phone(java_script_enabled=False)
    page.get_by_label("票码").fill("0000-0000-0000")
    choose(page)
    page.get_by_label("意见建议").fill("食堂要改进")
    drop_in(page)
    expect(page.get_by_role("alert")).to_contain_text("本场没有这个票码")
    expect(page.get_by_label("意见建议")).to_have_value("食堂要改进")
    assert page.locator(":checked").count() == 2
    page.get_by_label("票码").fill(open_hall.slips[0])
    drop_in(page)
    expect_in_the_box(page)
    page.reload()
    expect_in_the_box(page)
    assert BoxItem.objects.count() == 1


def test_the_keyboard_alone_is_enough(open_phone: OpenPhone, open_hall: Hall):
    page = open_phone()
    press = page.keyboard.press
    press("Tab")
    page.keyboard.type(open_hall.slips[0])
    for _ in range(2):
        press("Tab")
        press("Space")
        press("ArrowDown")
    press("Tab")
    page.keyboard.type("食堂要改进")
    assert [box.get_attribute("value") for box in page.locator(":checked").all()] == ["basically_satisfied"] * 2
    press("Tab")
    press("Enter")
    expect(page.get_by_role("heading", name=IN_THE_BOX)).to_be_focused()
    expect_in_the_box(page)


def test_a_question_left_out_is_shown_before_anything_is_sent(open_phone: OpenPhone, open_hall: Hall):
    page = open_phone(open_hall.slips[0])
    page.get_by_label("满意", exact=True).first.check()
    drop_in(page)
    assert page.evaluate("document.querySelectorAll('fieldset:invalid').length") == 1
    assert BoxItem.objects.count() == 0


def test_a_double_tap_votes_once_and_shows_the_tick(open_phone: OpenPhone, open_hall: Hall):
    page = open_phone(open_hall.slips[0])
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    choose(page)
    page.get_by_role("button", name="投入票箱").dblclick()
    expect_in_the_box(page)
    assert sent.count("POST") == 1
    assert BoxItem.objects.count() == 1


def test_going_back_shows_an_empty_ballot_and_the_slip_is_used(
    open_phone: OpenPhone, open_hall: Hall, page_watch: PageWatch
):
    page_watch.expects(409)
    page = open_phone(open_hall.slips[0])
    choose(page)
    drop_in(page)
    expect_in_the_box(page)
    page.goto("/v/")
    page.go_back()
    assert page.locator(":checked").count() == 0
    expect(page.get_by_label("票码")).to_have_value("")
    page.get_by_label("票码").fill(open_hall.slips[0])
    choose(page, "不满意")
    drop_in(page)
    expect(page.get_by_role("heading", name=USED_BY_ANOTHER)).to_be_visible()
    assert BoxItem.objects.count() == 1


def test_a_ballot_left_unsent_is_gone_on_coming_back(open_phone: OpenPhone, open_hall: Hall):
    page = open_phone(open_hall.slips[0])
    choose(page)
    page.get_by_label("意见建议").fill("食堂要改进")
    page.goto("/v/")
    page.go_back()
    expect(page.get_by_label("意见建议")).to_have_value("")
    expect(page.get_by_label("票码")).to_have_value("")
    assert page.locator(":checked").count() == 0


def test_a_lost_answer_is_asked_for_again(open_phone: OpenPhone, open_hall: Hall, page_watch: PageWatch):
    page = open_phone(open_hall.slips[0])

    def lose_the_answer(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        route.fetch()
        return route.abort("connectionreset")

    page.route("**/v/**", lose_the_answer)
    choose(page)
    drop_in(page)
    expect(page.get_by_role("status")).to_contain_text("没有收到票箱的回答")
    assert BoxItem.objects.count() == 1
    page.unroute("**/v/**")
    drop_in(page)
    expect_in_the_box(page)
    assert BoxItem.objects.count() == 1
    page_watch.faults.clear()  # the answer that was lost on purpose


def test_a_second_slip_on_the_same_phone_starts_over(open_phone: OpenPhone, open_hall: Hall):
    page = open_phone(open_hall.slips[0])
    choose(page)
    drop_in(page)
    expect_in_the_box(page)
    page.evaluate("code => { location.hash = code }", open_hall.slips[1])
    expect(page.get_by_label("票码")).to_have_value(grouped(open_hall.slips[1]))
    assert page.locator(":checked").count() == 0
    choose(page)
    drop_in(page)
    expect_in_the_box(page)
    assert BoxItem.objects.count() == 2


def test_a_slip_read_too_early_waits_in_the_address(new_context: Callable[..., BrowserContext], hall: Hall):
    hall.prepare_box()
    page = new_context().new_page()
    page.goto(f"/v/{hall.poll.slug}/#{hall.slips[0]}")
    expect(page.get_by_role("heading", name="投票尚未开始")).to_be_visible()
    hall.step("start_voting")
    page.reload()  # as the page does by itself
    expect(page.get_by_label("票码")).to_have_value(grouped(hall.slips[0]))


def test_a_kiosk_is_typed_on_its_pad_and_clears_itself(open_phone: OpenPhone, open_hall: Hall):
    kiosk = f"/v/{open_hall.poll.slug}/kiosk/"
    page = open_phone(path="about:blank")
    page.clock.install()
    page.goto(kiosk)
    for sign in "12":
        page.get_by_role("button", name=sign, exact=True).click()
    page.get_by_role("button", name="退格").click()
    expect(page.get_by_label("票码")).to_have_value("1")
    page.get_by_role("button", name="清空", exact=True).click()
    for sign in open_hall.slips[0] + "7":
        page.get_by_role("button", name=sign, exact=True).click()
    expect(page.get_by_label("票码")).to_have_value(grouped(open_hall.slips[0]))
    choose(page)
    drop_in(page)
    expect_in_the_box(page)
    page.clock.run_for(14_000)
    expect_in_the_box(page)
    page.clock.run_for(1_500)
    expect(page.get_by_label("票码")).to_have_value("")


def test_a_kiosk_left_half_filled_is_cleared(open_phone: OpenPhone, open_hall: Hall):
    page = open_phone(path="about:blank")
    page.clock.install()
    page.goto(f"/v/{open_hall.poll.slug}/kiosk/")
    choose(page, "不满意")
    page.clock.run_for(59_000)
    assert page.locator(":checked").count() == 2
    with page.expect_navigation():
        page.clock.run_for(2_000)
    expect(page.locator(":checked")).to_have_count(0)


def test_every_state_of_the_page_passes_the_accessibility_rules(
    open_phone: OpenPhone, open_hall: Hall, page_watch: PageWatch
):
    page_watch.expects(400, 404, 409)
    page = open_phone(open_hall.slips[0])
    assert accessibility_faults(page) == []
    page.locator("form").evaluate("form => { form.noValidate = true }")
    page.get_by_label("票码").fill("1234")
    drop_in(page)
    expect(page.get_by_role("alert")).to_be_focused()
    assert accessibility_faults(page) == []
    page.get_by_label("票码").fill(open_hall.slips[0])
    choose(page)
    assert accessibility_faults(page) == []
    drop_in(page)
    expect_in_the_box(page)
    assert accessibility_faults(page) == []
    for path in (f"/v/{open_hall.poll.slug}/kiosk/", "/v/", "/v/?p=nope!", "/v/ZZZZZZ/"):
        page.goto(path)
        assert accessibility_faults(page) == []
