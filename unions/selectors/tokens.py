"""Whom a program's secret stands for."""

from __future__ import annotations

import hashlib
from datetime import datetime

from unions.models import ApiToken, User


def digest_of(secret: str) -> str:
    """The digest under which a secret is kept; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def holder_of(secret: str, *, at: datetime) -> tuple[User, ApiToken] | None:
    """The person a secret stands for, acting in the token's post; None for an unknown, expired or revoked one.

    A post that has ended takes its tokens with it.
    """
    token = ApiToken.objects.valid_at(at).select_related("user").filter(digest=digest_of(secret)).first()
    if token is None or not token.user.act_as(str(token.post_id), on=at.date()):
        return None
    return token.user, token
