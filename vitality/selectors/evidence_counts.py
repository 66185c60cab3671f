"""How many evidence files hang on each form of a list, in one subquery."""

from __future__ import annotations

from django.db.models import CharField, Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from office.models import EvidenceFile
from vitality.models import Application


def evidence_count() -> Coalesce:
    """An expression for `annotate` on a queryset of forms."""
    attached = EvidenceFile.objects.filter(
        subject_kind=Application._meta.label_lower, subject_id=Cast(OuterRef("pk"), CharField())
    )
    counted = attached.order_by().values("subject_id").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
