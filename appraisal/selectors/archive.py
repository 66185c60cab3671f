"""What the accountability year leaves in a unit's archive, for the apps above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from appraisal.kinds import PlanState
from appraisal.models import AnnualPlan, AppraisalSession, DutyReport
from unions.models import Union, User


@dataclass(frozen=True)
class YearPaper:
    """A page or paper of one year of a unit."""

    title: str
    url: str
    on: date | None = None


def plan_papers(union: Union, user: User) -> list[YearPaper]:
    """The unit's plans that were briefed, the latest first."""
    plans = AnnualPlan.objects.visible_to(user).filter(union=union).exclude(state=PlanState.DRAFT)
    return [YearPaper(f"{plan.year} 年度工作计划", plan.get_absolute_url()) for plan in plans.order_by("-year")]


def appraisal_papers(union: Union, user: User) -> list[YearPaper]:
    """The duty reports, and the results of the sessions that were certified."""
    reports = DutyReport.objects.visible_to(user).filter(union=union).order_by("-work_year")
    sessions = AppraisalSession.objects.visible_to(user).filter(union=union).exclude(certified_at=None)
    return [
        *(
            YearPaper(f"{each.work_year} 年度述职报告", reverse("appraisal:report_detail", args=[each.pk]))
            for each in reports
        ),
        *(
            YearPaper(
                f"{each.work_year} 年度双述双评结果", reverse("appraisal:session_result", args=[each.pk]), each.held_on
            )
            for each in sessions.order_by("-work_year")
        ),
    ]
