"""Figures for Prometheus: requests by template, long work by state, room on the disk, age of the last backup.

Voting is not among them: it is answered before anything here is reached (`appraisal.middleware.BallotDoor`), because a
counter read every few seconds would tell when each ballot came.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hmac import compare_digest
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from office import clock
from office.kinds import JobState
from office.models import Job
from unions.middleware import client_address

SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
OWN: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "vitality_requests", "Answered requests by template, method and status", ("route", "method", "status"), registry=OWN
)
DURATIONS: Final = Histogram(
    "vitality_request_seconds", "Time to the answer by template", ("route",), buckets=SECONDS, registry=OWN
)
SLOW_QUERIES: Final = Counter("vitality_slow_queries", "Statements above the limit", ("route",), registry=OWN)


@login_not_required
@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures as text, for the site's own monitoring; for anybody else there is no such page."""
    if not may_read(request):
        raise Http404
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Whoever shows the token, or asks from one of the site's own addresses."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and compare_digest(shown.encode(), settings.METRICS_TOKEN.encode()):
        return True
    return client_address(request) in settings.METRICS_ADDRESSES


def _registry() -> CollectorRegistry:
    """What this process counted, or where processes share a folder what all of them did; and the state of the site."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        registry.register(_Counted())
    else:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    registry.register(SiteState())
    return registry


class _Counted:
    """The counters of this process, for a registry of one answer."""

    def collect(self) -> Iterator:
        return OWN.collect()


class SiteState:
    """What is asked for at the moment of reading."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family after the other; what cannot be asked is left out."""
        try:
            yield from _jobs()
            database = 1
        except DatabaseError:
            database = 0
        yield GaugeMetricFamily("vitality_database_up", "Whether the database answers", database)
        yield GaugeMetricFamily(
            "vitality_evidence_free_bytes", "Room left where evidence lies", free_bytes(Path(settings.FILE_STORE_DIR))
        )
        if (age := backup_age_seconds()) is not None:
            yield GaugeMetricFamily("vitality_backup_age_seconds", "Age of the last backup", age)


def _jobs() -> Iterator[GaugeMetricFamily]:
    counts = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    oldest = Job.objects.filter(state=JobState.QUEUED).aggregate(oldest=Min("created_at"))["oldest"]
    family = GaugeMetricFamily("vitality_jobs", "Long work by state", labels=("state",))
    for state in JobState:
        family.add_metric((state.value,), counts.get(state.value, 0))
    yield family
    waiting = (clock.now() - oldest).total_seconds() if oldest else 0
    yield GaugeMetricFamily("vitality_oldest_queued_seconds", "How long the oldest queued work has waited", waiting)


def free_bytes(folder: Path) -> int:
    """Room left on the disk of a folder, or of the nearest folder above it that is there."""
    there = next(place for place in (folder, *folder.resolve().parents) if place.exists())
    return shutil.disk_usage(there).free


def backup_age_seconds() -> float | None:
    """The age of the newest archive in the backup folder; None while there is none."""
    folder = Path(settings.BACKUP_DIR)
    made = [path.stat().st_mtime for path in folder.glob("*.uvb")] if folder.is_dir() else []
    return max(0.0, clock.real_now().timestamp() - max(made)) if made else None
