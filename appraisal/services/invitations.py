"""The party organisation's one-time link: its token is told once and kept only as a hash."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction

from appraisal.kinds import Subject, SuperiorBody
from appraisal.models import AppraisalSession, PartyInvitation
from appraisal.services.sessions import BEFORE_OPENING, Given, give_appraisal
from office import events
from office.refusals import Refused
from unions.models import User

TOKEN_BYTES = 24
VALID_DAYS = 14
GONE = "这个链接已失效：可能已经使用、过期，或已换发新的链接。请向上级工会索取新的链接。"


@transaction.atomic
def invite_party(*, session: AppraisalSession, user: User, at: datetime) -> str:
    """Make a link for the party organisation; earlier ones end.

    Returns:
        the token, told this once.

    Raises:
        PermissionDenied: not of the union above.
        Refused: no party organisation, given already, or the box is open.
    """
    locked = AppraisalSession.objects.select_for_update(of=("self",)).select_related("union").get(pk=session.pk)
    if not user.has_perm("appraisal.run_session", locked):
        raise PermissionDenied
    _refuse_needless(locked)
    locked.invitations.filter(used_at=None).delete()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = at + timedelta(days=VALID_DAYS)
    PartyInvitation.objects.create(
        session=locked, token_hash=token_hash(token), expires_at=expires_at, made_at=at, made_by=user
    )
    changes = {"有效期至": f"{expires_at:%Y-%m-%d %H:%M}"}
    events.record(events.Entry(locked, "invite_party", "生成党组织评价链接", user, at, changes=changes))
    return token


def _refuse_needless(session: AppraisalSession) -> None:
    if not session.has_party:
        raise Refused("本次评议没有同级党组织。")
    if session.superior_appraisals.filter(body=SuperiorBody.PARTY).exists():
        raise Refused("同级党组织已经评价，不再需要链接。")
    if session.state not in BEFORE_OPENING:
        raise Refused("上级评价须在开箱计票之前给出（大工发〔2014〕31号 四、2）。")


def token_hash(token: str) -> str:
    """What is kept of a token: 64 hexadecimal digits."""
    return sha256(f"party invitation {token}".encode()).hexdigest()


def invitation_of(token: str, at: datetime) -> PartyInvitation | None:
    """The invitation a token opens at this moment; None for a used, expired, replaced or invented one."""
    found = PartyInvitation.objects.select_related("session__union").filter(token_hash=token_hash(token)).first()
    return found if found and found.used_at is None and at < found.expires_at else None


@transaction.atomic
def appraise_by_invitation(*, token: str, given: Mapping[Subject, Given], signed_name: str, at: datetime) -> None:
    """The party organisation's appraisal by its link, which ends with it.

    Raises:
        Refused: the link has ended, or see `give_appraisal`.
    """
    found = PartyInvitation.objects.select_for_update().filter(token_hash=token_hash(token)).first()
    if found is None or found.used_at is not None or at >= found.expires_at:
        raise Refused(GONE)
    give_appraisal(
        session=found.session, body=SuperiorBody.PARTY, given=given, signed_name=signed_name, user=None, at=at
    )
    found.used_at = at
    found.save(update_fields=["used_at"])
