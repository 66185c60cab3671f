"""The vitality project: rounds, what unions file in them, what is decided, and the typical units that result."""

from vitality.models.application import Application, ApplicationVersion, Batch, FieldRemark
from vitality.models.archive import ArchiveDocument
from vitality.models.campaign import Campaign, CampaignVisit, TypicalSheet, UnionSheet
from vitality.models.decision import Decision, DecisionSheet, ProvinceAnswer
from vitality.models.duplicate import DuplicateCheck
from vitality.models.guidance import GuidanceProblem, GuidanceVisit
from vitality.models.organisation import GroupSeat, ResponsibleDepartment
from vitality.models.outcome import AcceptanceResult, ImportedApproval, InnovationFinding, YearOutcome
from vitality.models.paper import UnionPaper
from vitality.models.protection import InvolvedDepartment, ProtectionCase, ProtectionMeasure
from vitality.models.round import Round, RoundQuota
from vitality.models.snapshot import SnapshotFigure, SnapshotUnit, YearSnapshot
from vitality.models.typical import Typical

__all__ = [
    "AcceptanceResult",
    "Application",
    "ApplicationVersion",
    "ArchiveDocument",
    "Batch",
    "Campaign",
    "CampaignVisit",
    "Decision",
    "DecisionSheet",
    "DuplicateCheck",
    "FieldRemark",
    "GroupSeat",
    "GuidanceProblem",
    "GuidanceVisit",
    "ImportedApproval",
    "InnovationFinding",
    "InvolvedDepartment",
    "ProtectionCase",
    "ProtectionMeasure",
    "ProvinceAnswer",
    "ResponsibleDepartment",
    "Round",
    "RoundQuota",
    "SnapshotFigure",
    "SnapshotUnit",
    "Typical",
    "TypicalSheet",
    "UnionPaper",
    "UnionSheet",
    "YearOutcome",
    "YearSnapshot",
]
