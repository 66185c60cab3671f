"""Emptying the database between tests that commit."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"


def flush_past_guards(operations: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
    """Empty SQLite although sealed rows refuse it: it deletes row by row, where PostgreSQL truncates."""
    with connection.cursor() as cursor:
        guards = cursor.execute(GUARDS).fetchall()
        for name, _ in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
        BaseDatabaseOperations.execute_sql_flush(operations, sql_list)
        for _, sql in guards:
            cursor.execute(sql)
