"""One card: its items in three columns, with the basis of each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from office import events
from office.doors import requires
from scoring.selectors.card_page import card_page
from scoring.selectors.cards import cards_seen


@require_GET
@requires("scoring.read_cards")
def card_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The card as its union and the city read it."""
    card = get_object_or_404(cards_seen(request.user), pk=pk)
    context = {"card": card, "page": card_page(card), "events": events.timeline(card)}
    return render(request, "scoring/card_detail.html", context)
