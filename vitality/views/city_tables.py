"""The tables of the city's side: one list of columns each, for screen, workbook and paper alike."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import localtime

from office.kinds import Tone
from office.tables import CellKind, Column, Table
from policy.documents import Law
from policy.units import Threshold
from unions.models import User
from vitality.kinds import AnnexForm, ApplicationState, Outcome, TypicalKind, TypicalLevel
from vitality.models import Application, Decision, DecisionSheet, Typical
from vitality.selectors.applications import filed_category
from vitality.selectors.readers import standing_of
from vitality.selectors.typicals import Share
from vitality.views.campaign_tables import Badge


def _last_filed_on(application: Any) -> date | None:
    moment = application.last_filed_at
    return localtime(moment).date() if moment else None


def reviews_table(law: Law, user: User) -> Table:
    """The queue of the preliminary review, worded for this person; rows are those of `reviewed_forms`."""
    return Table(
        key="reviews",
        title="初审情况",
        columns=(
            Column("unit", "单位", "unit_name", sort="unit__name_pinyin", link=_review_url, width=32),
            Column("form", "申报表", lambda row: AnnexForm(row.form), sort=("form", "batch__superior__path"), width=9),
            Column(
                "superior", "申报工会", "batch.superior.name", sort=("turn", "batch__superior__path", "form"), width=24
            ),
            Column("category", "计为", lambda row: filed_category(row, law), width=20),
            Column("evidence", "佐证", "evidence_count", CellKind.COUNT, sort="evidence_count"),
            Column("filing", "报送次数", "filing_count", CellKind.COUNT, sort="filing_count"),
            Column("unsent", "未发意见", "unsent_count", CellKind.COUNT, sort="unsent_count"),
            Column("filed_on", "最近申报", _last_filed_on, CellKind.DAY, sort="last_filed_at"),
            Column("late", "逾期", lambda row: "逾期" if row.batch.is_late else "", sort="batch__is_late", width=8),
            Column(
                "state", "状态", lambda row: standing_of(row, user), CellKind.BADGE, sort=("turn", "state"), width=24
            ),
            Column("employees", "职工人数", "employee_count", CellKind.COUNT, hidden=True),
            Column("filed_at", "最近申报时间", "last_filed_at", CellKind.MOMENT, hidden=True),
            Column("reason", "退回理由", "return_reason", width=40, hidden=True),
        ),
        default_sort="superior",
        empty_text="还没有申报表。各区市县、产业工会申报后，会出现在这里。",
    )


SHEETS: Final = Table(
    key="sheets",
    title="领导小组决定",
    columns=(
        Column("meeting_on", "会议日期", "meeting_on", CellKind.DAY, sort="meeting_on"),
        Column("minutes", "会议纪要文号", "minutes_number", link=DecisionSheet.get_absolute_url, width=28),
        Column("round", "轮次", "round.title", width=28),
        Column("count", "件数", "decision_count", CellKind.COUNT),
        Column("approved", "同意", "approved_count", CellKind.COUNT),
        Column("recommended", "推荐荐省", "recommended_count", CellKind.COUNT),
        Column("declined", "不同意", "declined_count", CellKind.COUNT),
        Column("published_at", "公布时间", "published_at", CellKind.MOMENT, sort="published_at"),
        Column("published_by", "公布人", "published_by"),
    ),
    default_sort="-published_at",
    empty_text="还没有公布过决定。领导小组在“领导小组决定”中逐件拟定，再一并公布。",
)


def _review_url(application: Application) -> str:
    return reverse("vitality:review_detail", args=[application.pk])


def _state(application: Application) -> ApplicationState:
    return ApplicationState(application.state)


def _decided_url(decision: Decision) -> str:
    return decision.application.get_absolute_url()


def successor_of(decision: Decision) -> Application | None:
    """The provincial form that a recommendation made."""
    return getattr(decision.application, "successor", None)


def _successor_url(decision: Decision) -> str | None:
    successor = successor_of(decision)
    return successor.get_absolute_url() if successor else None


def _successor_words(decision: Decision) -> str:
    successor = successor_of(decision)
    return f"{AnnexForm(successor.form).label}（{ApplicationState(successor.state).label}）" if successor else ""


def outcome_words(decision: Decision) -> str:
    """A decision in the words of the form it is about."""
    outcome, form = Outcome(decision.outcome), AnnexForm(decision.application.form)
    if outcome != Outcome.APPROVE:
        return outcome.label
    return "同意报省总" if form.level == TypicalLevel.PROVINCIAL else "批准为市典型"


DECIDED: Final = Table(
    key="decided",
    title="领导小组决定",
    columns=(
        Column("unit", "单位", "application.unit_name", sort="unit", link=_decided_url, width=30),
        Column("superior", "申报工会", "application.batch.superior.name", width=22),
        Column("form", "申报表", lambda row: AnnexForm(row.application.form), width=9),
        Column("outcome", "决定", outcome_words, width=16),
        Column("reason", "理由", "reason", width=26),
        Column("state", "现状", lambda row: _state(row.application), CellKind.BADGE, width=16),
        Column("successor", "荐省申报表", _successor_words, link=_successor_url, width=20),
        Column("prepared_by", "拟定人", "prepared_by", hidden=True),
    ),
    default_sort="unit",
    is_numbered=True,
)


def _origin_url(application: Application) -> str | None:
    return application.origin.get_absolute_url() if application.origin else None


def _origin_words(application: Application) -> str:
    return AnnexForm(application.origin.form).label if application.origin else ""


def _answer_url(application: Application) -> str | None:
    return application.province_answer.get_absolute_url() if application.province_answer else None


PROVINCE_FORMS: Final = Table(
    key="province_forms",
    title="报省总的申报表",
    columns=(
        Column("unit", "单位", "unit_name", sort="unit__name_pinyin", link=Application.get_absolute_url, width=32),
        Column("form", "申报表", lambda row: AnnexForm(row.form), sort=("form", "batch__superior__path"), width=9),
        Column("superior", "申报工会", "batch.superior.name", sort=("batch__superior__path", "form"), width=24),
        Column("origin", "由市级申报表推荐", _origin_words, link=_origin_url, width=14),
        Column("decided_at", "市总决定时间", "decided_at", CellKind.MOMENT, hidden=True),
        Column("answer", "批复文号", "province_answer.document_number", link=_answer_url, width=20),
        Column("answered_on", "批复日期", "province_answer.answered_on", CellKind.DAY),
        Column("state", "状态", _state, CellKind.BADGE, sort="state", width=14),
    ),
    default_sort="form",
    is_numbered=True,
    empty_text="还没有报省总的申报表。领导小组公布同意或推荐荐省的决定后，会出现在这里。",
)


def _typical_form_url(typical: Typical) -> str | None:
    return typical.application.get_absolute_url() if typical.application else None


def _confirmed_by(typical: Typical) -> str:
    """The paper that made it: the province's number, or the city's decision."""
    application = typical.application
    if application is None:
        return "往年导入" if typical.is_imported else ""
    return application.province_answer.document_number if application.province_answer else "市总领导小组"


def _typical_form(typical: Typical) -> AnnexForm | None:
    return AnnexForm(typical.application.form) if typical.application else None


TYPICALS: Final = Table(
    key="typicals",
    title="典型单位名册",
    columns=(
        Column(
            "unit",
            "单位",
            "unit.name",
            sort="unit__name_pinyin",
            link=lambda row: row.unit.get_absolute_url(),
            width=32,
        ),
        Column("year", "年度", "year", sort=("year", "superior__path", "unit__path"), width=8),
        Column("level", "级别", lambda row: TypicalLevel(row.level), sort="level", width=8),
        Column("kind", "类型", lambda row: TypicalKind(row.kind), sort="kind", width=9),
        Column("superior", "上级工会", "superior.name", sort=("superior__path", "unit__path"), width=24),
        Column("confirmed", "批准依据", _confirmed_by, width=22),
        Column("form", "申报表", _typical_form, link=_typical_form_url, width=10),
    ),
    default_sort="superior",
    empty_text="还没有典型单位。领导小组公布决定、登记省总批复后，会出现在这里。",
)


def _line(line: Threshold | None) -> str:
    return line.sentence() if line else "未规定"


SHARE_STATES: Final = {
    True: Badge("已达到", Tone.GOOD), False: Badge("未达到", Tone.BAD), None: Badge("未规定", Tone.NEUTRAL)
}  # fmt: skip


def shares_table(year: int) -> Table:
    """What each superior union has of the typicals that a year asks for; the count leads to the units."""

    def units_url(share: Share) -> str | None:
        query = {"year": year, "superior": share.superior.pk, "kind": TypicalKind.ENTERPRISE.value}
        return reverse("vitality:typical_list", query=query) if share.new_count else None

    return Table(
        key="shares",
        title="各工会典型完成情况",
        columns=(
            Column("superior", "上级工会", "name", sort="superior", width=26),
            Column("new", "当年新典型", "new_count", CellKind.COUNT, link=units_url),
            Column("quota", "应有", lambda row: _line(row.quota), width=14),
            Column("large", "其中百人以上非公", "nonpublic_100_count", CellKind.COUNT),
            Column("large_quota", "应有", lambda row: _line(row.nonpublic_100_quota), width=14),
            Column("sector", "行业典型（累计）", "sector_count", CellKind.COUNT),
            Column("sector_quota", "应有", lambda row: _line(row.sector_quota), width=14),
            Column("met", "是否达到", lambda row: SHARE_STATES[row.is_met], CellKind.BADGE, width=12),
            Column("missing", "还差", "missing", width=30),
        ),
        default_sort="superior",
        empty_text="没有需要培育典型的工会。",
    )
