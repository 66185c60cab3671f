"""The columns of the project's reports, for screen, workbook and terminal."""

from __future__ import annotations

from typing import Final

from office.tables import CellKind, Column, Table

TYPICALS: Final = Table(
    key="typicals_report",
    title="典型培育情况",
    columns=(
        Column("superior", "上级工会", "superior", sort="superior", width=26),
        Column("new", "当年新典型", "new", CellKind.COUNT),
        Column("quota", "应不少于", "quota", CellKind.COUNT),
        Column("large", "其中百人以上非公", "new_nonpublic_100", CellKind.COUNT),
        Column("large_quota", "应不少于", "quota_nonpublic_100", CellKind.COUNT),
        Column("sector", "行业典型（累计）", "sector", CellKind.COUNT),
        Column("cumulative", "全市累计", "cumulative", CellKind.COUNT),
        Column("target", "全市目标", "target", CellKind.COUNT),
        Column("met", "是否达到", "met"),
        Column("missing", "还差", "missing", width=30),
    ),
    default_sort="superior",
    empty_text="没有需要培育典型的工会。",
)
