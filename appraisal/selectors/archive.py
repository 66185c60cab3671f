"""What the accountability year leaves in a unit's archive, for the apps above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse

from appraisal.kinds import PlanState
from appraisal.models import AnnualPlan, AppraisalSession, DutyReport
from appraisal.selectors.papers import plan_paper, report_paper, tally_paper
from office.documents import Paper
from unions.models import User

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


def plans(user: User) -> QuerySet[AnnualPlan]:
    """The plans that were briefed, as far as the person sees them; the latest first."""
    return AnnualPlan.objects.visible_to(user).exclude(state=PlanState.DRAFT).select_related("union").order_by("-year")


def duty_reports(user: User) -> QuerySet[DutyReport]:
    """The duty reports, as far as the person sees them; the latest first."""
    return DutyReport.objects.visible_to(user).select_related("union").order_by("-work_year")


def certified_sessions(user: User) -> QuerySet[AppraisalSession]:
    """The sessions that were certified, as far as the person sees them; the latest first."""
    certified = AppraisalSession.objects.visible_to(user).exclude(certified_at=None)
    return certified.select_related("union").order_by("-work_year", "-pk")


def plan_paper_of(plan: AnnualPlan, user: User) -> YearPaper:
    """A plan as a paper of its year."""
    return YearPaper(f"{plan.year} 年度工作计划", plan.get_absolute_url(), None, partial(_plan, plan))


def report_paper_of(report: DutyReport, user: User) -> YearPaper:
    """A duty report as a paper of its year."""
    url = reverse("appraisal:report_detail", args=[report.pk])
    return YearPaper(f"{report.work_year} 年度述职报告", url, None, partial(_report, report))


def result_paper_of(session: AppraisalSession, user: User) -> YearPaper:
    """A result as a paper of its year, printed as this person may see it."""
    url = reverse("appraisal:session_result", args=[session.pk])
    return YearPaper(f"{session.work_year} 年度双述双评结果", url, session.held_on, partial(_tally, session, user))


def _plan(plan: AnnualPlan, made_on: date) -> tuple[Paper, ...]:
    return (plan_paper(plan, made_on),)


def _report(report: DutyReport, made_on: date) -> tuple[Paper, ...]:
    return (report_paper(report, made_on),)


def _tally(session: AppraisalSession, user: User, made_on: date) -> tuple[Paper, ...]:
    paper = tally_paper(session, user)
    return (paper,) if paper else ()
