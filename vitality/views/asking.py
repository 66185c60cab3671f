"""What pages of the city ask of the address: which round, which number."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from office import clock
from office.typed import number
from vitality.models import Round
from vitality.selectors.rounds import current_round


def asked_round(request: HttpRequest) -> Round | None:
    """The round an address names by `?round=`, else the current one, else the newest; None while there is none.

    Raises:
        Http404: the named one does not exist, or not for this person.
    """
    rounds = Round.objects.visible_to(request.user)
    if "round" in request.GET:
        return get_object_or_404(rounds, pk=number(request.GET["round"]))
    return current_round(clock.today()) or rounds.first()
