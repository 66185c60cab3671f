"""The units of a year that still runs, as columns of the same names as a sealed snapshot's rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q

from appraisal.selectors.standing_rows import FACTS, VERDICTS, with_standing
from policy.documents import Law
from unions.kinds import UnionKind
from unions.models import Union, UnionQuerySet
from unions.rules.tree import BATCH_FILERS
from vitality.rules.coverage import COVERED, snapshot_day

DOCUMENT: Final = "2014-31"
UNIT_KINDS: Final = [kind for kind in UnionKind if kind.is_unit]
# The columns of a unit's row: how it is called in a snapshot, and in the register with the year's columns.
COLUMNS: Final[Mapping[str, str]] = {
    "union_id": "pk", "filer_id": "filer_then_id", "name": "name_then", "category": "category",
    **{name: name for name in (*FACTS, *VERDICTS)},
}  # fmt: skip

Counts = Mapping[tuple[int | None, str], tuple[int, int]]


def established_on(day: date) -> UnionQuerySet:
    """Unions that were there on a day; one whose founding day is not known was."""
    return Union.objects.open_on(day).filter(Q(founded_on=None) | Q(founded_on__lte=day))


def filers_there(year: int, law: Law, counted: Collection[int] = ()) -> UnionQuerySet:
    """The superior unions there on the snapshot's day with their names of then, and any that units still hung under.

    Args:
        counted: the keys of those that units hung under.
    """
    day = snapshot_day(year, law)
    there = established_on(day).filter(kind__in=BATCH_FILERS)
    return (there | Union.objects.filter(pk__in=counted)).as_of(day)


def units_of_year(year: int, law: Law) -> UnionQuerySet:
    """Every unit established on the year's snapshot day with the columns of `COLUMNS`, as things stand now."""
    day = snapshot_day(year, law)
    units = established_on(day).filter(kind__in=UNIT_KINDS).with_filer_then(day).with_classification(law)
    return with_standing(units, year, law)


def live_counts(year: int, law: Law) -> Counts:
    """Standard units and all units by superior union and category, in one grouped query."""
    units: Any = units_of_year(year, law)  # typed loosely: its columns are annotated
    rows = units.filter(category__in=COVERED).order_by().values("filer_then_id", "category")
    counted = rows.annotate(standard=Count("pk", filter=Q(is_standard=True)), total=Count("pk"))
    found = counted.values_list("filer_then_id", "category", "standard", "total")
    return {(filer_id, category): (standard, total) for filer_id, category, standard, total in found}
