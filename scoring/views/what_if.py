"""What if: tick indicators, see total and rank; nothing is saved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from office.doors import requires
from scoring.selectors.what_if import what_if
from scoring.views.finding import found_card


@require_http_methods(["GET", "POST"])
@requires("scoring.read_cards")
def card_what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """The card with its indicators as boxes to tick; a post computes and saves nothing."""
    card = found_card(request, pk)
    ticked = set(request.POST.getlist("met")) if request.method == "POST" else None
    page = {"card": card, "page": what_if(card, ticked)}
    template = "scoring/_what_if_result.html" if request.htmx else "scoring/what_if.html"
    return render(request, template, page)
