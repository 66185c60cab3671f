"""Sealed cards and honours refuse to be changed, whoever is connected; see office.0002 for why SQLite has no DELETE."""

from django.db import migrations

TABLES = ("scoring_sealedcard", "scoring_honourdecision")
POSTGRES = """
CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{table} is append-only';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only();
"""
POSTGRES_UNDO = """
DROP TRIGGER {table}_append_only ON {table};
DROP FUNCTION {table}_is_append_only();
"""
SQLITE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
BEGIN
  SELECT RAISE(ABORT, '{table} is append-only');
END;
"""
SQLITE_UNDO = "DROP TRIGGER {table}_append_only;"


def run(schema_editor, on_postgres, on_sqlite):
    statement = on_postgres if schema_editor.connection.vendor == "postgresql" else on_sqlite
    for table in TABLES:
        schema_editor.execute(statement.format(table=table), params=None)


def guard(apps, schema_editor):
    run(schema_editor, POSTGRES, SQLITE)


def unguard(apps, schema_editor):
    run(schema_editor, POSTGRES_UNDO, SQLITE_UNDO)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
