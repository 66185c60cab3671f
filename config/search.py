"""The search box in the head bar: units, annex forms and scorecards within the person's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from office.doors import requires
from scoring.kinds import AssessmentState, CardState
from scoring.models import Card
from scoring.selectors.cards import cards_seen
from unions.kinds import UnionKind
from unions.models import Union, User
from unions.selectors.listing import unions_named
from vitality.models import Application
from vitality.selectors.readers import standing_of

MOST: Final = 20
LEAST_LETTERS: Final = 2


@dataclass(frozen=True)
class Hit:
    """One thing found: where it leads, what it is, and a line about it."""

    text: str
    url: str
    note: str


@dataclass(frozen=True)
class Hits:
    """What was found of one sort; `total` counts what is not shown too."""

    title: str
    hits: tuple[Hit, ...]
    total: int


@require_GET
@requires("office.do_business")
def search(request: HttpRequest) -> HttpResponse:
    """What fits the words; a single find is opened at once."""
    words = request.GET.get("q", "").strip()
    found = _found(request.user, words) if len(words) >= LEAST_LETTERS else ()
    if sum(part.total for part in found) == 1:
        return redirect(next(part.hits[0].url for part in found if part.hits))
    page = {
        "page_title": "搜索",
        "words": words,
        "found": [part for part in found if part.total],
        "least": LEAST_LETTERS,
    }
    return render(request, "config/search.html", page)


def _found(user: User, words: str) -> tuple[Hits, ...]:
    unions = unions_named(user, words)
    applications = Application.objects.visible_to(user).filter(unit__in=unions.values("pk"))
    cards = cards_seen(user).filter(union__in=unions.values("pk")).exclude(assessment__state=AssessmentState.PREPARING)
    return _unions(unions), _applications(applications, user), _cards(cards)


def _unions(unions: QuerySet[Union]) -> Hits:
    hits = (Hit(union.name, union.get_absolute_url(), _about(union)) for union in unions[:MOST])
    return Hits("单位", tuple(hits), unions.count())


def _about(union: Union) -> str:
    return f"{UnionKind(union.kind).label}{f' · {union.superior}' if union.superior else ''}"


def _applications(applications: QuerySet[Application], user: User) -> Hits:
    related = applications.select_related("unit", "batch__round", "batch__superior").order_by("-pk")
    hits = (Hit(str(each), each.get_absolute_url(), standing_of(each, user).label) for each in related[:MOST])
    return Hits("申报表", tuple(hits), applications.count())


def _cards(cards: QuerySet[Card]) -> Hits:
    hits = (Hit(str(each), each.get_absolute_url(), CardState(each.state).label) for each in cards[:MOST])
    return Hits("考核表", tuple(hits), cards.count())
