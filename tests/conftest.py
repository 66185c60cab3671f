"""What every test may lean on: which stores the suite runs on, and a browser that forgives nothing."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import settings as property_settings

from appraisal.box import codes, verifying
from tests.browsing import CHROMIUM_ARGS, PageWatch
from tests.caching import empty_shared_cache
from tests.flushing import flush_past_guards
from tests.migrated_once import drop_migrated, start_from_a_copy

# Playwright's synchronous API runs an event loop in this thread; Django would take the ORM calls beside it for async.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A machine with other work to do takes its time over an example now and then; that is no fault of the rule.
property_settings.register_profile("busy_machine", deadline=None)
property_settings.load_profile("busy_machine")

NEEDS_POSTGRES = "PostgreSQL is not there: set DATABASE_URL"
SAME_ANYWHERE = "says nothing about the database; runs on SQLite"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def is_on_postgres() -> bool:
    return connection.vendor == "postgresql"


def pytest_report_header() -> list[str]:
    return [f"database: {connection.vendor}, cache: {'redis' if settings.REDIS_URL else 'database'}"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs the other database, and on PostgreSQL what would only say again what it said on SQLite."""
    for item in items:
        if is_on_postgres() and is_same_anywhere(item):
            item.add_marker(pytest.mark.skip(reason=SAME_ANYWHERE))
        if not is_on_postgres() and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason=NEEDS_POSTGRES))


def is_same_anywhere(item: pytest.Item) -> bool:
    """Rules that ask no database, and browsers: the services they reach are tested on both."""
    marked = any(item.get_closest_marker(name) for name in ("anywhere", "journey"))
    return marked or not (item.get_closest_marker("django_db") or DATABASE_FIXTURES & {*item.fixturenames})


def pytest_collection_finish() -> None:
    """What is there by now stays till the end: looking through it for garbage took a tenth of the suite's time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what did not run here, so that a green run is not read as more than it is."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for words, reason in (("tests of locks and races", NEEDS_POSTGRES), ("tests", SAME_ANYWHERE)):
        count = sum(reason in each for each in skipped)
        if count:
            terminalreporter.write_line(f"!! {count} {words} NOT RUN: {reason}", yellow=True, bold=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_blocker, tmp_path_factory, worker_id: str
) -> None:
    """A process of several starts from the database that one of them has migrated."""
    if worker_id != "master":
        with django_db_blocker.unblock():
            start_from_a_copy(tmp_path_factory.getbasetemp().parent)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """All processes are done when the one that shares the work out is."""
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        drop_migrated()


@pytest.fixture(autouse=True, scope="session")
def _flush_past_guards() -> Iterator[None]:
    """Tests that really commit can be cleaned up after, whatever they sealed."""
    with pytest.MonkeyPatch.context() as patch:
        if not is_on_postgres():
            patch.setattr(type(connection.ops), "execute_sql_flush", flush_past_guards)
        yield


@pytest.fixture(autouse=True, scope="session")
def _cheap_opening_codes() -> Iterator[None]:
    """A tenth of a second for each guess is the point of scrypt, and of no test: every counted box takes five."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes, "SCRYPT_COST", 2)
        patch.setitem(verifying.SCRYPT, "n", 2)
        yield


@pytest.fixture(autouse=True)
def _clean_shared_cache() -> Iterator[None]:
    yield
    empty_shared_cache()


# The browser -----------------------------------------------------------------------------------------------------
# Fixtures of pytest-playwright, overridden: Debian's Chromium, a Chinese desk, and a watch over every page.


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The shell without windows takes half the processor time; any Chromium does."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], live_server: Any) -> dict[str, Any]:
    """Let `page.goto("/login")` mean the live server."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
        "viewport": {"width": 1366, "height": 900},
    }


@pytest.fixture
def page_watch(live_server: Any) -> Iterator[PageWatch]:
    """The watch over all pages of the test; `page_watch.expects(404)` allows an answer the test provokes."""
    watch = PageWatch(host=live_server.url.removeprefix("http://"))
    yield watch
    assert not watch.faults, "The pages of this test were not clean:\n" + "\n".join(watch.faults)


@pytest.fixture
def new_context(page_watch: PageWatch, new_context: Callable[..., Any]) -> Callable[..., Any]:
    """Open a further browser profile (another person at another desk), watched like the first."""

    def open_watched(**arguments: Any) -> Any:
        context = new_context(**arguments)
        page_watch.attach(context)
        return context

    return open_watched
