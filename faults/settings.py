# ruff: noqa: F403, F405
"""The site under faults: as served in tests, on a day that stands in the round, with a clock that can jump."""

from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from tests.serving_settings import *

DEMO_TODAY = date(2014, 9, 20)
SERVICE_RECORD_SECONDS = 1
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
_JUMP = env("FAULTS_JUMP_FILE", default="")
_real_now = timezone.now


def _jumping_now():
    """The machine's time, off by the seconds in a file: every process follows at once."""
    try:
        return _real_now() + timedelta(seconds=int(Path(_JUMP).read_text()))
    except (OSError, ValueError):
        return _real_now()


if _JUMP:
    timezone.now = _jumping_now
