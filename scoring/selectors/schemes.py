"""Questions to the schemes: the one that judges a year, and its rows as values for the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from django.db.models import Max

from policy.kinds import Kind
from policy.units import Boundary
from scoring.kinds import Action, Assessees, AssessmentState, IndicatorKind, Pool, Reviewer, SchemeState, Stage
from scoring.models import Assessment, SchemeIndicator, SchemeItem, SchemeVersion
from scoring.rules.scheme import Bonus, Indicator, Item, Key, Line, Scheme
from unions.models import User

K = TypeVar("K", bound=Kind)
DOCUMENT: Final = "2012-55"


def latest_scheme(year: int) -> SchemeVersion | None:
    """The last version of a year, drafts too but none given up; None where the year has none."""
    return SchemeVersion.objects.filter(year=year).exclude(state=SchemeState.DROPPED).first()


def next_number(year: int) -> int:
    """The number of a year's next version; one that was given up keeps its own."""
    return (SchemeVersion.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def scheme_before(year: int) -> SchemeVersion | None:
    """The last version of the nearest earlier year: what a new year copies."""
    return SchemeVersion.objects.filter(year__lt=year).exclude(state=SchemeState.DROPPED).first()


@dataclass(frozen=True)
class VersionRow:
    """A version among those of its year; `is_in_force` for the one by which the year is or will be judged."""

    version: SchemeVersion
    is_in_force: bool


def versions_of_year(year: int, user: User) -> list[VersionRow]:
    """The versions of a year that the person may see, the newest first."""
    seen = list(SchemeVersion.objects.visible_to(user).filter(year=year).select_related("made_by", "frozen_by"))
    chosen = Assessment.objects.filter(year=year).values_list("scheme_id", flat=True).first()
    frozen = next((each.pk for each in seen if each.state == SchemeState.FROZEN), None)
    judging = chosen if any(each.pk == chosen and each.state == SchemeState.FROZEN for each in seen) else frozen
    return [VersionRow(each, each.pk == judging) for each in seen]


def comparable_versions(version: SchemeVersion, user: User) -> list[SchemeVersion]:
    """What a version may be compared with: every other one the person may see, the nearest earlier one first."""
    others = list(SchemeVersion.objects.visible_to(user).exclude(pk=version.pk))
    place = version.year, version.number
    return sorted(others, key=lambda each: ((each.year, each.number) > place, -each.year, -each.number))


def scheme_values(version: SchemeVersion) -> Scheme:
    """A version as the rules take it; two queries."""
    items = version.items.prefetch_related("indicators")
    return Scheme(
        tuple(_item(row) for row in items),
        _in_order(Action, version.action_points),
        _in_order(Pool, version.pool_points),
    )


def _in_order(kinds: type[K], kept: Mapping[str, str]) -> tuple[tuple[K, Decimal], ...]:
    """Declared sums in the order of the list; PostgreSQL keeps no order of the keys."""
    return tuple((kind, Decimal(kept[kind])) for kind in kinds if kind in kept)


def indicator_ids(version: SchemeVersion) -> dict[Key, int]:
    """The row of every indicator of a version, by item and number."""
    rows = SchemeIndicator.objects.filter(item__scheme=version).values_list("item__number", "number", "pk")
    return {(item, number): key for item, number, key in rows}


def item_ids(version: SchemeVersion) -> dict[int, int]:
    """The row of every item of a version, by number."""
    return dict(version.items.values_list("number", "pk"))


def _item(row: SchemeItem) -> Item:
    return Item(
        row.number,
        row.name,
        Action(row.action),
        row.points.normalize(),
        Assessees(row.assessees),
        tuple(Reviewer(each) for each in row.reviewers),
        tuple(_indicator(row.number, each) for each in row.indicators.all()),
    )


def _indicator(item: int, row: SchemeIndicator) -> Indicator:
    line = None if row.bound is None else Line(row.bound.normalize(), Boundary(row.boundary))
    return Indicator(item, row.number, row.name, IndicatorKind(row.kind), line, _bonus(row, line), row.measure)


def _bonus(row: SchemeIndicator, line: Line | None) -> Bonus | None:
    """A bonus starts where the line is; without a line at nothing."""
    if row.bonus_points is None:
        return None
    return Bonus(
        row.bonus_points.normalize(), line.bound if line else Decimal(0), row.bonus_step, row.bonus_cap,
        row.bonus_review_line,
    )  # fmt: skip


def year_that_takes(stage: Stage) -> int | None:
    """The latest year whose assessment has this column open; None where none has."""
    open_states = [state for state in AssessmentState if state.takes(stage)]
    return Assessment.objects.filter(state__in=open_states).values_list("year", flat=True).first()
