"""The tables of plans and reports over the units: one list of columns each, for screen and workbook alike."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from appraisal.kinds import PlanState, ReportState
from office.tables import CellKind, Column, Table
from unions.models import Union


def _plan_url(row: Union) -> str | None:
    return reverse("appraisal:plan_detail", args=[row.plan_id]) if row.plan_id else None  # type: ignore[attr-defined]


def _mean(row: Union) -> int | None:
    mean = row.mean_progress  # type: ignore[attr-defined]
    return int(mean) if mean is not None else None


def _share(name: str) -> object:
    def shown(row: Union) -> str:
        if not row.plan_id:  # type: ignore[attr-defined]
            return ""
        return f"{getattr(row, name)}/{row.item_count}"  # type: ignore[attr-defined]

    return shown


PLANS: Final = Table(
    key="plans",
    title="年度工作计划",
    columns=(
        Column("unit", "单位", "name", sort="name_pinyin", link=_plan_url, width=32),
        Column("superior", "上级工会", "superior.name", sort=("superior__path", "name_pinyin"), width=24),
        Column("state", "状态", lambda row: PlanState(row.plan_state) if row.plan_state else "尚未拟定",
               CellKind.BADGE, sort="plan_state", width=16),
        Column("progress", "平均进度（%）", _mean, CellKind.COUNT, sort="mean_progress"),
        Column("done", "完成项", _share("done_count"), CellKind.PART, sort="done_count"),
        Column("confirmed", "已确认项", _share("confirmed_count"), CellKind.PART, sort="confirmed_count"),
        Column("waiting", "待处理意见", lambda row: row.waiting_count or None, CellKind.COUNT, sort="waiting_count"),
        Column("chair", "工会主席", "chair_name", hidden=True),
        Column("phone", "联系方式", "phone", hidden=True),
    ),
    default_sort="superior",
    empty_text="还没有单位。工会名册登记后，各单位的年度工作计划列在这里。",
)  # fmt: skip


def _report_url(row: Union) -> str | None:
    return reverse("appraisal:report_detail", args=[row.report_id]) if row.report_id else None  # type: ignore[attr-defined]


REPORTS: Final = Table(
    key="reports",
    title="述职报告",
    columns=(
        Column("unit", "单位", "name", sort="name_pinyin", link=_report_url, width=32),
        Column("superior", "上级工会", "superior.name", sort=("superior__path", "name_pinyin"), width=24),
        Column("state", "状态", lambda row: ReportState(row.report_state) if row.report_state else "尚未撰写",
               CellKind.BADGE, sort="report_state", width=14),
        Column("members", "向会员述职", "told_members_on", CellKind.DAY, sort="told_members_on"),
        Column("superiors", "向上级述职", "told_superiors_on", CellKind.DAY, sort="told_superiors_on"),
        Column("chair", "工会主席", "chair_name"),
    ),
    default_sort="superior",
    empty_text="还没有单位。工会名册登记后，各单位的述职报告按年度列在这里。",
)  # fmt: skip
