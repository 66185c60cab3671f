"""The columns of the coverage reports, for screen, workbook, paper and terminal."""

from __future__ import annotations

from typing import Final

from office.tables import CellKind, Column, Table

COVERAGE: Final = Table(
    key="coverage",
    title="达标覆盖面",
    columns=(
        Column("superior", "上级工会", "superior", sort="superior", width=28),
        Column("category", "单位类别", "coverage.category", width=20),
        Column("standard", "达标单位", "coverage.standard_count", CellKind.COUNT),
        Column("total", "已建工会单位", "coverage.total_count", CellKind.COUNT),
        Column("rate", "覆盖面", "coverage.rate", CellKind.RATE),
        Column("target", "目标", "coverage.target_shown", width=14),
        Column("met", "是否达到", "coverage.met"),
        Column("missing", "还差", "coverage.missing_count", CellKind.COUNT),
    ),
    default_sort="superior",
    empty_text="该年度没有可统计的单位。",
)
