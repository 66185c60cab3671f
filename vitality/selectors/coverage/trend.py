"""Coverage over the project's years, with the target of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from policy.units import exact
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

    @property
    def drawn_percent(self) -> str:
        """The rate as a number for the chart; empty without one."""
        return _drawn(self.coverage.rate)

    @property
    def drawn_target(self) -> str:
        """The target as a number for the chart; empty without one."""
        return _drawn(exact(self.coverage.target.value) if self.coverage.target else None)


def trend(filer_id: int | None, years: Sequence[int]) -> tuple[TrendPoint, ...]:
    """The coverage of a superior union, or of the city, year by year and category by category."""
    points = []
    for year in years:
        figures = year_figures(year)
        if not figures.filers:
            continue
        found = zip(COVERED, figures.of(filer_id), strict=True)
        points += [TrendPoint(year, each, coverage, figures.snapshot is not None) for each, coverage in found]
    return tuple(points)


def _drawn(rate: object) -> str:
    if rate is None:
        return ""
    hundredths = int(rate * 10_000)  # type: ignore[operator]
    return f"{hundredths // 100}.{hundredths % 100:02d}"
