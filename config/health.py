"""What a load balancer asks: does the process live, and can it work?"""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

PROBE = "health"
TEXT = "text/plain; charset=utf-8"


@login_not_required
@never_cache
@require_GET
def alive(_request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type=TEXT)


@login_not_required
@never_cache
@require_GET
def ready(_request: HttpRequest) -> HttpResponse:
    """200 when database and shared cache answer, else 503 naming which does not; no detail leaves the site."""
    silent = [name for name in STORES if not answers(name)]
    if silent:
        words = f"not ready: {', '.join(silent)}\n"
        return HttpResponse(words, content_type=TEXT, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponse("ready\n", content_type=TEXT)


def answers(store: str) -> bool:
    """Whether a store answers, by its name in `STORES`."""
    return STORES[store]()


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache() -> bool:
    try:
        cache.get(PROBE)
    except Exception:  # each cache has its own ways to fail, and all mean the same here
        return False
    return True


STORES = {"database": _database, "cache": _cache}
