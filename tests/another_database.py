"""A second database beside that of the test run: the same tables, no rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

MIGRATIONS = "django_migrations"


@contextmanager
def another_database(folder: Path) -> Iterator[None]:
    """What this process does with the database happens in an empty one meanwhile; its tables are copied, not made."""
    name = connection.settings_dict["NAME"]
    other = str(folder / "restored.sqlite3") if connection.vendor == "sqlite" else f"{name}_restored"
    connection.close()
    (_copy_sqlite if connection.vendor == "sqlite" else _copy_postgres)(name, other)
    connection.settings_dict["NAME"] = other
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        if connection.vendor == "postgresql":
            administer("DROP DATABASE {} WITH (FORCE)", other)


def _copy_sqlite(name: str, other: str) -> None:
    with closing(sqlite3.connect(other)) as line:
        line.execute("ATTACH ? AS old", [name])
        schema = line.execute(
            "SELECT sql FROM old.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
            " ORDER BY type = 'trigger'"
        ).fetchall()
        for (statement,) in schema:
            line.execute(statement)
        line.execute(f"INSERT INTO {MIGRATIONS} SELECT * FROM old.{MIGRATIONS}")
        line.commit()


def _copy_postgres(name: str, other: str) -> None:
    administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", other)
    _end_idle_lines(name)
    administer("CREATE DATABASE {} TEMPLATE {}", other, name)
    with psycopg.connect(dbname=other, **_address()) as line:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> %s"
        tables = [sql.Identifier(table) for (table,) in line.execute(query, [MIGRATIONS])]
        line.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(sql.SQL(", ").join(tables)))


def _end_idle_lines(name: str) -> None:
    """A database is copied only while nobody is connected, and threads of earlier tests leave connections behind."""
    with psycopg.connect(dbname="postgres", autocommit=True, **_address()) as line:
        line.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def administer(statement: str, *names: str) -> None:
    """Run a statement about whole databases, whose names stand in it as braces."""
    with psycopg.connect(dbname="postgres", autocommit=True, **_address()) as line:
        line.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _address() -> dict[str, object]:
    at = connection.settings_dict
    return {"host": at["HOST"], "port": at["PORT"] or 5432, "user": at["USER"], "password": at["PASSWORD"]}
