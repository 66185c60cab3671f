"""What a recipient holds: balances to the fen, statements of a year, and what is closed by an audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django.db.models import Sum

from funding.kinds import EntryKind, FundSource
from funding.models import AuditSignOff, LedgerEntry
from funding.rules.release import NOTHING, Statement, balance
from unions.models import Union

MOVING = [kind for kind in EntryKind if kind.sign]
INCOME = (EntryKind.PAYMENT, EntryKind.GRANT)


def balance_of(union: Union | int, source: FundSource) -> Decimal:
    """What is held of one source, in yuan."""
    rows = LedgerEntry.objects.filter(union=union, source=source, kind__in=MOVING)
    sums = rows.order_by().values_list("kind").annotate(Sum("amount"))
    return balance((EntryKind(kind), amount) for kind, amount in sums)


def balances_of(union_ids: Collection[int]) -> dict[tuple[int, FundSource], Decimal]:
    """What each holds of each source; one query. What holds nothing is missing."""
    rows = LedgerEntry.objects.filter(union__in=union_ids, kind__in=MOVING).order_by()
    found: dict[tuple[int, FundSource], Decimal] = defaultdict(lambda: NOTHING)
    for union_id, source, kind, amount in rows.values_list("union_id", "source", "kind").annotate(Sum("amount")):
        found[union_id, FundSource(source)] += EntryKind(kind).sign * amount
    return found


def spendable(union: Union, source: FundSource, on: date) -> Decimal:
    """What can be taken on a day: never more than is held on it, nor than leaves every later day covered."""
    rows = LedgerEntry.objects.filter(union=union, source=source, kind__in=MOVING).order_by()
    by_day: dict[date, Decimal] = defaultdict(lambda: NOTHING)
    for day, kind, amount in rows.values_list("booked_on", "kind").annotate(Sum("amount")):
        by_day[max(day, on)] += EntryKind(kind).sign * amount
    return min(accumulate(by_day[day] for day in sorted(by_day)), default=NOTHING) if on in by_day else NOTHING


@dataclass(frozen=True, slots=True)
class SourceStatement:
    """One source of a recipient's year."""

    source: FundSource
    statement: Statement


def statements_of(union: Union, year: int) -> tuple[SourceStatement, ...]:
    """The year by source; sources that never had a yuan are left out, but for the city's."""
    rows = LedgerEntry.objects.filter(union=union, kind__in=MOVING, booked_on__lte=date(year, 12, 31)).order_by()
    sums = rows.values_list("source", "booked_on__year", "kind").annotate(Sum("amount"))
    by_source: dict[FundSource, list[tuple[int, EntryKind, Decimal]]] = defaultdict(list)
    for source, booked_in, kind, amount in sums:
        by_source[FundSource(source)].append((booked_in, EntryKind(kind), amount))
    shown = [source for source in FundSource if source in by_source or source == FundSource.CITY]
    return tuple(SourceStatement(source, _statement(by_source[source], year)) for source in shown)


def _statement(sums: Iterable[tuple[int, EntryKind, Decimal]], year: int) -> Statement:
    opening, moved = NOTHING, dict.fromkeys(EntryKind, NOTHING)
    for booked_in, kind, amount in sums:
        if booked_in < year:
            opening += kind.sign * amount
        else:
            moved[kind] += amount
    received = sum((moved[kind] for kind in INCOME), NOTHING)
    return Statement(opening, received, moved[EntryKind.SPENDING], moved[EntryKind.RETURN])


def sign_off_of(union: Union | int, year: int) -> AuditSignOff | None:
    """The audit that closed a recipient's year."""
    return AuditSignOff.objects.filter(union=union, year=year).select_related("signed_by", "union").first()


def last_closed_year(union: Union | int) -> int | None:
    """The last year an audit has closed; it and all before it take no more bookings."""
    return AuditSignOff.objects.filter(union=union).order_by("-year").values_list("year", flat=True).first()
