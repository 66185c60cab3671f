"""An address as it may be written down: its template, never the keys and names in it."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import Resolver404, resolve

UNKNOWN: Final = "(none)"


def route_of(request: HttpRequest) -> str:
    """`/party/<str:token>/` for the page that was asked for; one word for all addresses that are none of ours."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return UNKNOWN
    return f"/{match.route}"
