"""The papers of the accountability year as they are printed: plan, duty report, 计票报告单."""

from __future__ import annotations

from datetime import date
from typing import Any

from appraisal.kinds import Answer, ReportState
from appraisal.models import AnnualPlan, AppraisalSession, DutyReport, Poll
from appraisal.selectors.cockpit import reconciliation
from appraisal.selectors.plans import ordered_items
from appraisal.selectors.polls import slip_counts
from appraisal.selectors.reports import PARTS, dues_of
from appraisal.selectors.sessions import signing_superior, weights_of
from appraisal.selectors.shown_results import shown_result
from office.documents import Paper
from unions.models import User


def plan_paper(plan: AnnualPlan, made_on: date) -> Paper:
    """The plan with its progress and how it was made known."""
    briefings = list(plan.briefings.all())
    context = {"plan": plan, "items": ordered_items(plan), "briefings": briefings, "made_on": made_on}
    return "appraisal/print/plan.html", context


def report_paper(report: DutyReport, made_on: date) -> Paper:
    """The duty report with its table of dues and its deliveries."""
    context = {**report_content(report), "deliveries": report.deliveries.all(), "made_on": made_on}
    return "appraisal/print/duty_report.html", context


def report_content(report: DutyReport) -> dict[str, Any]:
    """What page and paper print of a report."""
    lines = list(report.dues.all())
    return {
        "report": report,
        "state": ReportState(report.state),
        "parts": [(label, getattr(report, name)) for name, label in PARTS.items()],
        "income": [line for line in lines if line.is_income and line.amount_yuan],
        "spending": [line for line in lines if not line.is_income and line.amount_yuan],
        "dues": dues_of(report),
    }


def tally_paper(session: AppraisalSession, user: User | None) -> Paper | None:
    """计票报告单 as this person may see it; None before the votes are counted."""
    result, poll = shown_result(session, user), Poll.objects.filter(session=session).first()
    if result is None:
        return None
    context = {
        "session": session,
        "result": result,
        "answers": list(Answer),
        "poll": poll,
        "reconciled": reconciliation(session, slip_counts(poll)) if poll else [],
        "weights": weights_of(session),
        "superior": signing_superior(session.union),
    }
    return "appraisal/print/tally_report.html", context
