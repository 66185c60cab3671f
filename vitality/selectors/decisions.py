"""Questions about the leading group's work: what can be decided, what is pending, what forbids publishing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from policy.citing import Reason
from vitality.kinds import AnnexForm, ApplicationState, Outcome
from vitality.models import Application, Decision, Round
from vitality.rules.quotas import picks_verdict

AT_PROVINCE = (ApplicationState.RECOMMENDED, ApplicationState.CONFIRMED)


def decidable_applications(round: Round) -> QuerySet[Application]:
    """Forms that passed the review and wait for the leading group, in the order of the tree."""
    passed = Application.objects.filter(batch__round=round, state=ApplicationState.PASSED)
    return passed.select_related("unit", "batch__superior", "batch__round").order_by(
        "form", "batch__superior__path", "pk"
    )


def pending_decisions(round: Round) -> QuerySet[Decision]:
    """Decisions put down and not yet published."""
    pending = Decision.objects.filter(application__batch__round=round, sheet=None)
    return pending.select_related("application__unit", "application__batch__superior", "prepared_by").order_by("pk")


def picked_count(round: Round, form: AnnexForm, pending: Sequence[Decision] = ()) -> int:
    """How many of a city form are recommended: published ones that the province has not refused, and pending ones."""
    published = Application.objects.filter(batch__round=round, form=form, origin=None, state__in=AT_PROVINCE).count()
    return published + sum(
        decision.outcome == Outcome.RECOMMEND and decision.application.form == form for decision in pending
    )


def publication_obstacles(round: Round, pending: Sequence[Decision]) -> tuple[Reason, ...]:
    """Why the pending decisions cannot be published; a recommendation needs the round's exact number at once."""
    if not pending:
        return (Reason("nothing_pending", False, "没有待公布的决定"),)
    forms = {AnnexForm(decision.application.form) for decision in pending if decision.outcome == Outcome.RECOMMEND}
    return tuple(
        reason
        for form in sorted(forms)
        for reason in picks_verdict(form, round.pick_count(form), picked_count(round, form, pending)).unmet
    )
