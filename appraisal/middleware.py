"""The members' pages are answered here, before anything that knows persons.

Sessions, accounts, messages and their cookies are set up further in, so on these paths they are not avoided but out of
reach: no view under /v/ could tell who asks. It also makes a vote as cheap as a bare view.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from django.db import Error as StoreError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from appraisal.logs import VOTING_PREFIX
from appraisal.views.voting_pages import Outcome, outcome_response

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
logger = logging.getLogger(__name__)


class BallotDoor:
    """Stands right behind the headers of every page, before the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(VOTING_PREFIX):
            return self.get_response(request)
        request.get_host()  # the list of allowed hosts holds here as everywhere
        response = _answer(request)
        response.headers["Content-Length"] = str(len(response.content))  # or it would be sent in pieces
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return outcome_response(Outcome.NO_POLL)
    request.resolver_match = match
    try:
        return match.func(request, *match.args, **match.kwargs)
    except StoreError as failure:
        # Only its kind: what the database says may name a row.
        logger.error("a ballot page got no answer from the database: %s", type(failure).__name__)
        return outcome_response(Outcome.BUSY)
