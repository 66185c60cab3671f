"""What django-axes asks the settings of the security administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from unions.selectors.accounts import sign_in_rules


def failure_count(_request: HttpRequest | None, _credentials: dict[str, Any] | None) -> int:
    """After how many failures in a row a login name is locked at an address."""
    return sign_in_rules().failure_count


def lock_time(_request: HttpRequest | None = None) -> timedelta:
    """For how long."""
    return timedelta(minutes=sign_in_rules().lock_minutes)
