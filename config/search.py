"""The search box in the head bar: units, annex forms, scorecards and vouchers within the person's scope."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from appraisal.kinds import SessionState
from appraisal.models import AppraisalSession
from funding.kinds import EntryKind
from funding.models import LedgerEntry
from funding.selectors.ledger import entries_seen
from office.doors import requires
from office.typed import number
from policy.units import yuan
from scoring.kinds import CardState
from scoring.models import Card
from unions.kinds import UnionKind
from unions.models import Union, User
from unions.selectors.listing import unions_named
from vitality.models import Application
from vitality.selectors.readers import standing_of

MOST: Final = 20
MOST_UNITS: Final = 500
FILE_NUMBER: Final = re.compile(r"附\d-(\d{4,})$")
LEAST_LETTERS: Final = 2


@dataclass(frozen=True)
class Hit:
    """One thing found: where it leads, what it is, and a line about it."""

    text: str
    url: str
    note: str


@dataclass(frozen=True)
class Hits:
    """What was found of one sort; `total` counts what is not shown too, with `is_more` beyond it."""

    title: str
    hits: tuple[Hit, ...]
    total: int
    is_more: bool = False


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
    keys = list(unions.values_list("pk", flat=True)[: MOST_UNITS + 1])
    about = Q(unit__in=keys) | Q(pk=number_in(words))
    return (
        _unions(unions.filter(pk__in=keys[:MOST]), len(keys)),
        _hits("申报表", _applications(user).filter(about), lambda each: standing_of(each, user).label),
        _hits("双述双评", _sessions(user).filter(union__in=keys), lambda each: SessionState(each.state).label),
        _hits("百分考核", _cards(user).filter(union__in=keys), lambda each: CardState(each.state).label),
        _hits("经费凭证", entries_seen(user).filter(reference__icontains=words), _booked),
    )


def number_in(words: str) -> int:
    """The key that a form's file number ends with; 0, which no row has, in other words."""
    match = FILE_NUMBER.search(words)
    return number(match.group(1)) if match else 0


def _unions(shown: QuerySet[Union], count: int) -> Hits:
    hits = (Hit(union.name, union.get_absolute_url(), _about(union)) for union in shown)
    return Hits("单位", tuple(hits), min(count, MOST_UNITS), is_more=count > MOST_UNITS)


def _about(union: Union) -> str:
    return f"{UnionKind(union.kind).label}{f' · {union.superior}' if union.superior else ''}"


def _applications(user: User) -> QuerySet[Application]:
    return Application.objects.visible_to(user).select_related("unit", "batch__round", "batch__superior")


def _sessions(user: User) -> QuerySet[AppraisalSession]:
    return AppraisalSession.objects.visible_to(user).select_related("union")


def _cards(user: User) -> QuerySet[Card]:
    cards = Card.objects.visible_to(user).select_related("union", "assessment")
    return cards if user.has_perm("scoring.read_cards") else cards.none()


def _booked(entry: LedgerEntry) -> str:
    money = f"{EntryKind(entry.kind).label} {yuan(entry.amount)}"
    return f"{entry.union} · {money} · {entry.booked_on:%Y-%m-%d} · 凭证 {entry.reference}"


def _hits(title: str, found: QuerySet[Any], note: Callable[[Any], str]) -> Hits:
    shown = list(found.order_by("-pk")[: MOST + 1])
    total = len(shown) if len(shown) <= MOST else found.count()
    return Hits(title, tuple(Hit(str(each), each.get_absolute_url(), note(each)) for each in shown[:MOST]), total)
