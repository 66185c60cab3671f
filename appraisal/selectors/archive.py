"""What the accountability year leaves in a unit's archive, for the apps above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.urls import reverse

from appraisal.kinds import PlanState
from appraisal.models import AnnualPlan, AppraisalSession, DutyReport
from appraisal.selectors.papers import plan_paper, report_paper, tally_paper
from office.documents import Paper
from unions.models import Union, User

Papers = Callable[[date], tuple[Paper, ...]]


def _no_papers(made_on: date) -> tuple[Paper, ...]:
    return ()


@dataclass(frozen=True)
class YearPaper:
    """A page of one year of a unit; `papers` gives what is printed of it on a day."""

    title: str
    url: str
    on: date | None = None
    papers: Papers = _no_papers


def plan_papers(union: Union, user: User) -> list[YearPaper]:
    """The unit's plans that were briefed, the latest first."""
    plans = AnnualPlan.objects.visible_to(user).filter(union=union).exclude(state=PlanState.DRAFT)
    return [
        YearPaper(f"{each.year} 年度工作计划", each.get_absolute_url(), None, partial(_plan, each))
        for each in plans.select_related("union").order_by("-year")
    ]


def appraisal_papers(union: Union, user: User) -> list[YearPaper]:
    """The duty reports, and the results of the sessions that were certified."""
    reports = DutyReport.objects.visible_to(user).filter(union=union).order_by("-work_year")
    sessions = AppraisalSession.objects.visible_to(user).filter(union=union).exclude(certified_at=None)
    return [
        *(
            YearPaper(
                f"{each.work_year} 年度述职报告", reverse("appraisal:report_detail", args=[each.pk]), None,
                partial(_report, each),
            )
            for each in reports.select_related("union")
        ),
        *(
            YearPaper(
                f"{each.work_year} 年度双述双评结果", reverse("appraisal:session_result", args=[each.pk]), each.held_on,
                partial(_tally, each, user),
            )
            for each in sessions.select_related("union").order_by("-work_year")
        ),
    ]  # fmt: skip


def _plan(plan: AnnualPlan, made_on: date) -> tuple[Paper, ...]:
    return (plan_paper(plan, made_on),)


def _report(report: DutyReport, made_on: date) -> tuple[Paper, ...]:
    return (report_paper(report, made_on),)


def _tally(session: AppraisalSession, user: User, made_on: date) -> tuple[Paper, ...]:
    paper = tally_paper(session, user)
    return (paper,) if paper else ()
