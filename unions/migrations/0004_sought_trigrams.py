"""Parts of words are found by their trigrams on PostgreSQL; SQLite reads the one column from end to end instead."""

from django.db import migrations

IS_THERE = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"


def index(apps, schema_editor):
    """Where the extension is not installed, searching works as well, only slower."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(IS_THERE)
        if not cursor.fetchone():
            return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    schema_editor.execute("CREATE INDEX union_sought ON unions_union USING gin (sought gin_trgm_ops)")


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS union_sought")


class Migration(migrations.Migration):
    dependencies = [("unions", "0003_sought_words")]

    operations = [migrations.RunPython(index, unindex)]
