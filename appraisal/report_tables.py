"""The columns of the appraisal's reports, for screen, workbook and terminal."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from appraisal.kinds import Subject
from appraisal.selectors.satisfaction_report import SatisfactionRow
from office.tables import CellKind, Column, Table


def _of(subject: Subject, name: str) -> Callable[[SatisfactionRow], Fraction | None]:
    return lambda row: getattr(row.subjects[subject], name)


def _session_url(row: SatisfactionRow) -> str:
    return row.session.get_absolute_url()


SATISFACTION: Final = Table(
    key="satisfaction",
    title="双评结果",
    columns=(
        Column(
            "union", "单位", "union_name", sort="union_name", link=lambda row: row.session.get_absolute_url(), width=32
        ),
        Column("superior", "上级工会", "superior_name", width=24),
        Column("session", "评议会", "verdict"),
        Column("chair", "主席满意率", _of(Subject.CHAIR, "satisfaction_rate"), CellKind.RATE),
        Column("chair_against", "主席不满意率", _of(Subject.CHAIR, "dissatisfaction_rate"), CellKind.ADVERSE_RATE),
        Column("chair_composite", "主席综合", _of(Subject.CHAIR, "composite_rate"), CellKind.RATE),
        Column("committee", "委员会满意率", _of(Subject.COMMITTEE, "satisfaction_rate"), CellKind.RATE),
        Column("committee_composite", "委员会综合", _of(Subject.COMMITTEE, "composite_rate"), CellKind.RATE),
        Column("composite", "单位综合", "unit_composite_rate", CellKind.RATE),
        Column("standard", "达标", "is_standard"),
        Column("typical", "典型线", "meets_typical_line"),
        Column("priority", "评先优先", "has_priority"),
        Column("consequence", "后果", "consequence", width=24),
    ),
    default_sort="union",
    empty_text="该年度还没有评议结果。",
)
