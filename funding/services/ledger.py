"""Writing into the ledger: the one way in which money moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from funding.kinds import EntryKind, FundSource, SpendingCategory
from funding.models import FundAccount, LedgerEntry, LedgerHead, Tranche
from funding.selectors.balances import last_closed_year
from funding.selectors.ledger import entry_hash
from funding.selectors.years import first_year
from office.refusals import Refused
from policy.units import money
from unions.models import Union, User

REVERSAL_PREFIX: Final = "冲正："


@dataclass(frozen=True)
class Movement:
    """One movement to be written; the amount is positive, or negative with what it reverses."""

    union_id: int
    kind: EntryKind
    amount: Decimal
    booked_on: date
    purpose: str
    source: FundSource = FundSource.CITY
    tranche: Tranche | None = None
    category: SpendingCategory | None = None
    reference: str = ""
    reverses: LedgerEntry | None = None


@transaction.atomic
def book(movements: Iterable[Movement], *, user: User, at: datetime) -> list[LedgerEntry]:
    """Append movements in the given order.

    Takes the lock on the ledger's end: whoever holds it makes all others wait, so it comes after every other lock.
    """
    head = LedgerHead.objects.select_for_update().get_or_create(pk=1)[0]
    entries = []
    for movement in movements:
        entry = _entry(movement, head.number + 1, head.hash, user, at)
        head.number, head.hash = entry.number, entry.hash
        entries.append(entry)
    LedgerEntry.objects.bulk_create(entries, batch_size=500)
    head.save()
    return entries


def reversal_of(entry: LedgerEntry, *, on: date, reason: str) -> Movement:
    """The movement that takes an entry back."""
    return Movement(
        entry.union_id, EntryKind(entry.kind), -entry.amount, on, f"{REVERSAL_PREFIX}{reason}"[:200],
        FundSource(entry.source), entry.tranche,
        SpendingCategory(entry.category) if entry.category else None, entry.reference, entry,
    )  # fmt: skip


def lock_account(union_id: int) -> FundAccount:
    """Hold a recipient's account until the end of the transaction."""
    FundAccount.objects.get_or_create(union_id=union_id)
    return FundAccount.objects.select_for_update(of=("self",)).select_related("union").get(union_id=union_id)


def refuse_closed_year(union: Union | int, on: date) -> None:
    """Refuse a booking on a day of a year that an audit has closed.

    Raises:
        Refused: names the year and what to do instead.
    """
    closed = last_closed_year(union)
    if closed is not None and on.year <= closed:
        raise Refused(
            f"{closed} 年经费已由经审签审，不能再登记 {on} 的收支；差错请在未签审的年度以冲正更正。",
            fields={"booked_on": f"{closed} 年已经签审，不再登记；差错请在未签审的年度冲正。"},
        )


def refuse_odd_day(on: date, today: date) -> None:
    """Refuse a day that has not come, or one before there was any money of the project.

    Raises:
        Refused: names the day.
    """
    if on > today:
        told = f"{on} 在今天之后。"
        raise Refused(f"日期 {told}", fields={"booked_on": told})
    if on.year < first_year():
        told = f"项目经费自 {first_year()} 年起。"
        raise Refused(f"日期 {on} 太早：{told}", fields={"booked_on": told})


def _entry(movement: Movement, number: int, previous_hash: str, user: User, at: datetime) -> LedgerEntry:
    entry = LedgerEntry(
        number=number,
        at=at,
        booked_on=movement.booked_on,
        union_id=movement.union_id,
        source=movement.source.value,
        kind=movement.kind.value,
        amount=money(movement.amount),
        tranche=movement.tranche,
        category=movement.category.value if movement.category else "",
        purpose=movement.purpose,
        reference=movement.reference,
        reverses=movement.reverses,
        actor=user,
        actor_name=str(user),
        previous_hash=previous_hash,
    )
    entry.hash = entry_hash(entry)
    return entry
