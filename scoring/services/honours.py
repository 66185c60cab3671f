"""Honours that no place decides: boundary ties, and the industrial unions where they have no places of their own."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events
from office.refusals import Refused
from scoring.kinds import AssessmentState, Honour, Pool
from scoring.models import Assessment, Card, HonourDecision
from scoring.rules.ranking import has_places
from scoring.selectors.cards import year_terms
from scoring.selectors.ranking_report import ranking_report
from scoring.services.reasons import written_reason
from unions.models import User


@transaction.atomic
def decide_honour(*, card: Card, honour: Honour | None, reason: str, user: User, at: datetime) -> HonourDecision:
    """Record what the leading group decided; said again before publication, the later decision holds.

    Raises:
        PermissionDenied: not the leading group.
        Refused: the year is not sealed or published already, the place decides, or no reason.
    """
    if not user.has_perm("scoring.decide"):
        raise PermissionDenied
    assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=card.assessment_id)
    if assessment.state != AssessmentState.SEALED:
        raise Refused(f"{assessment}现为“{AssessmentState(assessment.state).label}”，定分之后、公布之前才决定荣誉。")
    row = next(row for row in ranking_report(assessment.year, None).rows if row.card.pk == card.pk)
    if not row.placed.is_boundary_tie and has_places(Pool(card.pool), year_terms(assessment).terms):
        raise Refused(f"{row.union_name}的荣誉由第 {row.rank} 名决定，没有并列跨越界线（大工发〔2012〕55号 四）。")
    reason = written_reason(reason, field="reason", missing="决定荣誉须写明理由。")
    decision = HonourDecision.objects.create(
        assessment=assessment, card=card, honour=honour or "", reason=reason, decided_by=user, decided_at=at
    )
    word = honour.label if honour else "不授予"
    events.record(
        events.Entry(assessment, "decide_honour", f"决定荣誉：{row.union_name}", user, at, reason, {"荣誉": word})
    )
    return decision
