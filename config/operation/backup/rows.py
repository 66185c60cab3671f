"""Rows as lines of JSON that keep every value exactly, and rows from such lines."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, JSONField, Model

KIND, VALUE = "t", "v"
# What is made anew or must not live on: who was signed in when the backup was made is signed out by a restore.
LEFT_OUT: Final = {"sessions.session"}
ROWS_AT_ONCE: Final = 2_000

_WRITTEN: Final[tuple[tuple[type, str, Callable[[Any], Any]], ...]] = (
    (datetime, "moment", datetime.isoformat),
    (date, "day", date.isoformat),
    (time, "time", time.isoformat),
    (timedelta, "span", lambda value: [value.days, value.seconds, value.microseconds]),
    (Decimal, "decimal", str),
    (UUID, "uuid", str),
    ((bytes, memoryview, bytearray), "bytes", lambda value: base64.b64encode(bytes(value)).decode()),
)  # type: ignore[assignment]
_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "span": lambda parts: timedelta(*parts),
    "decimal": Decimal,
    "uuid": UUID,
    "bytes": base64.b64decode,
    "json": lambda value: value,
}


def kept_models() -> list[type[Model]]:
    """Every table of the site that a backup holds, those between two models too, in one order everywhere."""
    found = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return sorted((model for model in found if model._meta.label_lower not in LEFT_OUT), key=lambda m: m._meta.label)


def columns(model: type[Model]) -> list[Field]:
    """The columns of a table, but for those that the database computes itself."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def written(fields: Sequence[Field], row: Sequence[Any]) -> str:
    """A row as one line."""
    values = [_as_json(field, value) for field, value in zip(fields, row, strict=True)]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _as_json(field: Field, value: Any) -> Any:
    if isinstance(field, JSONField) and value is not None:
        return {KIND: "json", VALUE: value}
    for types, kind, write in _WRITTEN:
        if isinstance(value, types):
            return {KIND: kind, VALUE: write(value)}
    return value


def read(line: bytes) -> list[Any]:
    """The values of a line."""
    return [_READ[each[KIND]](each[VALUE]) if isinstance(each, dict) else each for each in json.loads(line)]


def rows_of(model: type[Model]) -> Iterator[tuple[Any, ...]]:
    """Every row in the order of its key, a part at a time."""
    names = [field.attname for field in columns(model)]
    return model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=ROWS_AT_ONCE)


def insert(model: type[Model], rows: Iterable[Sequence[Any]]) -> None:
    """Put rows in as they were: no default, no moment of now, no signal."""
    fields = columns(model)
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 (names of our own models)
    prepared = [
        [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, prepared)


def empty(model: type[Model]) -> None:
    """Take out what the migrations put in; a table without rows is left alone, its triggers may forbid more."""
    if model._base_manager.exists():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - a name of our own


def reset_sequences(models: Sequence[type[Model]]) -> None:
    """The next row gets the number after the last one."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(models))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
