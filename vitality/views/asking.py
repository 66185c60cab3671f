"""What pages of the city ask of the address: which round, which number."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from office import clock
from vitality.models import Round
from vitality.selectors.rounds import current_round

KEY_DIGITS = 19  # of the largest key; longer ones no database takes


def asked_round(request: HttpRequest) -> Round | None:
    """The round an address names by `?round=`, else the current one, else the newest; None while there is none.

    Raises:
        Http404: the named one does not exist, or not for this person.
    """
    rounds = Round.objects.visible_to(request.user)
    if "round" in request.GET:
        return get_object_or_404(rounds, pk=number(request.GET["round"]))
    return current_round(clock.today()) or rounds.first()


def number(typed: str | None) -> int:
    """A key as an address or a form gives it; 0, which no row has, for anything else."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < KEY_DIGITS else 0
