"""A sealed year's figures without foreign keys in the database and indexes nobody asks, as its units already were."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "vitality_snapshotfigure"
SQLITE_GUARD = """
CREATE TRIGGER {table}_sealed_{verb} BEFORE {verb} ON {table}
  WHEN (SELECT state FROM vitality_yearsnapshot WHERE id = {row}.snapshot_id) = 'sealed'
BEGIN
  SELECT RAISE(ABORT, 'a sealed snapshot is append-only');
END;
"""


def guard_again(apps, schema_editor):
    """SQLite alters a column by making the table anew, and forgets its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        for verb, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
            schema_editor.execute(SQLITE_GUARD.format(table=TABLE, verb=verb, row=row), params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('unions', '0002_api'),
        ('vitality', '0007_sealed_snapshots_are_kept'),
    ]

    operations = [
        migrations.AlterField(
            model_name='snapshotfigure',
            name='filer',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='上级工会'),
        ),
        migrations.AlterField(
            model_name='snapshotfigure',
            name='snapshot',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='vitality.yearsnapshot', verbose_name='快照'),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
