"""The reports of a year by kind: each app brings what it computes, here they get their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from appraisal.report_tables import SATISFACTION
from appraisal.selectors.satisfaction_report import satisfaction_report
from config.operation.replica import reading_copy
from funding.report_tables import TRANCHES
from funding.selectors.plan import year_plan
from office.tables import Table
from scoring.report_tables import RANKING
from scoring.selectors.ranking_report import ranking_report
from unions.models import User
from vitality.coverage_tables import COVERAGE
from vitality.report_tables import TYPICALS
from vitality.selectors.coverage.report import coverage_report
from vitality.selectors.typicals_report import typicals_report


class YearReport(Protocol):
    """What every report gives: its rows, and the object {"year", "rows", "parameters"}."""

    @property
    def rows(self) -> Sequence[Any]:
        """The rows, as the report's table takes them."""

    def as_json(self) -> dict[str, Any]:
        """Exact rates as "a/b", money as text."""


@dataclass(frozen=True)
class Report:
    """One kind of report: how it is computed within a person's scope, and its columns for people."""

    compute: Callable[[int, User | None], YearReport]
    table: Table

    def of_year(self, year: int, user: User | None = None) -> YearReport:
        """The report of a year; without a person, of the whole city."""
        with reading_copy():
            return self.compute(year, user)


REPORTS: Final[Mapping[str, Report]] = {
    "coverage": Report(coverage_report, COVERAGE),
    "satisfaction": Report(satisfaction_report, SATISFACTION),
    "ranking": Report(ranking_report, RANKING),
    "typicals": Report(typicals_report, TYPICALS),
    "tranches": Report(year_plan, TRANCHES),
}
