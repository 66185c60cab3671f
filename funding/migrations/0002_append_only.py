"""Money that moved is never edited: triggers on both databases, whoever is connected.

The ledger, rulings and sign-offs take no UPDATE and no DELETE. A tranche keeps what it is and how much; a paid one can
only be reversed, and what was promised or has ended is never deleted. (TRUNCATE fires no row trigger, so a test
database on PostgreSQL can still be emptied; on SQLite tests take the triggers off for that.)
"""

from django.db import migrations

SEALED_TABLES = ("funding_ledgerentry", "funding_ruling", "funding_auditsignoff")
FIXED = ("union_id", "year", "scheme", "kind", "amount", "computed_at")
PAYMENT = ("approved_by_id", "approved_at", "paid_on", "voucher_year", "voucher_number", "bank_reference", "paid_by_id")
KEPT_STATES = "('approved', 'paid', 'reversed', 'lapsed')"


def _differs(columns, operator):
    return " OR ".join(f"OLD.{name} {operator} NEW.{name}" for name in columns)


def tranche_conditions(operator):
    """What no UPDATE of a tranche may do; the operator compares NULLs too."""
    payment = f"OLD.state = 'paid' AND (NEW.state NOT IN ('paid', 'reversed') OR {_differs(PAYMENT, operator)})"
    return f"{_differs(FIXED, operator)} OR {payment} OR OLD.state IN ('lapsed', 'reversed')"


def statements(vendor):
    """Every statement that puts a guard up; names begin with the table's."""
    if vendor == "postgresql":
        yield """
            CREATE FUNCTION funding_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
        """
        call = "FOR EACH ROW {when} EXECUTE FUNCTION funding_is_append_only();"
        for table in SEALED_TABLES:
            always = call.format(when="")
            yield f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} {always}"
        on_update = call.format(when=f"WHEN ({tranche_conditions('IS DISTINCT FROM')})")
        yield f"CREATE TRIGGER funding_tranche_fixed BEFORE UPDATE ON funding_tranche {on_update}"
        on_delete = call.format(when=f"WHEN (OLD.state IN {KEPT_STATES})")
        yield f"CREATE TRIGGER funding_tranche_kept BEFORE DELETE ON funding_tranche {on_delete}"
        return
    for table in SEALED_TABLES:
        for act in ("UPDATE", "DELETE"):
            yield _sqlite_trigger(f"{table}_no_{act.lower()}", act, table, "1")
    yield _sqlite_trigger("funding_tranche_fixed", "UPDATE", "funding_tranche", tranche_conditions("IS NOT"))
    yield _sqlite_trigger("funding_tranche_kept", "DELETE", "funding_tranche", f"OLD.state IN {KEPT_STATES}")


def _sqlite_trigger(name, act, table, condition):
    return f"""
        CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
    """


def undoing(vendor):
    """Every statement that takes a guard down."""
    if vendor == "postgresql":
        for table in SEALED_TABLES:
            yield f"DROP TRIGGER {table}_append_only ON {table}"
        yield "DROP TRIGGER funding_tranche_fixed ON funding_tranche"
        yield "DROP TRIGGER funding_tranche_kept ON funding_tranche"
        yield "DROP FUNCTION funding_is_append_only()"
        return
    for table in SEALED_TABLES:
        yield f"DROP TRIGGER {table}_no_update"
        yield f"DROP TRIGGER {table}_no_delete"
    yield "DROP TRIGGER funding_tranche_fixed"
    yield "DROP TRIGGER funding_tranche_kept"


def guard(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in undoing(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
