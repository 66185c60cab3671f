"""The report of a year's coverage: one row per superior union and category and for the whole city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from office.report_object import report_object
from policy.documents import Law
from policy.units import as_json, exact, percent
from unions.models import User
from vitality.rules.coverage import PARAMETERS, Coverage
from vitality.selectors.coverage.figures import CITY, YearFigures, year_figures


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """The coverage of one category under a superior union; without one (`filer_id` None), in the whole city."""

    filer_id: int | None
    superior: str
    coverage: Coverage

    @property
    def target_rate(self) -> Fraction | None:
        """The target as a share of 1."""
        return exact(self.coverage.target.value) if self.coverage.target else None

    @property
    def rate_shown(self) -> str:
        """The coverage with two decimals, cut down; 不适用 without units."""
        return percent(self.coverage.rate)

    @property
    def target_words(self) -> str:
        """The target, and how many units are missing to it."""
        found = self.coverage
        return f"{found.target_shown}，还差 {found.missing_count} 个" if found.met is False else found.target_shown

    @property
    def title(self) -> str:
        """What the figure is of."""
        return f"{self.superior} {self.coverage.category.label}覆盖面"

    def as_json(self) -> dict[str, Any]:
        """The row as `report coverage` prints it: exact rates as "a/b" beside their percents."""
        found = self.coverage
        return {
            "superior": self.superior,
            "category": found.category.value,
            "standard": found.standard_count,
            "total": found.total_count,
            "rate": as_json(found.rate),
            "rate_percent": None if found.rate is None else percent(found.rate),
            "target": as_json(self.target_rate),
            "target_percent": None if self.target_rate is None else percent(self.target_rate),
            "met": found.met,
        }


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """All rows of a year with the parameters they were judged by."""

    year: int
    rows: tuple[CoverageRow, ...]
    law: Law

    def as_json(self) -> dict[str, Any]:
        """The object that `report coverage --json` prints."""
        return report_object(self.year, self.rows, self.law, PARAMETERS)


def coverage_report(year: int, user: User | None) -> CoverageReport:
    """Every district, pilot zone and industrial union of the year, then the whole city.

    Args:
        user: whose scope; the city's row is for everybody at the city only. None for all.
    """
    figures = year_figures(year)
    return CoverageReport(year, tuple(report_rows(figures, user)), figures.law)


def report_rows(figures: YearFigures, user: User | None) -> Iterator[CoverageRow]:
    """The rows that a person may see: superior unions within the scope, and the city where the scope holds it all."""
    scope = user.scope_path if user else ""
    if user and not scope:
        return
    for filer in figures.filers:
        if filer.path.startswith(scope):
            yield from (CoverageRow(filer.pk, filer.name, found) for found in figures.of(filer.pk))
    sees_city = user is None or all(filer.path.startswith(scope) for filer in figures.filers)
    if figures.filers and sees_city:
        yield from (CoverageRow(None, CITY, found) for found in figures.of(None))
