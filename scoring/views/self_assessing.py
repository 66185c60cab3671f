"""The union's own column: filled in with autosave, the score seen at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from office import clock
from office.refusals import Refused
from office.typed import version_seen
from scoring.forms.values import typed_values
from scoring.kinds import Pool
from scoring.models import Card
from scoring.selectors.cards import year_terms
from scoring.services.values import CardConflict, Kept, refuse_unless_writable, save_draft
from scoring.views.card_forms import own_page, score_of_typed
from scoring.views.finding import found_card


def card_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in the own column while the card is a draft."""
    card = found_card(request, pk, "scoring.fill_card")
    if request.method == "POST":
        return _saved(request, card)
    try:
        refuse_unless_writable(card)
    except Refused as refusal:
        messages.info(request, refusal.sentence.removesuffix("；您的输入仍在本页。") + "。")
        return redirect(card)
    return _page(request, card)


@require_POST
def card_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was typed so far; the answer tells the page its new version, and what is wrong in which box."""
    card = found_card(request, pk, "scoring.fill_card")
    try:
        saved = _save(request, card)
    except CardConflict as conflict:
        return JsonResponse({"sentence": conflict.sentence}, status=409)
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=422)
    unread = f"；{len(saved.faults)} 处没有填好，未计分" if saved.faults else ""
    words = f"{clock.now():%H:%M}{unread}"
    return JsonResponse({"version": str(saved.card.revision), "saved_at": words, "faults": saved.faults})


@require_POST
def card_score(request: HttpRequest, pk: int) -> HttpResponse:
    """The points by what stands in the boxes now; nothing is saved."""
    card = found_card(request, pk, "scoring.fill_card")
    year = year_terms(card.assessment)
    typed = typed_values(request.POST, year.scheme.items_of(Pool(card.pool)))
    return render(request, "scoring/_card_score.html", {"score": score_of_typed(card, typed, year)})


def _save(request: HttpRequest, card: Card) -> Kept:
    items = year_terms(card.assessment).scheme.items_of(Pool(card.pool))
    typed = typed_values(request.POST, items)
    seen, user, at = version_seen(request), request.user, clock.now()
    return save_draft(card=card, typed=typed, revision=seen, user=user, at=at)


def _saved(request: HttpRequest, card: Card) -> HttpResponse:
    """The page again; with boxes that are not filled in well always, so that they are seen."""
    try:
        saved = _save(request, card)
    except Refused as refusal:
        return _page(request, card, refusal=refusal)
    if saved.faults:
        return redirect("scoring:card_edit", card.pk)
    messages.success(request, "已保存。")
    return redirect("scoring:card_detail" if "done" in request.POST else "scoring:card_edit", card.pk)


def _page(request: HttpRequest, card: Card, *, refusal: Refused | None = None) -> HttpResponse:
    context: dict[str, Any] = own_page(card, request.POST if refusal else None, refusal)
    return render(request, "scoring/card_form.html", context, status=409 if refusal else 200)
