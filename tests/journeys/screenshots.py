"""The pictures of the handbooks, taken from the demonstration: `./dev test tests/journeys/screenshots.py`.

Not part of the suite: pytest collects it only when it is named. Each picture replaces the one in docs/images.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from appraisal.kinds import SessionState
from appraisal.models import AppraisalSession
from config.demo.loading import load_demo
from scoring.models import Card
from tests.journeys.desks import CITY, REVIEWER, OpenDesk
from tests.journeys.papers import downloaded, pictures_of
from vitality.kinds import ApplicationState
from vitality.models import Application

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
MOST_BYTES = 100_000
COLOURS = 96
WINDOW = {"width": 1280, "height": 800}
OFFICER = "上级工会经办"


@pytest.fixture(autouse=True)
def _demo(transactional_db: None) -> None:
    load_demo()


def test_pictures_of_the_handbooks(desk: OpenDesk, new_context: Callable[..., BrowserContext], tmp_path: Path):
    IMAGES.mkdir(exist_ok=True)
    visitor = new_context().new_page()
    visitor.goto("/login/")
    take(visitor, "sign-in")

    officer = desk(OFFICER, "中山区总工会")
    take(officer, "work-desk")
    officer.goto("/vitality/")
    take(officer, "my-round")
    officer.goto("/unions/")
    take(officer, "register")
    officer.goto(under_vote().get_absolute_url())
    take(officer, "session")
    officer.goto(Card.objects.filter(union__name="中山区总工会").first().get_absolute_url())
    take(officer, "scorecard")

    reviewer = desk(REVIEWER, CITY)
    reviewer.goto(f"/vitality/reviews/{filed_again().pk}/")
    take(reviewer, "review")
    leader = desk("领导小组", CITY)
    leader.goto("/vitality/decisions/")
    take(leader, "decisions")
    leader.goto("/glance/")
    take(leader, "glance")
    leader.goto("/funding/plan/2014/")
    take(leader, "money")

    clerk = desk("基层工会填报人", returned().unit)
    clerk.goto(f"{returned().get_absolute_url()}edit/")
    take(clerk, "annex-form")
    reviewer.goto(passed().get_absolute_url())
    keep(side_by_side(downloaded(reviewer, "打印原表"), tmp_path), "official-form")


def filed_again() -> Application:
    """The form that was returned, corrected and filed again."""
    return Application.objects.get(state=ApplicationState.FILED, versions__number=2)


def returned() -> Application:
    """The form that 沙河口区 got back."""
    return Application.objects.get(state=ApplicationState.RETURNED, batch__superior__name="沙河口区总工会")


def passed() -> Application:
    """A form of 金州区 that waits for the leading group."""
    return Application.objects.filter(state=ApplicationState.PASSED, batch__superior__name="金州区总工会").first()


def under_vote() -> AppraisalSession:
    """The session of 中山区 whose members are voting."""
    return AppraisalSession.objects.get(state=SessionState.VOTING, union__superior__superior__name="中山区总工会")


def take(page: Page, name: str) -> None:
    """Keep what the window shows."""
    page.set_viewport_size(WINDOW)
    page.evaluate("document.fonts.ready")
    keep(Image.open(BytesIO(page.screenshot())), name)


def keep(picture: Image.Image, name: str) -> None:
    """Write a picture with few colours: text stays sharp, the file small."""
    path = IMAGES / f"{name}.webp"
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    few.save(path, lossless=True, quality=100, method=6)
    assert path.stat().st_size < MOST_BYTES, f"{path.name} has {path.stat().st_size} bytes"


def side_by_side(pdf: bytes, folder: Path) -> Image.Image:
    """All pages of a paper in one picture."""
    pages = [Image.open(picture) for picture in pictures_of(pdf, folder)]
    width, height = pages[0].size
    joined = Image.new("RGB", (width * len(pages), height))
    for number, page in enumerate(pages):
        joined.paste(page, (width * number, 0))
    return joined
