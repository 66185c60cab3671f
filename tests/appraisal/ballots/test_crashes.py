"""A vote storm at a real gunicorn that is killed without warning: what was acknowledged is counted, once."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from django.db import connection

from tests.appraisal.ballots.cluster import own_cluster
from tests.appraisal.ballots.storm import Storm, expect_all_counted, expect_whole_box
from tests.appraisal.conftest import Hall, make_hall
from tests.serving import Server, served

pytestmark = pytest.mark.django_db(transaction=True)

VOTERS = 240
BEFORE_THE_CRASH = 60


@pytest.fixture
def large_hall(db) -> Hall:
    hall = make_hall(due=VOTERS).prepare_box()
    hall.step("start_voting")
    return hall


def test_a_server_killed_in_a_vote_storm_loses_no_acknowledged_ballot(large_hall: Hall, tmp_path: Path):
    with served(tmp_path) as server:
        storm = Storm(large_hall, server.port)
        phones = storm.rage(range(VOTERS))
        storm.wait_for(BEFORE_THE_CRASH)
        server.kill()
        phones.shutdown()
    assert storm.left_alone
    expect_whole_box(storm)
    with served(tmp_path) as restarted:
        storm.repeat(restarted.port)
    assert len(storm.acknowledged) == VOTERS
    expect_whole_box(storm)
    expect_all_counted(storm, VOTERS)


def test_workers_killed_one_after_the_other_are_replaced_and_nothing_is_lost(large_hall: Hall, tmp_path: Path):
    with served(tmp_path) as server:
        storm = Storm(large_hall, server.port)
        phones = storm.rage(range(VOTERS))
        for count in (40, 80, 120):
            storm.wait_for(count)
            kill_one_worker(server)
        phones.shutdown()
        expect_whole_box(storm)
        storm.repeat(server.port)
    assert len(storm.acknowledged) == VOTERS
    expect_all_counted(storm, VOTERS)


def kill_one_worker(server: Server) -> None:
    os.kill(server.workers()[0], signal.SIGKILL)


@pytest.mark.postgres
def test_a_database_that_drops_its_connections_loses_no_acknowledged_ballot(large_hall: Hall, tmp_path: Path):
    with served(tmp_path) as server:
        storm = Storm(large_hall, server.port)
        phones = storm.rage(range(VOTERS))
        for count in (40, 80, 120):
            storm.wait_for(count)
            drop_connections()
        phones.shutdown()
        expect_whole_box(storm)
        while storm.left_alone:
            storm.repeat(server.port)
    assert len(storm.acknowledged) == VOTERS
    expect_all_counted(storm, VOTERS)


def drop_connections() -> None:
    """All but our own, in the middle of whatever they are doing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.postgres
def test_a_database_killed_in_a_vote_storm_loses_no_acknowledged_ballot(db, tmp_path: Path):
    """SIGKILL to PostgreSQL itself, on a cluster of its own; the second time to the web server with it."""
    if not shutil.which("initdb"):
        pytest.skip("initdb is not there, so there is no cluster of our own to kill")
    with own_cluster() as cluster:
        hall = make_hall(due=VOTERS).prepare_box()
        hall.step("start_voting")
        with served(tmp_path) as server:
            storm = Storm(hall, server.port)
            phones = storm.rage(range(VOTERS))
            storm.wait_for(BEFORE_THE_CRASH)
            cluster.kill()
            cluster.start()
            storm.wait_for(2 * BEFORE_THE_CRASH)
            cluster.kill()
            server.kill()
            connection.close()
            cluster.start()
            phones.shutdown()
        assert storm.left_alone
        expect_whole_box(storm)
        with served(tmp_path) as restarted:
            storm.repeat(restarted.port)
        assert len(storm.acknowledged) == VOTERS
        expect_whole_box(storm)
        expect_all_counted(storm, VOTERS)
