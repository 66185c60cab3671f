"""Pages in a browser that is answered by this process: no server, no second connection to the database."""

from __future__ import annotations

import gzip
import mimetypes
import os
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.browsing import PHONE, SCREEN, PageWatch, accessibility_faults
from tests.house.walking import SITE, Visit, seated

# Looking takes minutes.
IS_ASKED = bool(os.environ.get("LOOK"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Charts are the one thing a page may be heavy for.
NOT_COUNTED = "echarts"
# What people without a desk open on a telephone, and those who are on the way.
ON_A_PHONE = {"home", "appraisal:plan_detail", "appraisal:report_detail", "office:notice_list", "vitality:visit_list"}
# What the browser only heeds over TLS, and says so.
ONLY_OVER_TLS = {"Cross-Origin-Opener-Policy"}


@dataclass
class LookedAt:
    """What a browser made of a page, and the bytes it asked for."""

    visit: Visit
    faults: list[str] = field(default_factory=list)
    loaded: dict[str, int] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """What a first visit loads without its charts."""
        return sum(self.loaded.values())

    @property
    def heaviest(self) -> str:
        """The heaviest files, to be told."""
        ordered = sorted(self.loaded.items(), key=lambda each: -each[1])
        return "、".join(f"{name} {size}" for name, size in ordered[:4])

    def __str__(self) -> str:
        return str(self.visit)


def start_browser_first(request: pytest.FixtureRequest) -> None:
    """Where pages will be looked at: once a browser runs in this thread, Django opens another connection.

    What was written before would not be there.
    """
    if IS_ASKED:
        request.getfixturevalue("browser")


def look_at_all(browser: Browser, visits: list[Visit]) -> list[LookedAt]:
    """Look at one page of each route, wide, and where it is meant for a telephone narrow too."""
    watch = PageWatch(host=urlsplit(SITE).netloc)
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")
    watch.attach(context)
    looks: list[LookedAt] = []
    seat = cache(seated)  # each post comes in once
    # Playwright calls back in a context of its own, where Django would open a second connection to the database.
    ours = copy_context()

    def answer(route: Route) -> None:
        """Whatever a page asks for is asked by whom it is shown to."""
        _answer(route, partial(ours.run, seat(looks[-1].visit.post).get), looks[-1])

    try:
        # Once for all pages: between two routes a page would ask the network.
        context.route("**/*", answer)
        page = context.new_page()
        for visit in one_of_a_route(visits):
            seat(visit.post)
            looks.append(LookedAt(visit))
            _look(page, looks[-1])
            looks[-1].faults += watch.faults
            watch.faults = []
            page.goto("about:blank")  # nothing asks again by itself on the next one's account
    finally:
        context.close()
    return looks


def one_of_a_route(visits: list[Visit]) -> Iterator[Visit]:
    """The longest page of each route shows most."""
    pages = sorted((visit for visit in visits if visit.is_page), key=lambda visit: len(visit.body))
    yield from {visit.route: visit for visit in pages}.values()


def _look(page: Page, look: LookedAt) -> None:
    page.set_viewport_size(SCREEN)
    page.goto(SITE + look.visit.address)
    look.faults += _faults(page)
    if look.visit.route in ON_A_PHONE:
        page.set_viewport_size(PHONE)
        look.faults += [f"at {PHONE['width']} px: {fault}" for fault in _faults(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            look.faults.append("the page itself scrolls sideways on a telephone")


def _faults(page: Page) -> list[str]:
    return accessibility_faults(page, runOnly={"type": "tag", "values": RULES})


def _answer(route: Route, ask: Callable[..., Any], look: LookedAt) -> None:
    """What the site would answer, files compressed as it serves them when they are weighed."""
    parts = urlsplit(route.request.url)
    if parts.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        name = parts.path.removeprefix(f"/{settings.STATIC_URL.strip('/')}/")
        content, size = _file(name)
        if NOT_COUNTED not in name:
            look.loaded[name] = size
        route.fulfill(body=content, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
        return
    address = route.request.url.removeprefix(SITE)
    headers = {"HX-Request": "true"} if route.request.headers.get("hx-request") else {}
    answer = ask(address, headers=headers)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    look.loaded[address] = len(content)
    headers = {name: value for name, value in answer.headers.items() if name not in ONLY_OVER_TLS}
    route.fulfill(status=answer.status_code, body=content, headers=headers)


@cache
def _file(name: str) -> tuple[bytes, int]:
    content = Path(str(finders.find(name))).read_bytes()
    is_small = name.endswith((".woff2", ".png", ".webp"))
    return content, len(content if is_small else gzip.compress(content, 9))
