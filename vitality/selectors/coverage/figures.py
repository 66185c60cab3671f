"""The coverage of a year by superior union and category: sealed, or as things stand now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from office.years import law_of_year
from policy.documents import Law
from unions.kinds import Category, UnionKind
from vitality.models import SnapshotFigure, YearSnapshot
from vitality.rules.coverage import COVERED, Coverage, coverage
from vitality.selectors.coverage.units import DOCUMENT, Counts, filers_there, live_counts

CITY = "全市"


@dataclass(frozen=True, slots=True)
class Filer:
    """A superior union as it was called on the snapshot's day."""

    pk: int
    name: str
    kind: UnionKind
    path: str


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A year's counts with the law they are judged by.

    Attributes:
        filers: every district, pilot zone and industrial union of the year, by its place in the tree.
        snapshot: the sealed version the counts come from; None for counts of this moment.
    """

    year: int
    law: Law
    filers: tuple[Filer, ...]
    counts: Counts
    snapshot: YearSnapshot | None = None

    def of(self, filer_id: int | None) -> tuple[Coverage, ...]:
        """The coverage of each category under a superior union; None asks for the whole city."""
        return tuple(self._coverage(filer_id, category) for category in COVERED)

    def _coverage(self, filer_id: int | None, category: Category) -> Coverage:
        if filer_id is not None:
            standard, total = self.counts.get((filer_id, category), (0, 0))
            return coverage(category, standard, total, self.law, is_city=False)
        found = [counts for (_, each), counts in self.counts.items() if each == category]
        standard, total = sum(each for each, _ in found), sum(each for _, each in found)
        return coverage(category, standard, total, self.law, is_city=True)


def is_covered(law: Law) -> bool:
    """Whether the project knows a coverage in the year at all."""
    return "standard_line" in law.provisions


def year_figures(year: int) -> YearFigures:
    """Of a sealed year as sealed, in two queries; else computed now, by one grouped query."""
    snapshot = YearSnapshot.objects.in_force(year)
    return sealed_figures(snapshot) if snapshot else live_figures(year)


def live_figures(year: int) -> YearFigures:
    """The year as things stand now, sealed or not; empty before the project began."""
    law = law_of_year(DOCUMENT, year)
    if not is_covered(law):
        return YearFigures(year, law, (), {})
    counts = live_counts(year, law)
    return YearFigures(year, law, filers_of(year, law, (key for key, _ in counts)), counts)


def sealed_figures(snapshot: YearSnapshot) -> YearFigures:
    """The year as this version sealed it."""
    rows = list(SnapshotFigure.objects.filter(snapshot=snapshot).select_related("filer"))
    filers = {
        row.filer_id: Filer(row.filer.pk, row.filer_name, UnionKind(row.filer.kind), row.filer.path)
        for row in rows
        if row.filer
    }
    counts: Mapping[Any, tuple[int, int]] = {
        (row.filer_id, row.category): (row.standard_count, row.total_count) for row in rows
    }
    in_order = sorted(filers.values(), key=lambda filer: filer.path)
    return YearFigures(snapshot.year, snapshot.sealed_law, tuple(in_order), counts, snapshot)


def draft_of(year: int) -> YearSnapshot | None:
    """The draft of a year that is not sealed, as the last night left it."""
    return YearSnapshot.objects.filter(year=year, version=0).first()


def filers_of(year: int, law: Law, counted: Iterable[int | None]) -> tuple[Filer, ...]:
    """The superior unions there on the snapshot's day, and any other that units still hung under."""
    rows: Any = filers_there(year, law, [key for key in counted if key is not None])
    names = rows.order_by("path").values_list("pk", "name_then", "kind", "path")
    return tuple(Filer(pk, name, UnionKind(kind), path) for pk, name, kind, path in names)
