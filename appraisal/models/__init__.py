"""What is kept of an accountability year. The tables of the ballot box know no person, no time and no order."""

from appraisal.models.box import BoxItem, BoxLedger, Comment, PaperCount, Result, Slip
from appraisal.models.case import Case, ImprovementItem
from appraisal.models.plan import AnnualPlan, Observation, PlanBriefing, PlanItem, PlanRevision
from appraisal.models.report import DuesLine, DutyReport, ReportDelivery
from appraisal.models.session import AppraisalSession, PartyInvitation, Poll, SuperiorAppraisal, YearConfirmation

__all__ = [
    "AnnualPlan",
    "AppraisalSession",
    "BoxItem",
    "BoxLedger",
    "Case",
    "Comment",
    "DuesLine",
    "DutyReport",
    "ImprovementItem",
    "Observation",
    "PaperCount",
    "PartyInvitation",
    "PlanBriefing",
    "PlanItem",
    "PlanRevision",
    "Poll",
    "ReportDelivery",
    "Result",
    "Slip",
    "SuperiorAppraisal",
    "YearConfirmation",
]
