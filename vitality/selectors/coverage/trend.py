"""Coverage over the project's years, with the target of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.units import exact, percent
from unions.kinds import Category
from vitality.rules.coverage import COVERED, Coverage
from vitality.selectors.coverage.figures import year_figures

YEARS: Final = range(2014, 2018)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One category in one year; the percents are for drawing, cut to hundredths."""

    year: int
    category: Category
    coverage: Coverage
    is_sealed: bool
    is_over: bool

    @property
    def percent(self) -> str:
        """The rate with two decimals, cut down; 不适用 without units."""
        return percent(self.coverage.rate)

    @property
    def state(self) -> str:
        """Whether the year is sealed, or still runs."""
        if self.is_sealed:
            return "已封存"
        return "未封存" if self.is_over else "年度进行中"

    @property
    def drawn_percent(self) -> str:
        """The rate as a number for the chart; empty without one, and while the year still runs."""
        return _drawn(self.coverage.rate) if self.is_over else ""

    @property
    def drawn_target(self) -> str:
        """The target as a number for the chart; empty without one."""
        return _drawn(exact(self.coverage.target.value) if self.coverage.target else None)


def trend(filer_id: int | None, today: date) -> tuple[TrendPoint, ...]:
    """The coverage of a superior union, or of the city, year by year and category by category, up to a day."""
    points = []
    for year in (year for year in YEARS if year <= today.year):
        figures = year_figures(year)
        if not figures.filers:
            continue
        found = zip(COVERED, figures.of(filer_id), strict=True)
        is_sealed, is_over = figures.snapshot is not None, year < today.year
        points += [TrendPoint(year, each, coverage, is_sealed, is_over) for each, coverage in found]
    return tuple(points)


def _drawn(rate: object) -> str:
    if rate is None:
        return ""
    hundredths = int(rate * 10_000)  # type: ignore[operator]
    return f"{hundredths // 100}.{hundredths % 100:02d}"
