"""The evidence of a card, by item."""

from __future__ import annotations

from django.db.models import Count

from office.models import EvidenceFile
from scoring.models import Card, CardItem


def evidence_counts(card: Card) -> dict[int, int]:
    """How many files hang on each item, by its number."""
    parts = dict(CardItem.objects.filter(card=card).values_list("pk", "item__number"))
    kind = CardItem._meta.label_lower
    keys = [str(key) for key in parts]
    rows = EvidenceFile.objects.filter(subject_kind=kind, subject_id__in=keys).values_list("subject_id")
    return {parts[int(key)]: count for key, count in rows.annotate(Count("pk")).order_by()}
