"""Rows written where they are computed: one INSERT … SELECT, however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connections, models, router


def insert_rows(model: type[models.Model], rows: models.QuerySet, columns: Mapping[str, str]) -> int:
    """Write what the queryset selects into the model's table, without a row passing through Python.

    Neither `save()` nor validation runs; the table's constraints and triggers do.

    Args:
        rows: of any model, written in their order; their columns and annotations are named by the values of `columns`.
        columns: the model's fields by name, and which of the queryset's each takes.

    Returns:
        the number of rows written.
    """
    fields = [model._meta.get_field(name) for name in columns]
    selected: Any = rows.values_list(*columns.values())
    using = router.db_for_write(model)
    query, params = selected.query.get_compiler(using).as_sql()
    connection = connections[using]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({names}) {query}", params)
        return int(cursor.rowcount)
