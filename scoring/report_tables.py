"""The columns of the ranking, for screen, workbook and terminal."""

from __future__ import annotations

from typing import Final

from office.tables import CellKind, Column, Table

RANKING: Final = Table(
    key="ranking",
    title="百分考核排名",
    columns=(
        Column("pool", "类别", "pool", width=20),
        Column("rank", "名次", "rank", CellKind.COUNT, sort="rank", width=8),
        Column("union", "考核对象", "union_name", link=lambda row: row.card.get_absolute_url(), width=30),
        Column("base", "基本分", "points.base", CellKind.POINTS, width=10),
        Column("bonus", "加分", "points.bonus", CellKind.POINTS, width=10),
        Column("total", "总分", "points.total", CellKind.POINTS, width=10),
        Column("attainable", "可得满分", "points.attainable", CellKind.POINTS, width=10),
        Column("stage", "依据栏目", "stage", width=12),
        Column("honour", "荣誉", "honour", width=24),
        Column("tie", "界线并列", lambda row: row.placed.is_boundary_tie, CellKind.FLAG, width=10),
    ),
    default_sort="rank",
    empty_text="该年度还没有考核表。",
)
