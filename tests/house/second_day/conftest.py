"""The demonstration of 10 March 2017, loaded once for all tests of this folder; small, which takes the same paths."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from playwright.sync_api import Browser

from config.demo.later import THE_DAY, load_later_demo
from config.demo.roster import Extent
from tests.house.looking import LookedAt, look_at_all, start_browser_first
from tests.house.walking import Visit, nothing_left, one_of_each_role, papers_unlaid, walk
from unions.models import Post

AHEAD, BEHIND = "中山区总工会", "普兰店市总工会"
SMALL = Extent(frozenset({AHEAD, BEHIND, "示例甲产业工会", "示例庚产业工会"}))


@pytest.fixture(scope="package")
def demo(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker) -> Iterator[None]:
    start_browser_first(request)
    with django_db_blocker.unblock(), transaction.atomic():
        load_later_demo(SMALL)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def visits(demo: None, django_db_blocker) -> list[Visit]:
    """What everybody saw who followed every link on that day."""
    with django_db_blocker.unblock(), papers_unlaid(), nothing_left(), override_settings(DEMO_TODAY=THE_DAY):
        return [visit for post in one_of_each_role(Post.objects.current_on(THE_DAY)) for visit in walk(post)]


@pytest.fixture(scope="package")
def looks(visits: list[Visit], browser: Browser, django_db_blocker) -> list[LookedAt]:
    """One page of each route as a browser made of it."""
    with django_db_blocker.unblock(), nothing_left(), override_settings(DEMO_TODAY=THE_DAY):
        return look_at_all(browser, visits)
