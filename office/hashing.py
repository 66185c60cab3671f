"""Rows of an append-only table, each sealed with its predecessor's hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model


def hash_of(row: Model, columns: Sequence[str]) -> str:
    """The SHA-256 of a row's columns, 64 hexadecimal digits; the predecessor's hash is one of them."""
    content = {name: _plain(getattr(row, name)) for name in columns}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Moments in UTC, days in ISO form, amounts as text: alike before and after the database has kept them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
