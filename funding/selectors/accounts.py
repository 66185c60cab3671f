"""A recipient's account: its entries with the balance after each, and who has one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from funding.kinds import EntryKind, FindingState, FundSource
from funding.models import AuditFinding, AuditSignOff, LedgerEntry
from funding.rules.release import NOTHING
from funding.selectors.balances import MOVING
from funding.selectors.years import first_year
from unions.kinds import UnionKind
from unions.models import Union, User


@dataclass(frozen=True)
class BookedEntry:
    """An entry and what was held of its source after it; attributes are those of the entry."""

    entry: LedgerEntry
    running: Decimal

    def __getattr__(self, name: str) -> Any:
        return getattr(self.entry, name)


def entries_of_year(union: Union, year: int) -> list[BookedEntry]:
    """What moved a recipient's balances in a year, in the order of the days, each with the balance after it."""
    until = LedgerEntry.objects.filter(union=union, kind__in=MOVING, booked_on__lte=date(year, 12, 31))
    running: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    shown = []
    for entry in until.order_by("booked_on", "number"):
        running[entry.source] += EntryKind(entry.kind).sign * entry.amount
        if entry.booked_on.year == year:
            shown.append(BookedEntry(entry, running[entry.source]))
    return shown


@dataclass(frozen=True)
class Spent:
    """What was spent on one category in a year, in yuan."""

    label: str
    amount: Decimal


def spent_by_category(entries: Iterable[BookedEntry]) -> tuple[Spent, ...]:
    """The year's spending by category, the largest first."""
    sums: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for entry in entries:
        if entry.kind == EntryKind.SPENDING:
            sums[entry.entry.get_category_display()] += entry.amount
    return tuple(Spent(label, amount) for label, amount in sorted(sums.items(), key=lambda pair: -pair[1]) if amount)


def account_holders(user: User) -> QuerySet[Union]:
    """The unions in a person's scope that can have money of the project, in the order of the tree."""
    kinds = [kind for kind in UnionKind if kind.files_batches]
    has_moved = Exists(LedgerEntry.objects.filter(union=OuterRef("pk")))
    seen = Union.objects.visible_to(user).select_related("superior")
    return seen.filter(Q(kind__in=kinds) | has_moved).order_by("path")


def accounts_kept_by(user: User) -> Union | None:
    """The union whose account this person keeps."""
    union = user.post.union if user.post else None
    return union if union is not None and user.has_perm("funding.spend", union) else None


def federation_name() -> str:
    """The city federation, as it signs its papers."""
    return Union.objects.filter(kind=UnionKind.CITY_FEDERATION).values_list("name", flat=True).first() or ""


def audits_seen(user: User) -> QuerySet[AuditSignOff]:
    """Every sign-off in a person's scope with the number of its findings."""
    is_open = ~Q(findings__state=FindingState.SETTLED) & Q(findings__isnull=False)
    seen: Any = AuditSignOff.objects.visible_to(user).select_related("union", "signed_by")
    return seen.annotate(finding_count=Count("findings"), open_count=Count("findings", filter=is_open))


def open_findings(user: User) -> QuerySet[AuditFinding]:
    """Findings in a person's scope that are not settled."""
    seen = AuditFinding.objects.visible_to(user).exclude(state=FindingState.SETTLED)
    return seen.select_related("sign_off__union")


def unsigned(user: User, year: int) -> list[Union]:
    """Unions in scope with movements in a year that nobody has signed off."""
    moved = LedgerEntry.objects.visible_to(user).filter(booked_on__year=year, kind__in=MOVING).order_by()
    signed = AuditSignOff.objects.filter(year__gte=year).values("union")
    keys = moved.exclude(union__in=signed).values("union")
    return list(Union.objects.filter(pk__in=keys).select_related("superior").order_by("path"))


@dataclass(frozen=True)
class WaitingAudit:
    """A union's year that nobody has signed off."""

    union: Union
    year: int


def waiting_audits(user: User, today: date) -> list[WaitingAudit]:
    """Every union's year in scope that is over and waits for its audit, the earliest year first."""
    years = range(first_year(), today.year)
    return [WaitingAudit(union, year) for year in years for union in unsigned(user, year)]


def sources_held(statements: Sequence[Any]) -> list[FundSource]:
    """The sources that have anything to be spent."""
    return [each.source for each in statements if each.statement.closing > 0]
