"""The tables of the box as the database has them: nothing in them could hold a person, a time, a place or an order."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from appraisal.models import box

pytestmark = pytest.mark.django_db

BOX_MODELS = [
    model for model in apps.get_app_config("appraisal").get_models() if model.__module__ == box.__name__
]  # fmt: skip
# Every column there is, with what it may be on either engine. A new one has to be argued for here.
BYTES = {"bytea", "BLOB"}
UUIDS = {"uuid", "char(32)"}
TEXTS = {"text", "varchar"}
NUMBERS = {"integer", "bigint", "smallint", "integer unsigned", "smallint unsigned"}
ALLOWED = {
    "appraisal_slip": {"mac": BYTES, "poll": UUIDS, "state": TEXTS, "nonce_hash": BYTES},
    "appraisal_boxitem": {"id": UUIDS, "poll": UUIDS, "sealed": BYTES},
    "appraisal_papercount": {"id": UUIDS, "poll": UUIDS, "teller": NUMBERS, "mac": BYTES, "sealed": BYTES},
    "appraisal_result": {"id": NUMBERS, "poll": UUIDS, "question": TEXTS, "option": TEXTS, "ballot_count": NUMBERS},
    "appraisal_comment": {"id": UUIDS, "poll": UUIDS, "text": TEXTS, "state": TEXTS},
    "appraisal_boxledger": {
        "id": NUMBERS, "poll": UUIDS, "number": NUMBERS, "event": TEXTS, "payload": {"jsonb", "text"},
        "previous_hash": TEXTS, "hash": TEXTS,
    },
}  # fmt: skip
NUMBERED_BY_THE_DATABASE = {"appraisal_result", "appraisal_boxledger"}  # totals and managers' deeds, no ballots


def columns(table: str) -> dict[str, str]:
    """The type of each column by the catalogue of the database itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a"
                " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped",
                [table],
            )
        else:
            cursor.execute("SELECT name, type FROM pragma_table_info(%s)", [table])
        return {name: kind.replace("character varying", "varchar") for name, kind in cursor.fetchall()}


def is_allowed(kind: str, allowed: set[str]) -> bool:
    allowed = {each.lower() for each in allowed}
    return kind.lower() in allowed or kind.lower().partition("(")[0] in allowed


def test_the_box_has_these_tables_and_no_others():
    assert {model._meta.db_table for model in BOX_MODELS} == ALLOWED.keys()


@pytest.mark.parametrize("table", ALLOWED)
def test_a_table_of_the_box_has_only_columns_that_tell_nothing(table: str):
    found = columns(table)
    assert found.keys() == ALLOWED[table].keys()
    assert {name: kind for name, kind in found.items() if not is_allowed(kind, ALLOWED[table][name])} == {}


@pytest.mark.parametrize("table", ALLOWED)
def test_no_key_leads_from_the_box_to_anything_or_back(table: str):
    with connection.cursor() as cursor:
        assert connection.introspection.get_relations(cursor, table) == {}
        leading = {
            other: [name for _, name in connection.introspection.get_relations(cursor, other).values()]
            for other in connection.introspection.table_names(cursor)
        }
    assert not [other for other, tables in leading.items() if table in tables]


@pytest.mark.parametrize("table", sorted(ALLOWED.keys() - NUMBERED_BY_THE_DATABASE))
def test_the_database_numbers_no_ballot_slip_or_opinion(table: str):
    (model,) = (model for model in BOX_MODELS if model._meta.db_table == table)
    assert not isinstance(model._meta.pk, models.AutoField)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            assert connection.introspection.get_sequences(cursor, table) == []


@pytest.mark.postgres
def test_nothing_listens_to_the_tables_of_the_box():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        assert not {name for (name,) in cursor.fetchall()} & ALLOWED.keys()


@pytest.mark.parametrize("kind", ["timestamp with time zone", "datetime", "date", "inet", "time", "interval"])
def test_the_check_would_notice_a_time_or_an_address(kind: str):
    assert not any(is_allowed(kind, allowed) for table in ALLOWED.values() for allowed in table.values())
