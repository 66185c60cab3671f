"""Cards and items within a person's scope: what is not there and what is not theirs are both 404."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from scoring.kinds import Assessees, Pool
from scoring.models import Assessment, Card, SchemeItem, SchemeVersion
from scoring.selectors.cards import cards_seen


def found_assessment(request: HttpRequest, pk: int) -> Assessment:
    """An assessment the person may see."""
    return get_object_or_404(Assessment.objects.visible_to(request.user).select_related("scheme"), pk=pk)


def found_scheme(request: HttpRequest, pk: int) -> SchemeVersion:
    """A version of a scheme the person may see."""
    return get_object_or_404(SchemeVersion.objects.visible_to(request.user), pk=pk)


def found_card(request: HttpRequest, pk: int, permission: str = "") -> Card:
    """A card in the person's scope.

    Raises:
        PermissionDenied: the person may never do this to it.
    """
    card = get_object_or_404(cards_seen(request.user), pk=pk)
    if permission and not request.user.has_perm(permission, card):
        raise PermissionDenied
    return card


def found_item(card: Card, number: int) -> SchemeItem:
    """An item that exists for the card's pool."""
    kinds: list[Any] = [kind.value for kind in Assessees if Pool(card.pool) in kind.pools]
    return get_object_or_404(SchemeItem, scheme_id=card.assessment.scheme_id, number=number, assessees__in=kinds)
