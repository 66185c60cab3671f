"""The year plan as a table, for screen, workbook, paper and terminal."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from funding.selectors.plan import PlanRow
from office.tables import CellKind, Column, Table
from policy.documents import clause


def recipient_url(row: PlanRow) -> str:
    return reverse("funding:recipient_year", args=[row.union_id, row.year])


def missing_words(row: PlanRow) -> str:
    """What locks a tranche."""
    return "；".join(reason.shown for reason in row.verdict.missing)


def condition_words(row: PlanRow) -> str:
    """Every condition with its clause."""
    marks = {True: "✓", False: "✗", None: "？"}
    return "；".join(
        f"{marks[reason.met]} {reason.shown}（{clause(reason.clause).cited}）" for reason in row.verdict.reasons
    )


TRANCHES: Final = Table(
    key="tranches",
    title="项目经费年度计划",
    columns=(
        Column("recipient", "拨付对象", "union_name", sort="union_name", link=recipient_url, width=28),
        Column("superior", "上级工会", "superior_name", width=22, hidden=True),
        Column("scheme", "项目", lambda row: row.verdict.scheme, width=24),
        Column("tranche", "款项", lambda row: row.verdict.kind, width=18),
        Column("amount", "金额", "amount", CellKind.YUAN),
        Column("state", "状态", "state", CellKind.BADGE, width=16),
        Column("missing", "还缺什么", missing_words, width=44),
        Column("overpaid", "多拨", lambda row: row.overpaid or None, CellKind.YUAN, hidden=True),
        Column("conditions", "条件", condition_words, width=60, hidden=True),
    ),
    default_sort="recipient",
    empty_text="该年度还没有计划款项。典型单位公布后，各工会应得的经费会列在这里。",
)
