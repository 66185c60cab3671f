"""What was published stays: results, findings and outcomes refuse to be changed, whoever is connected.

An imported result of a past year may be corrected by a later import. PostgreSQL refuses UPDATE and DELETE, SQLite only
UPDATE, for the reason given in office/migrations/0002_append_only.py.
"""

from django.db import migrations

TABLES = (
    ("vitality_acceptanceresult", "NOT OLD.is_imported"),
    ("vitality_innovationfinding", "NOT OLD.is_imported"),
    ("vitality_yearoutcome", ""),
)
POSTGRES = """
CREATE FUNCTION {table}_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{table} is published and final';
END $$;
CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW {when} EXECUTE FUNCTION {table}_is_final();
"""
SQLITE = """
CREATE TRIGGER {table}_final BEFORE UPDATE ON {table} {when}
BEGIN
  SELECT RAISE(ABORT, '{table} is published and final');
END;
"""


def guard(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for table, condition in TABLES:
        words = f"({condition})" if is_postgres else condition
        when = f"WHEN {words}" if condition else ""
        schema_editor.execute((POSTGRES if is_postgres else SQLITE).format(table=table, when=when), params=None)


def unguard(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for table, _ in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_final" + (f" ON {table}" if is_postgres else ""), params=None)
        if is_postgres:
            schema_editor.execute(f"DROP FUNCTION {table}_is_final()", params=None)


class Migration(migrations.Migration):
    dependencies = [("vitality", "0003_acceptance")]

    operations = [migrations.RunPython(guard, unguard)]
