"""Making and revoking the tokens of programs."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events
from office.refusals import Refused
from unions.kinds import TokenScope
from unions.models import ApiToken, User
from unions.selectors.tokens import digest_of

MARK: Final = "uvt_"  # lets a scanner of leaked files know one of ours
MOST_TOKENS: Final = 10
MOST_DAYS: Final = 366


@transaction.atomic
def make_token(*, user: User, name: str, scope: TokenScope, days: int, at: datetime) -> tuple[ApiToken, str]:
    """A token for the post acted in, and its secret, which is told this once.

    Raises:
        PermissionDenied: a post that does no business.
        Refused: too many tokens, or too long a time.
    """
    if user.post is None or not user.has_perm("office.do_business"):
        raise PermissionDenied
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"有效期须在 1 至 {MOST_DAYS} 天之间。", fields={"days": f"1 至 {MOST_DAYS}"})
    count = ApiToken.objects.visible_to(user).valid_at(at).count()
    if count >= MOST_TOKENS:
        raise Refused(f"已有 {count} 个有效令牌，最多 {MOST_TOKENS} 个；请先作废不用的。")
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, post=user.post, name=name, digest=digest_of(secret), scope=scope,
        created_at=at, expires_at=at + timedelta(days=days),
    )  # fmt: skip
    events.record(events.Entry(token, "make_token", "建立接口令牌", user, at, changes={"权限": ["", scope.label]}))
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, user: User, at: datetime) -> None:
    """End a token at once; one that is over already stays as it is."""
    if ApiToken.objects.visible_to(user).filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        events.record(events.Entry(token, "revoke_token", "作废接口令牌", user, at))
