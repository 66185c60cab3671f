"""Reports may read from a copy of the database; everything else stays with the first one.

A copy that does not answer, or that lags, is passed over: a report is then slower, never wrong by more than a minute.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import Model

REPLICA: Final = "replica"
MOST_LAG_SECONDS: Final = 60
LAG: Final = (
    "SELECT CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
    " ELSE COALESCE(EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()), 0) END"
)
log = logging.getLogger(__name__)
_is_reading_copy: ContextVar[bool] = ContextVar("is_reading_copy", default=False)


class ReportReads:
    """The router: reads inside `reading_copy` go to the copy, all else to the first database."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """Where to read; no opinion outside a report."""
        return REPLICA if _is_reading_copy.get() else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Writing always happens in the first database."""
        return "default"

    def allow_relation(self, first: Model, second: Model, **hints: Any) -> bool:
        """Both are the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """A copy gets its tables by itself."""
        return db == "default"


@contextmanager
def reading_copy() -> Iterator[None]:
    """Read from the copy in this block, if there is one and it is fresh."""
    token = _is_reading_copy.set(REPLICA in settings.DATABASES and _is_fresh())
    try:
        yield
    finally:
        _is_reading_copy.reset(token)


def _is_fresh() -> bool:
    line = connections[REPLICA]
    try:
        with line.cursor() as cursor:
            if line.vendor != "postgresql":
                cursor.execute("SELECT 1")
                return True
            cursor.execute(LAG)
            lag_seconds = cursor.fetchone()[0]
    except DatabaseError as fault:
        log.warning("the copy of the database does not answer (%s); reports read the first one", type(fault).__name__)
        return False
    if lag_seconds > MOST_LAG_SECONDS:
        log.warning("the copy of the database is %d seconds behind; reports read the first one", lag_seconds)
    return lag_seconds <= MOST_LAG_SECONDS
