"""Questions about protection cases, each within the narrow scope of `ProtectionQuerySet.visible_to`."""

from __future__ import annotations

from django.db.models import QuerySet

from unions.models import User
from vitality.kinds import ProtectionState
from vitality.models import ProtectionCase


def cases_seen(user: User) -> QuerySet[ProtectionCase]:
    """The cases this person may know of, with what a list prints."""
    return ProtectionCase.objects.visible_to(user).select_related(
        "unit", "superior", "reported_by", "accepted_by", "settled_by", "closed_by"
    )


def cases_waiting_for(user: User) -> list[ProtectionCase]:
    """The cases whose next step is this person's: to accept, to act, to close, or as the reporter to answer."""
    living = cases_seen(user).filter(state__in=ProtectionState.living()).order_by("reported_at")
    return [case for case in living if _waits_for(case, user)]


def _waits_for(case: ProtectionCase, user: User) -> bool:
    if case.state == ProtectionState.SETTLED:
        return case.settled_by_id != user.pk and user.has_perm("vitality.close_protection", case)
    if case.state == ProtectionState.REPORTED:
        return user.has_perm("vitality.handle_protection", case)
    return user.has_perm("vitality.act_in_protection", case)
