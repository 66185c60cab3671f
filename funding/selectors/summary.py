"""The city's money in figures: planned, earned, approved, paid, spent and held, by kind of recipient and by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Sum

from funding.kinds import EntryKind, FundSource, TrancheState
from funding.models import LedgerEntry
from funding.rules.release import NOTHING
from funding.selectors.plan import PlanRow, YearPlan, year_plan
from unions.kinds import UnionKind
from unions.models import Union, User

MOVED: Final = (EntryKind.PAYMENT, EntryKind.SPENDING, EntryKind.RETURN)


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums in yuan.

    Attributes:
        planned: what the year's tranches come to if every condition is met; without what does not apply.
        earned: of which every condition is met.
        approved: of which another person approved the release, paid or not.
        paid: of which was paid.
        spent, returned: what recipients booked in the year of the city's money, whatever year it was paid for.
        held: what they held of the city's money at the end of the year.
    """

    planned: Decimal = NOTHING
    earned: Decimal = NOTHING
    approved: Decimal = NOTHING
    paid: Decimal = NOTHING
    spent: Decimal = NOTHING
    returned: Decimal = NOTHING
    held: Decimal = NOTHING

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One kind of recipient, one year, or all of them."""

    label: str
    count: int
    figures: Figures


@dataclass(frozen=True)
class CitySummary:
    """A year by kind of recipient, and the years side by side."""

    year: int
    kinds: tuple[SummaryRow, ...]
    total: SummaryRow
    years: tuple[SummaryRow, ...]


def city_summary(plan: YearPlan, user: User | None, years: Sequence[int]) -> CitySummary:
    """A year's money within a person's scope.

    Args:
        plan: the year's, within the same scope.
        years: the years to be set side by side.
    """
    by_year = {year: plan if year == plan.year else year_plan(year, user) for year in sorted(years)}
    kinds = _kinds_of({row.union_id for each in by_year.values() for row in each.rows})
    found = {year: _by_kind(each, kinds, user) for year, each in by_year.items()}
    of_year = found[plan.year]
    return CitySummary(
        plan.year,
        tuple(SummaryRow(kind.label, *of_year[kind]) for kind in UnionKind if kind in of_year),
        SummaryRow("合计", *_total(of_year.values())),
        tuple(SummaryRow(str(year), *_total(each.values())) for year, each in found.items()),
    )


def released_of(rows: Iterable[PlanRow]) -> Figures:
    """What tranches come to."""
    by_state: dict[TrancheState, Decimal] = defaultdict(lambda: NOTHING)
    earned = NOTHING
    for row in rows:
        by_state[row.state] += row.amount
        earned += row.verdict.earned_amount
    paid = by_state[TrancheState.PAID]
    return Figures(
        planned=sum((amount for state, amount in by_state.items() if state != TrancheState.NOT_APPLICABLE), NOTHING),
        earned=earned,
        approved=by_state[TrancheState.APPROVED] + paid,
        paid=paid,
    )


def _by_kind(plan: YearPlan, kinds: Mapping[int, UnionKind], user: User | None) -> dict[UnionKind, tuple[int, Figures]]:
    rows: dict[UnionKind, list[PlanRow]] = defaultdict(list)
    for row in plan.rows:
        rows[kinds[row.union_id]].append(row)
    moved = _moved(plan.year, user)
    return {
        kind: (len({row.union_id for row in found}), released_of(found) + moved.get(kind, Figures()))
        for kind, found in rows.items()
    }


def _moved(year: int, user: User | None) -> dict[UnionKind, Figures]:
    """What was spent and given back in the year, and held at its end, of the city's money."""
    seen = LedgerEntry.objects.visible_to(user) if user else LedgerEntry.objects.all()
    until = seen.filter(source=FundSource.CITY, kind__in=MOVED, booked_on__lte=date(year, 12, 31)).order_by()
    found: dict[UnionKind, Figures] = defaultdict(Figures)
    sums = until.values_list("union__kind", "kind", "booked_on__year").annotate(Sum("amount"))
    for union_kind, kind, booked_in, amount in sums:
        moved = EntryKind(kind)
        is_of_year = booked_in == year
        found[UnionKind(union_kind)] += Figures(
            spent=amount if moved == EntryKind.SPENDING and is_of_year else NOTHING,
            returned=amount if moved == EntryKind.RETURN and is_of_year else NOTHING,
            held=moved.sign * amount,
        )
    return found


def _total(parts: Iterable[tuple[int, Figures]]) -> tuple[int, Figures]:
    count, total = 0, Figures()
    for each_count, figures in parts:
        count, total = count + each_count, total + figures
    return count, total


def _kinds_of(union_ids: Iterable[int]) -> dict[int, UnionKind]:
    rows = Union.objects.filter(pk__in=list(union_ids)).values_list("pk", "kind")
    return {key: UnionKind(kind) for key, kind in rows}
