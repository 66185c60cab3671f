"""A unit's year as a row tells it, and the figures that the units of a snapshot add up to."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    F,
    PositiveIntegerField,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.sql.constants import LOUTER
from django_cte import CTE, with_cte

from appraisal.rules.standing import YearFacts
from policy.documents import Law
from unions.kinds import Category
from unions.models import Union
from vitality.models import SnapshotFigure, SnapshotUnit, YearSnapshot
from vitality.rules.coverage import COVERED
from vitality.selectors.coverage.units import Counts, filers_there

# The columns of a figure's row: how it is called, and in the queries of figures below.
FIGURE_COLUMNS: Final[Mapping[str, str]] = {
    "snapshot": "of_snapshot", "filer": "of_filer", "filer_name": "name_then", "category": "of_category",
    "standard_count": "standard", "total_count": "total",
}  # fmt: skip


def facts_of(row: Any) -> YearFacts:
    """The facts of a snapshot's row, or of a unit with the columns of `units_of_year`."""
    composite = Fraction(row.composite_numerator, row.composite_denominator) if row.composite_denominator else None
    return YearFacts(
        is_plan_implemented=row.is_plan_implemented,
        has_valid_appraisal=row.has_valid_appraisal,
        unit_composite_rate=composite,
        is_rights_confirmed=row.is_rights_confirmed,
        is_welcomed_confirmed=row.is_welcomed_confirmed,
        plan_done_count=row.plan_done_count,
        plan_item_count=row.plan_item_count,
    )


def counted_units(snapshot: YearSnapshot) -> Counts:
    """Standard units and all units of a snapshot by superior union and category, in one grouped query."""
    rows = _counted(SnapshotUnit.objects.filter(snapshot=snapshot, category__in=COVERED), "category")
    found = rows.values_list("filer_id", "category", "standard", "total")
    return {(filer_id, category): (standard, total) for filer_id, category, standard, total in found}


def counted_figures(snapshot: YearSnapshot) -> QuerySet:
    """The counts of every superior union and category that has units, as `FIGURE_COLUMNS` names them.

    Units right under the city federation have no superior union that files; their counts stand under none.
    """
    counted = CTE(_counted(SnapshotUnit.objects.filter(snapshot=snapshot, category__in=COVERED), "category"), "counted")
    unions: Any = Union.objects.as_of(snapshot.day)  # typed loosely: its names are annotated
    names = CTE(unions.order_by().values("pk", "name_then"), name="names")
    named = names.join(counted.queryset(), filer_id=names.col.pk, _join_type=LOUTER)
    return with_cte(counted, names, select=named.order_by()).annotate(
        of_snapshot=Value(snapshot.pk, BigIntegerField()),
        of_filer=counted.col.filer_id,
        of_category=counted.col.category,
        name_then=Coalesce(names.col.name_then, Value("")),
    )


def empty_figures(snapshot: YearSnapshot, law: Law, category: Category) -> QuerySet:
    """The superior unions of the year that have no figure of a category yet, with counts of zero."""
    counted = SnapshotFigure.objects.filter(snapshot=snapshot, category=category, filer__isnull=False).order_by()
    nothing = Value(0, PositiveIntegerField())
    return (
        filers_there(snapshot.year, law)
        .exclude(pk__in=counted.values("filer"))
        .order_by()
        .annotate(
            of_snapshot=Value(snapshot.pk, BigIntegerField()),
            of_filer=F("pk"),
            of_category=Value(category.value, CharField()),
            standard=nothing,
            total=nothing,
        )
    )


def _counted(units: QuerySet, *more: str) -> QuerySet:
    grouped = units.order_by().values("filer_id", *more)
    return grouped.annotate(standard=Count("union", filter=Q(is_standard=True)), total=Count("union"))
