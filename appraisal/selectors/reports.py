"""Questions about duty reports: what is still missing, whether the dues add up, who has heard them."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from appraisal.kinds import Audience, ReportState
from appraisal.models import DutyReport, ReportDelivery
from appraisal.rules.dues import Dues, dues_reason
from appraisal.rules.turnout import CLAUSE
from policy.citing import Reason, Verdict
from unions.kinds import UnionKind
from unions.models import Union, User

PARTS: Final = {
    "work_text": "重点工作完成情况",
    "dues_text": "工会经费收管用情况",
    "duty_text": "个人履行职责情况",
}


def report_of(union: Union, year: int) -> DutyReport | None:
    """The union's report of a work year."""
    return DutyReport.objects.filter(union=union, work_year=year).first()


def dues_of(report: DutyReport) -> Dues:
    """The sums of the report's table."""
    lines = list(report.dues.all())
    return Dues.of(
        report.opening_balance_yuan,
        (line.amount_yuan for line in lines if line.is_income),
        (line.amount_yuan for line in lines if not line.is_income),
        report.closing_balance_yuan,
    )


def report_verdict(report: DutyReport) -> Verdict:
    """Whether the report can be given: three parts written, every line of the dues named, and the dues add up."""
    missing = [word for name, word in PARTS.items() if not getattr(report, name).strip()]
    shown = f"尚未撰写：{'、'.join(missing)}" if missing else "三个部分齐全"
    unnamed = [line for line in report.dues.all() if not line.kind.strip() and line.amount_yuan]
    told = f"有 {len(unnamed)} 行经费没有写科目" if unnamed else "经费科目齐全"
    return Verdict(
        (
            Reason("parts_written", not missing, shown, CLAUSE),
            Reason("dues_named", not unnamed, told, CLAUSE),
            dues_reason(dues_of(report)),
        )
    )


def delivery_to(report: DutyReport, audience: Audience) -> ReportDelivery | None:
    """When the report was given to one of the two bodies."""
    return next((each for each in report.deliveries.all() if each.audience == audience), None)


def units_with_reports(user: User, year: int) -> QuerySet[Union]:
    """The units of a person's scope with the state of their report; those without one too.

    Annotated: report_id, report_state, told_members_on, told_superiors_on.
    """
    report = DutyReport.objects.filter(union=OuterRef("pk"), work_year=year)
    given = ReportDelivery.objects.filter(report__union=OuterRef("pk"), report__work_year=year)
    days = {
        f"told_{each.value}_on": Subquery(given.filter(audience=each).values("delivered_on")[:1]) for each in Audience
    }
    units = Union.objects.visible_to(user).filter(kind__in=[kind for kind in UnionKind if kind.is_unit], closed_on=None)
    return units.annotate(
        report_id=Subquery(report.values("pk")[:1]),
        report_state=Subquery(report.values("state")[:1]),
        is_final=Exists(report.filter(state=ReportState.FINAL)),
        **days,
    ).select_related("superior")
