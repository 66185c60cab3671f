"""On SQLite too a sealed snapshot and its rows refuse to be deleted, as money does; PostgreSQL already did."""

from django.db import migrations

WORDS = "a sealed snapshot is append-only"
IS_SEALED = "(SELECT state FROM vitality_yearsnapshot WHERE id = OLD.snapshot_id) = 'sealed'"
CONDITIONS = {
    "vitality_yearsnapshot": "OLD.state = 'sealed'",
    "vitality_snapshotunit": IS_SEALED,
    "vitality_snapshotfigure": IS_SEALED,
}
TRIGGER = """
CREATE TRIGGER {table}_sealed_delete BEFORE DELETE ON {table} WHEN {condition}
BEGIN
  SELECT RAISE(ABORT, '{words}');
END;
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table, condition in CONDITIONS.items():
            schema_editor.execute(TRIGGER.format(table=table, condition=condition, words=WORDS), params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in CONDITIONS:
            schema_editor.execute(f"DROP TRIGGER {table}_sealed_delete;", params=None)


class Migration(migrations.Migration):
    dependencies = [("vitality", "0006_sealed_snapshots")]

    operations = [migrations.RunPython(guard, unguard)]
