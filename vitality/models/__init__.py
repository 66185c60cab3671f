"""The vitality project: rounds, what unions file in them, what is decided, and the typical units that result."""

from vitality.models.application import Application, ApplicationVersion, Batch, FieldRemark
from vitality.models.decision import Decision, DecisionSheet, ProvinceAnswer
from vitality.models.paper import UnionPaper
from vitality.models.round import Round, RoundQuota
from vitality.models.snapshot import SnapshotFigure, SnapshotUnit, YearSnapshot
from vitality.models.typical import Typical

__all__ = [
    "Application",
    "ApplicationVersion",
    "Batch",
    "Decision",
    "DecisionSheet",
    "FieldRemark",
    "ProvinceAnswer",
    "Round",
    "RoundQuota",
    "SnapshotFigure",
    "SnapshotUnit",
    "Typical",
    "UnionPaper",
    "YearSnapshot",
]
