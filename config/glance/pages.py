"""The overview on the screen and on paper."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from config.glance.numbers import glance_of
from config.glance.parts import listed
from office import clock
from office.documents import render_pdf
from office.doors import pdf, requires
from office.typed import number
from vitality.selectors.coverage.trend import YEARS

READ: Final = "funding.read_city"


@require_GET
@requires(READ)
def glance(request: HttpRequest) -> HttpResponse:
    """A year of the project at a glance."""
    year = _year(request)
    here = reverse("glance")
    tabs = [{"label": f"{each} 年", "url": listed(here, year=each), "active": each == year} for each in _begun()]
    context = {"glance": glance_of(year, request.user), "year": year, "tabs": tabs}
    return render(request, "config/glance.html", context)


@require_GET
@requires(READ)
def glance_pdf(request: HttpRequest) -> HttpResponse:
    """The same numbers on one sheet."""
    year, today = _year(request), clock.today()
    title = f"{year}年基层工会活力建设项目简报"
    context: dict[str, Any] = {
        "glance": glance_of(year, request.user),
        "title": title,
        "note": f"{request.user.post.union}　{clock.now():%Y-%m-%d %H:%M} 统计",
        "made_on": today,
    }
    return pdf(render_pdf("config/print/glance.html", context), title=title)


def _begun() -> tuple[int, ...]:
    """The project's years up to today; its first one even before it has begun."""
    return tuple(each for each in YEARS if each <= clock.today().year) or (YEARS[0],)


def _year(request: HttpRequest) -> int:
    """The year asked for, else the one in question; both among those that have begun."""
    begun = _begun()
    asked = number(request.GET.get("year", ""))
    return asked if asked in begun else min(max(clock.year_in_question(), begun[0]), begun[-1])
