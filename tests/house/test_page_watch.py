"""The watch over pages forgives nothing: each fault a person would only find in the console fails the test."""

import pytest
from playwright.sync_api import Page

from tests.browsing import PageWatch

pytestmark = pytest.mark.journey


@pytest.fixture
def bare_page(page: Page) -> Page:
    """An empty page of the site's own address, answered by the test itself."""
    page.route("**/bare", lambda route: route.fulfill(body="<title>空</title>", content_type="text/html"))
    page.route("**/gone", lambda route: route.fulfill(status=404, body="not here"))
    page.route("**/cut", lambda route: route.abort("connectionreset"))
    page.goto("/bare")
    return page


def taken_faults(watch: PageWatch) -> list[str]:
    """The faults so far, taken off the watch so that this test may pass with them."""
    faults, watch.faults = watch.faults, []
    return faults


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("setTimeout(() => { throw new Error('broken') })", "script error: broken"),
        ("console.error('told')", "console error: told"),
        ("fetch('/gone')", "answer 404: GET"),
        ("fetch('/cut').catch(() => null)", "failed request: GET"),
        ("fetch('http://elsewhere.example/').catch(() => null)", "request to another host: http://elsewhere.example/"),
    ],
)
def test_a_fault_on_a_page_is_seen(bare_page: Page, page_watch: PageWatch, script: str, fault: str) -> None:
    bare_page.evaluate(f"async () => {{ await ({script}); await new Promise(done => setTimeout(done)) }}")
    assert any(seen.startswith(fault) for seen in taken_faults(page_watch))


def test_an_answer_the_test_provokes_may_be_expected(bare_page: Page, page_watch: PageWatch) -> None:
    page_watch.expects(404)
    bare_page.evaluate("fetch('/gone')")


def test_a_second_person_is_watched_too(bare_page: Page, new_context, page_watch: PageWatch) -> None:
    second = new_context().new_page()
    second.goto("about:blank")
    second.evaluate("console.error('from the second desk')")
    assert taken_faults(page_watch) == ["console error: from the second desk"]


def test_the_browser_stands_in_dalian(bare_page: Page) -> None:
    assert bare_page.evaluate("[navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]") == [
        "zh-CN",
        "Asia/Shanghai",
    ]
