"""A sealed snapshot and its rows refuse to be changed or added to, whoever is connected.

PostgreSQL: no UPDATE, DELETE or INSERT; whole statements are looked at, so that writing 100 000 rows costs one question.
SQLite: no UPDATE and no INSERT; DELETE follows in the next migration.
"""

import vitality.kinds
import django.db.models.deletion
from django.db import migrations, models

ROWS = ("vitality_snapshotunit", "vitality_snapshotfigure")
WORDS = "a sealed snapshot is append-only"

POSTGRES_SNAPSHOT = f"""
CREATE FUNCTION vitality_snapshot_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{WORDS}';
END $$;
CREATE TRIGGER vitality_snapshot_sealed BEFORE UPDATE OR DELETE ON vitality_yearsnapshot
  FOR EACH ROW WHEN (OLD.state = 'sealed') EXECUTE FUNCTION vitality_snapshot_is_sealed();
CREATE FUNCTION vitality_rows_are_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM vitality_yearsnapshot WHERE state = 'sealed'
             AND id IN (SELECT snapshot_id FROM touched)) THEN
    RAISE EXCEPTION '{WORDS}';
  END IF;
  RETURN NULL;
END $$;
"""
POSTGRES_ROWS = """
CREATE TRIGGER {table}_sealed_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION vitality_rows_are_sealed();
CREATE TRIGGER {table}_sealed_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION vitality_rows_are_sealed();
CREATE TRIGGER {table}_sealed_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION vitality_rows_are_sealed();
"""
SQLITE_SNAPSHOT = f"""
CREATE TRIGGER vitality_snapshot_sealed BEFORE UPDATE ON vitality_yearsnapshot WHEN OLD.state = 'sealed'
BEGIN
  SELECT RAISE(ABORT, '{WORDS}');
END;
"""
SQLITE_ROWS = """
CREATE TRIGGER {table}_sealed_{verb} BEFORE {verb} ON {table}
  WHEN (SELECT state FROM vitality_yearsnapshot WHERE id = {row}.snapshot_id) = 'sealed'
BEGIN
  SELECT RAISE(ABORT, '{words}');
END;
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_SNAPSHOT, params=None)
        for table in ROWS:
            schema_editor.execute(POSTGRES_ROWS.format(table=table), params=None)
        return
    schema_editor.execute(SQLITE_SNAPSHOT, params=None)
    for table in ROWS:
        for verb, row in (("insert", "NEW"), ("update", "OLD")):
            schema_editor.execute(SQLITE_ROWS.format(table=table, verb=verb, row=row, words=WORDS), params=None)


def unguard(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    verbs = ("insert", "update", "delete") if is_postgres else ("insert", "update")
    names = [(f"{table}_sealed_{verb}", table) for table in ROWS for verb in verbs]
    for name, table in [*names, ("vitality_snapshot_sealed", "vitality_yearsnapshot")]:
        schema_editor.execute(f"DROP TRIGGER {name}{f' ON {table}' if is_postgres else ''};", params=None)
    for name in ("vitality_snapshot_is_sealed", "vitality_rows_are_sealed") if is_postgres else ():
        schema_editor.execute(f"DROP FUNCTION {name}();", params=None)


class Migration(migrations.Migration):
    dependencies = [("vitality", "0005_guidance_and_archives")]

    operations = [
        migrations.DeleteModel(name='SnapshotUnit'),
        migrations.CreateModel(
            name='SnapshotUnit',
            fields=[
                ('pk', models.CompositePrimaryKey('snapshot_id', 'union_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='单位名称')),
                ('category', models.CharField(choices=[('public', '公有制企事业'), ('nonpublic_100', '百人以上非公企业'), ('nonpublic_50', '五十人以上百人以下非公企业'), ('nonpublic_small', '五十人以下非公企业'), ('not_counted', '不计入覆盖面')], max_length=20, verbose_name='类别')),
                ('plan_done_count', models.PositiveIntegerField(null=True, verbose_name='计划落实项数')),
                ('plan_item_count', models.PositiveIntegerField(null=True, verbose_name='计划项数')),
                ('is_plan_implemented', models.BooleanField(null=True, verbose_name='年度计划落实')),
                ('has_valid_appraisal', models.BooleanField(verbose_name='双评有效并已认定')),
                ('composite_numerator', models.BigIntegerField(null=True, verbose_name='综合满意率分子')),
                ('composite_denominator', models.BigIntegerField(null=True, verbose_name='综合满意率分母')),
                ('is_rights_confirmed', models.BooleanField(null=True, verbose_name='权益维护')),
                ('is_welcomed_confirmed', models.BooleanField(null=True, verbose_name='受欢迎')),
                ('is_standard', models.BooleanField(verbose_name='达标')),
                ('meets_typical_line', models.BooleanField(verbose_name='达到典型标准')),
                ('filer', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='上级工会')),
                ('union', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='unions.union', verbose_name='单位')),
                ('snapshot', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='vitality.yearsnapshot', verbose_name='快照')),
            ],
            options={
                'ordering': ['union_id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='yearsnapshot',
            name='snapshot_sealed_has_version',
        ),
        migrations.AddConstraint(
            model_name='yearsnapshot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sealed_at', None), ('state', vitality.kinds.SnapshotState['DRAFT'])), models.Q(('sealed_at__isnull', False), ('state', vitality.kinds.SnapshotState['SEALED']), ('version__gte', 1), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='snapshot_sealed_has_version', violation_error_message='封存的年度须有版本、封存时间和摘要。'),
        ),
        migrations.RunPython(guard, unguard),
    ]
