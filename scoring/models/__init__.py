from scoring.models.assessment import Assessment
from scoring.models.card import AchievedValue, Card, ItemOpinion
from scoring.models.scheme import SchemeIndicator, SchemeItem, SchemeVersion
from scoring.models.sealed import HonourDecision, SealedCard

__all__ = [
    "AchievedValue",
    "Assessment",
    "Card",
    "HonourDecision",
    "ItemOpinion",
    "SchemeIndicator",
    "SchemeItem",
    "SchemeVersion",
    "SealedCard",
]
