"""The middleware that measures each request but never a vote: it stands behind the door where votes are answered."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from config.operation.metrics import DURATIONS, REQUESTS, SLOW_QUERIES
from config.operation.routes import route_of
from office import clock
from office.service_record import Tally

SERVER_FAULT: Final = 500
log = logging.getLogger("site.requests")


class Watch:
    """Counts, times and writes one log line; hands what it counted to the service record now and then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.tally = Tally()
        self.lock = threading.Lock()
        self.kept_at = monotonic()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid4().hex[:16]
        queries = Queries()
        began = monotonic()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        seconds = monotonic() - began
        route = route_of(request)
        self._count(request, response, route, seconds, queries)
        self._write_line(request, response, route, seconds, queries)
        self._keep_when_due()
        return response

    def _count(
        self, request: HttpRequest, response: HttpResponse, route: str, seconds: float, queries: Queries
    ) -> None:
        REQUESTS.labels(route, request.method, response.status_code).inc()
        DURATIONS.labels(route).observe(seconds)
        SLOW_QUERIES.labels(route).inc(len(queries.slow))
        with self.lock:
            self.tally.request(route, milliseconds(seconds), is_fault=response.status_code >= SERVER_FAULT)
            for statement, took in queries.slow:
                self.tally.slow_query(statement, milliseconds(took), route)

    def _write_line(
        self, request: HttpRequest, response: HttpResponse, route: str, seconds: float, queries: Queries
    ) -> None:
        fields = {"id": request.id, "route": route, "method": request.method, "status": response.status_code}
        fields |= {"milliseconds": milliseconds(seconds), "queries": queries.count}
        log.info("request", extra={"site": fields})

    def _keep_when_due(self) -> None:
        """Write down what was counted; a database that does not answer costs these counts, never the page."""
        if not settings.SERVICE_RECORD_SECONDS or monotonic() - self.kept_at < settings.SERVICE_RECORD_SECONDS:
            return
        with self.lock:
            tally, self.tally, self.kept_at = self.tally, Tally(), monotonic()
        try:
            tally.keep(at=clock.real_now())
        except DatabaseError as fault:
            log.warning("the service record was not kept: %s", type(fault).__name__)


class Queries:
    """Counts the statements of one request and keeps the slow ones, as text with placeholders: no values."""

    def __init__(self) -> None:
        self.count = 0
        self.slow: list[tuple[str, float]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        began = monotonic()
        try:
            return execute(sql, params, many, context)
        finally:
            took = monotonic() - began
            self.count += 1
            if took >= settings.SLOW_QUERY_SECONDS:
                self.slow.append((str(sql), took))


def milliseconds(seconds: float) -> int:
    """Whole milliseconds, never rounded down to flatter."""
    return -int(-seconds * 1000 // 1)
