"""The tables of sessions and cases: one list of columns each, for screen and workbook alike."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from appraisal.kinds import Assembly, CaseState, Consequence, SessionState, SessionVerdict, VotingMode
from appraisal.models import AppraisalSession, Case
from appraisal.selectors.shown_results import shown_composite
from office.tables import NOTHING, CellKind, Column, Table
from unions.models import Union, User


def plan_url(union: Union) -> str:
    """Where a unit's session is planned."""
    return f"{reverse('appraisal:session_create')}?union={union.pk}"


def sessions_table(user: User) -> Table:
    """Sessions, with as much of their results as this person may see."""
    return Table(
        key="sessions",
        title="双述双评",
        columns=(
            Column("unit", "单位", "union.name", sort=("union__name_pinyin",), link=_session_url, width=32),
            Column("superior", "上级工会", "union.superior.name", sort=("union__path",), width=24),
            Column("year", "工作年度", "work_year", sort="work_year", width=10),
            Column("held_on", "召开日期", "held_on", CellKind.DAY, sort="held_on"),
            Column("assembly", "会议", lambda row: Assembly(row.assembly), width=16, hidden=True),
            Column("mode", "方式", lambda row: VotingMode(row.mode), width=12),
            Column("state", "状态", lambda row: SessionState(row.state), CellKind.BADGE, sort="state", width=20),
            Column("verdict", "结论", lambda row: SessionVerdict(row.verdict) if row.verdict else None, width=10),
            Column("due", "应到", "due_count", CellKind.COUNT, sort="due_count"),
            Column("present", "实到", "present_count", CellKind.COUNT, hidden=True),
            Column("returned", "收回票", "returned_count", CellKind.COUNT),
            Column(
                "composite", "单位综合满意率", lambda row: shown_composite(row, user), CellKind.RATE, absent=NOTHING
            ),
            Column("chair", "工会主席", "chair_name", hidden=True),
            Column("certified_at", "认定时间", "certified_at", CellKind.MOMENT, hidden=True),
        ),
        default_sort="-year",
        empty_text="还没有评议会。由上级工会为下属单位筹备，单位和会员在会上评议工会主席和工会委员会。",
    )


UNITS: Final = Table(
    key="units",
    title="选择单位",
    columns=(
        Column("name", "单位", "name", sort="name_pinyin", link=plan_url, width=32),
        Column("superior", "上级工会", "superior.name", sort=("superior__path", "name_pinyin"), width=24),
        Column("employees", "职工人数", "employee_count", CellKind.COUNT, sort="employee_count"),
        Column("chair", "工会主席", "chair_name"),
    ),
    default_sort="name",
    empty_text="没有可以选择的单位。请先在“工会”中登记下属单位。",
)

CASES: Final = Table(
    key="cases",
    title="后果办理",
    columns=(
        Column("unit", "单位", "session.union.name", sort="session__union__name_pinyin", link=Case.get_absolute_url),
        Column("superior", "上级工会", "session.union.superior.name", sort=("session__union__path",), width=24),
        Column("year", "工作年度", "session.work_year", sort="session__work_year", width=10),
        Column("chair", "工会主席", "session.chair_name", width=12),
        Column("consequence", "事由", lambda row: Consequence(row.consequence), sort="consequence", width=30),
        Column("state", "状态", lambda row: CaseState(row.state), CellKind.BADGE, sort="state", width=16),
        Column("opened_at", "立案时间", "opened_at", CellKind.MOMENT, sort="opened_at"),
        Column("due_on", "整改期限", "due_on", CellKind.DAY, sort="due_on"),
        Column("concluded_at", "办结时间", "concluded_at", CellKind.MOMENT, hidden=True),
        Column("outcome", "办理结果", "outcome", width=40, hidden=True),
    ),
    default_sort="-opened_at",
    empty_text="没有需要办理的事项。认定结果时，会员不满意率越过界线的会自动列在这里。",
)  # fmt: skip


def _session_url(session: AppraisalSession) -> str:
    return session.get_absolute_url()
