"""Reports read from a copy where there is a fresh one; nothing else does, and nothing is written there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, connections, router

from config.operation.replica import REPLICA, reading_copy
from config.reports import REPORTS
from unions.models import Union

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def copy(monkeypatch) -> Iterator[dict]:
    """A second way into the test database, counted by its name; the dictionary is its settings."""
    described = dict(connection.settings_dict)
    monkeypatch.setitem(settings.DATABASES, REPLICA, described)
    monkeypatch.setitem(connections.settings, REPLICA, described)
    connections[REPLICA].alias = "default"  # or Django's tests would forbid it to connect
    yield connections[REPLICA].settings_dict
    connections[REPLICA].close()
    del connections[REPLICA]


def test_a_report_reads_from_the_copy(copy):
    with connections[REPLICA].execute_wrapper(counted := Count()), connection.execute_wrapper(first := Count()):
        REPORTS["satisfaction"].of_year(2014)
    assert counted.count > 1
    assert first.count == 0


def test_nothing_else_does_and_nothing_is_written_there(copy):
    assert router.db_for_read(Union) == "default"
    with reading_copy():
        assert router.db_for_read(Union) == REPLICA
        assert router.db_for_write(Union) == "default"
    assert router.db_for_read(Union) == "default"
    assert not router.allow_migrate(REPLICA, "unions")


def test_a_copy_that_does_not_answer_is_passed_over(copy):
    copy["NAME"] = "/nowhere/at/all" if connection.vendor == "sqlite" else "no_such_database"
    with reading_copy():
        assert router.db_for_read(Union) == "default"


def test_a_copy_that_lags_is_passed_over(copy, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has copies that lag")
    for seconds, where in ((60, REPLICA), (61, "default")):
        monkeypatch.setattr("config.operation.replica.LAG", f"SELECT {seconds}")
        with reading_copy():
            assert router.db_for_read(Union) == where


def test_without_a_copy_reports_read_the_first_database():
    with reading_copy():
        assert router.db_for_read(Union) == "default"


class Count:
    """How many statements went this way."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)
