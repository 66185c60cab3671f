"""The demonstration of 20 September 2014, loaded once for all tests of this folder."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from playwright.sync_api import Browser

from config.demo.loading import load_demo
from office import clock
from office.models import Event
from tests.house.looking import LookedAt, look_at_all, start_browser_first
from tests.house.walking import Visit, nothing_left, papers_unlaid, walk, walkers
from unions.models import Post, Union, User
from vitality.models import Application


def told() -> list[tuple]:
    """What a visitor sees, without the keys, which a database may count on from anywhere."""
    return [
        *Union.objects.order_by("name", "superior__name").values_list("name", "chair_name", "phone", "address"),
        *User.objects.order_by("username").values_list("username", "full_name"),
        *Event.objects.order_by("at", "label", "subject_label").values_list("at", "label", "actor_name", "comment"),
        *Application.objects.order_by("unit__name").values_list("unit__name", "state", "goals", "measures"),
    ]


@pytest.fixture(scope="package")
def demo(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker) -> Iterator[list[tuple]]:
    """The demonstration, loaded for all tests of this module and taken out again; gives what an earlier one told."""
    start_browser_first(request)
    with django_db_blocker.unblock():
        with transaction.atomic():
            load_demo()
            earlier = told()
            transaction.set_rollback(True)
        with transaction.atomic():
            call_command("load_demo", stdout=StringIO())
            yield earlier
            transaction.set_rollback(True)


@pytest.fixture(scope="package")
def visits(demo: list[tuple], django_db_blocker) -> list[Visit]:
    """What everybody saw who followed every link."""
    with django_db_blocker.unblock(), papers_unlaid(), nothing_left():
        return [visit for post in walkers(Post.objects.current_on(clock.today())) for visit in walk(post)]


@pytest.fixture(scope="package")
def looks(visits: list[Visit], browser: Browser, django_db_blocker) -> list[LookedAt]:
    """One page of each route as a browser made of it."""
    with django_db_blocker.unblock(), nothing_left():
        return look_at_all(browser, visits)
