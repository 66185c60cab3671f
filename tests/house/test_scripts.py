"""The script modules in a real browser, each on a small page of its own; the server's part is played by the test."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from django.conf import settings
from playwright.sync_api import Page, Request, Route, expect

pytestmark = pytest.mark.anywhere

SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
DRAFT = """
<form id="draft" method="post" action="/desk/filed" data-autosave="/desk/save" data-draft="7">
  <span data-saved-mark role="status"></span>
  <input name="version" type="hidden" value="1">
  <input name="union_name" aria-label="名称" value="旧名">
  <textarea name="story" id="story" aria-label="做法" data-count="10"></textarea>
  <button>提交</button>
</form>
"""
ROWS = """
<form id="bulk" method="post" action="/desk/filed" data-selection data-most="2">
  <span data-chosen-count></span><button data-needs-chosen>同意</button>
</form>
<input type="checkbox" data-tick-all="bulk" aria-label="全部" hidden>
<input type="checkbox" name="selected" value="1" form="bulk" aria-label="甲">
<input type="checkbox" name="selected" value="2" form="bulk" aria-label="乙">
<input type="checkbox" name="selected" value="3" form="bulk" aria-label="丙">
"""
CONFIRM = """
<details class="confirm"><summary>退回</summary>
<dialog><form method="post" action="/desk/filed"><button type="button" data-close-dialog>取消</button>
<button>确定</button>
</form></dialog></details>
"""
OpenDesk = Callable[..., None]


def _modules(*names: str) -> str:
    return "".join(f'<script type="module">{(SCRIPTS / f"{name}.js").read_text("utf-8")}</script>' for name in names)


@pytest.fixture
def open_desk(page: Page) -> OpenDesk:
    """Open a page with the given body and modules at /desk/; opening it again is a reload."""

    def opener(body: str, *names: str, until: Literal["commit", "load"] = "load") -> None:
        html = f'<!doctype html><meta charset="utf-8"><div id="messages"></div>{body}{_modules(*names)}'
        page.route("**/desk/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto("/desk/", wait_until=until)

    return opener


def _answer(page: Page, status: int, **content: str) -> list[Request]:
    """Answer the draft's saves; gives the list in which they are collected."""
    seen: list[Request] = []

    def handle(route: Route) -> None:
        seen.append(route.request)
        route.fulfill(status=status, body=json.dumps(content), content_type="application/json")

    page.route("**/desk/save", handle)
    return seen


def test_draft_saves_itself_once_the_keys_rest(page: Page, open_desk: OpenDesk) -> None:
    saves = _answer(page, 200, saved_at="14:03", version="2")
    open_desk(DRAFT, "autosave")
    page.get_by_label("名称").press_sequentially("某某")
    expect(page.get_by_role("status")).to_have_text("已保存 14:03")
    assert len(saves) == 1
    assert "某某旧名" in (saves[0].post_data or "")
    expect(page.locator("[name=version]")).to_have_value("2")


EARLY = """
<form aria-label="表"><label><input type="radio" name="verdict" value="yes">同意</label>
<label><input type="checkbox" name="new" checked>新典型</label>
<select name="kind" aria-label="类别"><option>甲<option>乙</select>
<input name="untouched" value="旧名"></form><output></output>
"""
LISTENER = """
const out = document.querySelector("output");
document.addEventListener("change", ({ target }) => { out.value += `${target.name} `; });
"""


def _late(page: Page, open_desk: OpenDesk, body: str) -> Callable[[str], None]:
    """Open a page whose only script comes when the answer is called with its text."""
    late: list[Route] = []
    page.route("**/late.js", lambda route: late.append(route))  # noqa: PLW0108 – Playwright refuses a built-in here
    with page.expect_request("**/late.js"):
        open_desk(f'{body}<script type="module" src="/late.js"></script>', until="commit")
    return lambda text: late[0].fulfill(body=text, content_type="text/javascript")


def test_words_typed_before_the_scripts_have_come_are_saved_too(page: Page, open_desk: OpenDesk) -> None:
    saves = _answer(page, 200, saved_at="14:03", version="2")
    come = _late(page, open_desk, DRAFT)
    page.get_by_label("名称").fill("某某旧名")
    come("".join((SCRIPTS / f"{name}.js").read_text("utf-8") for name in ("autosave", "early")))
    expect(page.get_by_role("status")).to_have_text("已保存 14:03")
    assert "某某旧名" in (saves[0].post_data or "")


def test_what_was_chosen_before_the_scripts_had_come_is_told_once_and_nothing_else(
    page: Page, open_desk: OpenDesk
) -> None:
    come = _late(page, open_desk, EARLY)
    page.get_by_label("同意").check()
    page.get_by_label("新典型").uncheck()
    page.get_by_label("类别").select_option("乙")
    come(LISTENER + (SCRIPTS / "early.js").read_text("utf-8"))
    expect(page.locator("output")).to_have_text("verdict new kind")


@pytest.mark.parametrize(
    ("status", "content", "words"),
    [
        (500, {}, "保存失败，内容仍在本页"),
        (409, {}, "刚被他人修改"),
        (422, {"sentence": "职工人数须为整数。"}, "保存失败：职工人数须为整数。"),
    ],
)
def test_failed_save_says_so_and_offers_the_input_again_after_a_reload(
    page: Page, page_watch, open_desk: OpenDesk, status: int, content: dict[str, str], words: str
) -> None:
    page_watch.expects(status)
    _answer(page, status, **content)
    open_desk(DRAFT, "autosave")
    page.get_by_label("名称").fill("没有存上的名称")
    expect(page.get_by_role("status")).to_contain_text(words)
    page.unroute("**/desk/save")
    saves = _answer(page, 200, saved_at="14:05")
    page.goto("/desk/")
    expect(page.get_by_label("名称")).to_have_value("旧名")
    page.get_by_role("button", name="恢复这些内容").click()
    expect(page.get_by_label("名称")).to_have_value("没有存上的名称")
    expect(page.locator("[data-saved-mark]")).to_have_text("已保存 14:05")
    assert len(saves) == 1


def test_saved_draft_offers_nothing_after_a_reload(page: Page, open_desk: OpenDesk) -> None:
    _answer(page, 200, saved_at="14:03")
    open_desk(DRAFT, "autosave")
    page.get_by_label("名称").fill("新名")
    expect(page.get_by_role("status")).to_have_text("已保存 14:03")
    page.goto("/desk/")
    expect(page.get_by_role("button", name="恢复这些内容")).to_have_count(0)


def test_leaving_takes_the_copies_of_drafts_along(page: Page, open_desk: OpenDesk) -> None:
    leave = '<form method="post" action="/desk/filed" data-forget-drafts><button>退出</button></form>'
    left = '<!doctype html><meta charset="utf-8">已退出'
    page.route("**/desk/filed", lambda route: route.fulfill(body=left, content_type="text/html"))
    page.route("**/desk/save", lambda route: route.fulfill(status=503))
    open_desk(DRAFT + leave, "autosave")
    page.get_by_label("名称").fill("新名")
    assert page.evaluate("sessionStorage.length") == 1
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("已退出")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


def test_button_pressed_while_the_draft_saves_itself_waits_for_the_new_version(page: Page, open_desk: OpenDesk) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/desk/save", hold)
    page.route("**/desk/filed", lambda route: route.fulfill(status=204))
    open_desk(DRAFT, "autosave", "submitting")
    page.get_by_label("名称").fill("新名")
    expect(page.get_by_role("status")).to_have_text("正在保存…")

    page.get_by_role("button", name="提交").press("Enter")
    with page.expect_request("**/desk/filed") as filed:
        held[0].fulfill(body=json.dumps({"version": "2"}), content_type="application/json")
    assert "version=2" in filed.value.post_data


def test_form_is_sent_once_however_often_its_button_is_pressed(page: Page, open_desk: OpenDesk) -> None:
    sent: list[Request] = []

    def stay_on_the_page(route: Route) -> None:
        sent.append(route.request)
        route.fulfill(status=204)

    page.route("**/desk/filed", stay_on_the_page)
    open_desk(DRAFT, "submitting")
    with page.expect_response("**/desk/filed"):
        page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("button", name="提交")).to_have_attribute("aria-disabled", "true")
    for _ in range(2):
        page.locator("#draft").evaluate("form => form.requestSubmit()")
        page.evaluate("() => new Promise(requestAnimationFrame)")
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [("九个字九个字九个字", "9 / 10 字"), ("十个字", "3 / 10 字"), ("一二三四五六七八九十一", "11 / 10 字，超出 1 字")],
)
def test_counter_counts_characters_and_says_how_many_are_too_many(
    page: Page, open_desk: OpenDesk, text: str, shown: str
) -> None:
    open_desk(DRAFT, "counter")
    page.get_by_label("做法").fill(text)
    expect(page.locator("#story_counter")).to_have_text(shown)


def test_ticks_are_counted_and_more_than_wanted_is_marked(page: Page, open_desk: OpenDesk) -> None:
    open_desk(ROWS, "selection")
    count = page.locator("[data-chosen-count]")
    expect(page.get_by_role("button", name="同意")).to_be_disabled()
    page.get_by_label("甲").check()
    expect(count).to_have_text("已选 1/2")
    expect(page.get_by_role("button", name="同意")).to_be_enabled()
    page.get_by_label("丙").click(modifiers=["Shift"])
    expect(count).to_have_text("已选 3/2")
    expect(count).to_have_class("tone-bad")
    page.get_by_label("全部").uncheck()
    expect(count).to_have_text("已选 0/2")


def test_dialog_opens_as_a_modal_and_gives_the_focus_back(page: Page, open_desk: OpenDesk) -> None:
    open_desk(CONFIRM, "dialog")
    page.get_by_text("退回", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("summary")).to_be_focused()


def test_menu_closes_on_escape_and_on_a_click_elsewhere(page: Page, open_desk: OpenDesk) -> None:
    open_desk("<details data-menu><summary>林晓</summary><p>退出</p></details><h1>正文</h1>", "menus")
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.get_by_role("heading").click()):
        page.get_by_text("林晓").click()
        expect(page.get_by_text("退出")).to_be_visible()
        close()
        expect(page.get_by_text("退出")).to_be_hidden()


def test_token_of_open_forms_follows_a_log_in_elsewhere(page: Page, open_desk: OpenDesk) -> None:
    open_desk('<form><input name="csrfmiddlewaretoken" value="old"></form>', "token")
    page.evaluate("() => { document.cookie = 'csrftoken=fresh; path=/'; window.dispatchEvent(new Event('focus')); }")
    expect(page.locator("[name=csrfmiddlewaretoken]")).to_have_value("fresh")
