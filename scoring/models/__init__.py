from scoring.models.assessment import Assessment
from scoring.models.card import AchievedValue, Card, ItemOpinion
from scoring.models.following import CardItem, Objection, Visit
from scoring.models.nomination import Nomination
from scoring.models.plan import WorkPlan, WorkTask
from scoring.models.scheme import SchemeIndicator, SchemeItem, SchemeVersion
from scoring.models.sealed import HonourDecision, SealedCard

__all__ = [
    "AchievedValue",
    "Assessment",
    "Card",
    "CardItem",
    "HonourDecision",
    "ItemOpinion",
    "Nomination",
    "Objection",
    "SchemeIndicator",
    "SchemeItem",
    "SchemeVersion",
    "SealedCard",
    "Visit",
    "WorkPlan",
    "WorkTask",
]
