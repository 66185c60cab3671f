"""The columns of the coverage reports, for screen, workbook, paper and terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from django.urls import reverse

from appraisal.rules.standing import standard_verdict
from office.tables import NOTHING, CellKind, Column, Table
from policy.documents import Law
from unions.kinds import Category
from vitality.rules.coverage import Coverage
from vitality.selectors.coverage.sealed_units import facts_of
from vitality.selectors.coverage.unit_rows import Forecast

# A category with its figures, wherever a row carries its coverage.
COUNTED: Final = (
    Column("category", "单位类别", "coverage.category", width=20),
    Column("standard", "达标单位", "coverage.standard_count", CellKind.COUNT),
    Column("total", "已建工会单位", "coverage.total_count", CellKind.COUNT),
    Column("rate", "覆盖面", "coverage.rate", CellKind.RATE),
    Column("target", "目标", "coverage.target_shown", width=14),
)

COVERAGE: Final = Table(
    key="coverage",
    title="达标覆盖面",
    columns=(
        Column("superior", "上级工会", "superior", sort="superior", width=28),
        *COUNTED,
        Column("met", "是否达到", "coverage.met"),
        Column("missing", "还差", lambda row: _missing(row.coverage), CellKind.COUNT),
    ),
    default_sort="superior",
    empty_text="该年度没有可统计的单位。",
)


TREND: Final = Table(
    key="trend",
    title="历年达标覆盖面",
    columns=(
        Column("year", "年度", lambda row: f"{row.year} 年", sort="year", width=10),
        *COUNTED,
        Column("state", "是否封存", "state", width=14),
    ),
    default_sort="year",
    empty_text="还没有可统计的年度。",
)


def forecast_table(year: int) -> Table:
    """What each superior union still needs; the count of the nearest leads to them."""
    return Table(
        key="forecast",
        title="达标预测",
        columns=(
            Column("superior", "上级工会", "superior", sort="superior", width=28),
            *COUNTED,
            Column("missing", "还需达标", "missing_count", CellKind.COUNT),
            Column("near", "只差一项", "near_count", CellKind.COUNT, link=lambda row: _nearest_url(row, year)),
            Column("outlook", "预测", "outlook", width=30),
        ),
        default_sort="superior",
        empty_text="该年度没有可统计的单位。",
    )


def nearest_table(law: Law, filers: Mapping[int, str]) -> Table:
    """The units that lack one condition, without the columns that say so of each."""
    table = units_table(law, filers)
    return replace(table, columns=tuple(each for each in table.columns if each.key not in {"standard", "lacks"}))


def _nearest_url(row: Forecast, year: int) -> str | None:
    if not row.near_count:
        return None
    query = {"year": year, "category": row.coverage.category.value, "lack": "one"}
    return reverse("vitality:coverage_units", query={**query, **({"filer": row.filer_id} if row.filer_id else {})})


def units_table(law: Law, filers: Mapping[int, str]) -> Table:
    """The units of a year with every condition; the reasons are those of the rule."""
    return Table(
        key="coverage_units",
        title="达标情况",
        columns=(
            Column("name", "单位", "name_then", sort="name_then", link=_unit_url, width=32),
            Column("superior", "上级工会", lambda row: filers.get(row.filer_id, ""), sort="filer_id", width=24),
            Column("category", "单位类别", lambda row: Category(row.category), sort="category", width=20),
            Column("standard", "达标", "is_standard", sort="is_standard"),
            Column("plan", "计划落实", "is_plan_implemented"),
            Column("appraisal", "双评有效", "has_valid_appraisal"),
            Column("composite", "综合满意率", _composite_rate, CellKind.RATE, absent=NOTHING),
            Column("rights", "权益维护", "is_rights_confirmed"),
            Column("welcome", "受欢迎", "is_welcomed_confirmed"),
            Column("lacks", "差几项", "lack_count", CellKind.COUNT, sort="lack_count"),
            Column("reasons", "原因", lambda row: _lacking(row, law), width=60),
        ),
        default_sort="superior",
        empty_text="该年度没有可统计的单位。",
    )


def _composite_rate(row: Any) -> Fraction | None:
    return facts_of(row).unit_composite_rate


def _missing(found: Coverage) -> int | None:
    """How many more units are needed; None, not zero, where nothing is asked."""
    return None if found.met is None else found.missing_count


def _unit_url(row: Any) -> str:
    return reverse("unions:union_detail", args=[row.union_id])


def _lacking(row: Any, law: Law) -> str:
    verdict = standard_verdict(facts_of(row), law)
    return "；".join(each.shown for each in verdict.reasons if each.met is not True)
