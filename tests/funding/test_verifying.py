"""What a superuser changes by SQL is found by `manage.py verify_ledger`."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from funding.models import LedgerEntry, LedgerHead
from funding.selectors.ledger import verify_ledger
from tests.funding.conftest import Fund

TRIGGERS = {
    "postgresql": (
        "funding_ledgerentry_append_only ON funding_ledgerentry",
        "funding_tranche_fixed ON funding_tranche",
    ),
    "sqlite": ("funding_ledgerentry_no_update", "funding_ledgerentry_no_delete", "funding_tranche_fixed"),
}


@pytest.fixture
def books(fund: Fund) -> Fund:
    """A payment and two bookings, and nobody's triggers in the way."""
    fund.paid()
    fund.spend("100.00")
    fund.spend("200.00")
    with connection.cursor() as cursor:
        for trigger in TRIGGERS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER {trigger}")
    return fund


def by_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_untouched_books_have_no_fault(books, capsys):
    call_command("verify_ledger")
    assert "核对 4 条记录，全部与写入时一致" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE funding_ledgerentry SET amount = 10 WHERE number = 3", "第 3 条记录与写入时不符"),
        ("UPDATE funding_ledgerentry SET purpose = '招待' WHERE number = 3", "第 3 条记录与写入时不符"),
        ("UPDATE funding_ledgerentry SET booked_on = '2014-09-01' WHERE number = 2", "第 2 条记录与写入时不符"),
        ("DELETE FROM funding_ledgerentry WHERE number = 3", "第 3 条起缺 1 条记录"),
        ("DELETE FROM funding_ledgerentry WHERE number = 4", "末尾缺记录：应到第 4 条，实到第 3 条"),
        ("UPDATE funding_tranche SET amount = 90000", "应拨付 90,000 元，台账记载 10,000 元"),
        ("UPDATE funding_tranche SET state = 'proposed'", "应批准 0 元，台账记载 10,000 元"),
    ],
)
def test_an_edit_by_sql_is_found(books, capsys, statement, told):
    by_sql(statement)
    with pytest.raises(SystemExit):
        call_command("verify_ledger")
    assert told in capsys.readouterr().out


def test_an_entry_whose_hash_was_made_anew_is_found_by_its_successor(books):
    from funding.selectors.ledger import entry_hash  # noqa: PLC0415

    entry = LedgerEntry.objects.get(number=3)
    entry.amount = entry.amount * 2
    LedgerEntry.objects.filter(pk=entry.pk).update(amount=entry.amount, hash=entry_hash(entry))
    assert "第 4 条记录与写入时不符" in verify_ledger().faults


def test_an_entry_written_past_the_end_is_found(books):
    LedgerHead.objects.update(number=3)
    assert "链尾第 3 条之后另有 1 条来历不明的记录" in verify_ledger().faults
