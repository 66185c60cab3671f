"""The event log refuses to be changed, whoever is connected; and the table of the shared cache is made with the rest.

PostgreSQL: no UPDATE and no DELETE. (TRUNCATE fires no row trigger, so a test database can still be emptied.)
SQLite: no UPDATE. A DELETE trigger would also stop `flush`, which empties tables row by row there between tests;
rows taken out of the middle or off the end are found by the hash chain (`manage.py verify_events`).
"""

from django.core.management import call_command
from django.db import migrations

POSTGRES = """
CREATE FUNCTION office_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'office_event is append-only';
END $$;
CREATE TRIGGER office_event_append_only BEFORE UPDATE OR DELETE ON office_event
  FOR EACH ROW EXECUTE FUNCTION office_event_is_append_only();
"""
POSTGRES_UNDO = """
DROP TRIGGER office_event_append_only ON office_event;
DROP FUNCTION office_event_is_append_only();
"""
SQLITE = """
CREATE TRIGGER office_event_append_only BEFORE UPDATE ON office_event
BEGIN
  SELECT RAISE(ABORT, 'office_event is append-only');
END;
"""
SQLITE_UNDO = "DROP TRIGGER office_event_append_only;"


def guard(apps, schema_editor):
    schema_editor.execute(POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


def unguard(apps, schema_editor):
    schema_editor.execute(POSTGRES_UNDO if schema_editor.connection.vendor == "postgresql" else SQLITE_UNDO, params=None)


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial")]

    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
