"""Processes of one run share one migration: the first makes it, the databases of the others start as its copies.

pytest-django can keep a database from run to run, but nothing shares one between the processes of a run.
"""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.another_database import administer

MIGRATED = f"test_vitality_{settings.RUN_TAG}_migrated"


def start_from_a_copy(folder: Path) -> None:
    """Let the test database of this process be made as a copy of the migrated one.

    Args:
        folder: one for all processes of the run, and for this run only.
    """
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "migrated.done"
        if not done.exists():
            _migrate(folder)
            done.touch()
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = MIGRATED
    else:
        _let_sqlite_start_from(_sqlite_file(folder))


def drop_migrated() -> None:
    """At the end of a run; SQLite's lies in a folder that goes by itself."""
    if connection.vendor == "postgresql":
        administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", MIGRATED)


def _migrate(folder: Path) -> None:
    """Make the test database of this process as Django does, and keep a copy of it."""
    before = connection.settings_dict["NAME"]
    made = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    if connection.vendor == "postgresql":
        drop_migrated()
        administer("CREATE DATABASE {} TEMPLATE {}", MIGRATED, made)
    else:
        with closing(sqlite3.connect(made)) as line:
            line.execute("VACUUM INTO ?", [str(_sqlite_file(folder))])
    connection.creation.destroy_test_db(before, verbosity=0, keepdb=True)


def _sqlite_file(folder: Path) -> Path:
    return folder / "migrated.sqlite3"


def _let_sqlite_start_from(file: Path) -> None:
    """What PostgreSQL does by its own `TEMPLATE`."""
    make = connection.creation._create_test_db

    def make_copy(verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = make(verbosity, autoclobber, keepdb)
        shutil.copyfile(file, name)
        return name

    connection.creation._create_test_db = make_copy
