"""Connections to the database that die while nobody uses them: a restart, a failing over, a firewall that forgets."""

from __future__ import annotations

import os

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler

from config.settings.base import database_from

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="only PostgreSQL has a pool")
def test_a_connection_that_died_in_the_pool_is_replaced_without_a_word():
    line = ConnectionHandler({"default": database_from(os.environ["DATABASE_URL"])})["default"]
    try:
        with line.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (process,) = cursor.fetchone()
        line.close()  # back into the pool, as at the end of a request
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [process])
        with line.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            assert cursor.fetchone() != (process,)
    finally:
        line.close()
        line.close_pool()
