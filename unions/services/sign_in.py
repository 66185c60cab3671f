"""What is written down when people come and go, and the second factor."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from office import events
from office.refusals import Refused
from unions.models import User


def record_sign_in(user: User, *, at: datetime, comment: str = "") -> None:
    """Somebody came in; the comment says by what."""
    # Django has noted the computer's time; the account's page shows the door's, as the event log does.
    user.last_login = at
    user.save(update_fields=["last_login"])
    _record(user, "sign_in", "登录", at, comment)


def record_sign_out(user: User, *, at: datetime) -> None:
    """Somebody left."""
    _record(user, "sign_out", "退出", at)


def record_idle_end(user: User, *, at: datetime) -> None:
    """A session was ended because nothing was done in it, or because it was too old."""
    _record(user, "idle_end", "超时自动退出", at)


def record_failure(username: str, *, address: str, at: datetime, reason: str) -> None:
    """Somebody did not come in. Unknown names are not written down: people type passwords there by mistake."""
    user = User.objects.filter(username=username).first()
    if user:
        user.address = address
        _record(user, "sign_in", "登录失败", at, reason, is_accepted=False)


def begin_totp(user: User) -> TOTPDevice:
    """The person's second factor as it waits for its first code; the same one until it is confirmed."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "动态口令"})[0]


@transaction.atomic
def confirm_totp(user: User, code: str, *, at: datetime) -> TOTPDevice:
    """Take the waiting second factor into use once the person shows a code of it; it replaces an earlier one.

    Sessions opened without it end; the door takes its own along (`update_session_auth_hash`).

    Raises:
        Refused: the code is not the one of this moment.
    """
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(code):
        raise Refused(
            "动态口令不正确或已过期，请输入验证器上当前显示的 6 位数字。", fields={"code": "口令不正确或已过期。"}
        )
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    _end_sessions(user)
    _record(user, "confirm_totp", "启用动态口令", at)
    return device


@transaction.atomic
def reset_totp(account: User, *, user: User, at: datetime) -> None:
    """Take a lost second factor away, so that its owner sets up another; every session of the account ends."""
    removed, _ = TOTPDevice.objects.filter(user=account).delete()
    if not removed:
        raise Refused(f"“{account}”没有启用动态口令。")
    _end_sessions(account)
    events.record(events.Entry(account, "reset_totp", "重置动态口令", user, at))


def _end_sessions(account: User) -> None:
    account.session_round += 1
    account.save(update_fields=["session_round"])


def _record(user: User, verb: str, label: str, at: datetime, comment: str = "", *, is_accepted: bool = True) -> None:
    events.record(events.Entry(user, verb, label, user, at, comment=comment, is_accepted=is_accepted))
