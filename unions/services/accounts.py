"""Making accounts, closing and opening them. An account alone gives no right: that comes from posts."""

from __future__ import annotations

from datetime import datetime

from axes.models import AccessAttempt
from django.db import IntegrityError, transaction
from django.utils import timezone

from office import events, notices
from office.refusals import Refused
from unions.kinds import RoleKind
from unions.models import Post, User
from unions.selectors.accounts import holders
from unions.services.passwords import issue_password

ADMINISTRATIVE_ROLES = tuple(role for role in RoleKind if role.is_administrative)


@transaction.atomic
def create_account(
    *, username: str, full_name: str, user: User | None, at: datetime, has_password: bool = True
) -> tuple[User, str]:
    """Make an account and its first password, which is returned and kept nowhere in the clear.

    Args:
        user: who makes it; None for the system itself at installation.
        has_password: False for an account nobody signs in to by password until one is issued; "" is returned.

    Raises:
        Refused: the login name is taken.
    """
    account = User(username=username, full_name=full_name)
    try:
        with transaction.atomic():
            password = issue_password(account, at=at) if has_password else _without_password(account)
    except IntegrityError as error:
        raise Refused(f"登录名“{username}”已被使用。", fields={"username": "这个登录名已被使用。"}) from error
    events.record(events.Entry(account, "create_account", "开设账号", user, at, changes={"登录名": username}))
    return account, password


@transaction.atomic
def disable_account(account: User, *, reason: str, user: User, at: datetime) -> User:
    """Close an account at once: its sessions end with their next request.

    Raises:
        Refused: without a reason, the own account, closed already, or the last of the system administrators.
    """
    account = _locked(account)
    if not reason.strip():
        raise Refused("停用账号须写明理由。", fields={"reason": "请写明理由。"})
    if account.pk == user.pk:
        raise Refused("不能停用自己的账号，请由另一位系统管理员办理。")
    if not account.is_active:
        raise Refused(f"“{account}”的账号已经停用。")
    refuse_last_sysadmin(account, at=at)
    account.is_active = False
    account.save(update_fields=["is_active"])
    events.record(events.Entry(account, "disable_account", "停用账号", user, at, comment=reason))
    return account


@transaction.atomic
def enable_account(account: User, *, user: User, at: datetime) -> User:
    """Open a closed account again; its posts are as they were."""
    account = _locked(account)
    if account.is_active:
        raise Refused(f"“{account}”的账号没有停用。")
    account.is_active = True
    account.save(update_fields=["is_active"])
    events.record(events.Entry(account, "enable_account", "恢复账号", user, at))
    return account


@transaction.atomic
def reset_password(account: User, *, user: User, at: datetime) -> str:
    """Give an account a new first password; its open sessions end.

    An administrator's account is not reset in silence: all administrators are told.
    """
    account = _locked(account)
    password = issue_password(account, at=at)
    AccessAttempt.objects.filter(username=account.username).delete()
    events.record(events.Entry(account, "reset_password", "重置密码", user, at))
    _tell_administrators(account, user, at)
    return password


@transaction.atomic
def unlock_account(account: User, *, user: User, at: datetime) -> None:
    """Forget the failed attempts on a login name, at every address."""
    removed, _ = AccessAttempt.objects.filter(username=account.username).delete()
    if not removed:
        raise Refused(f"“{account}”的账号没有锁定。")
    events.record(events.Entry(account, "unlock_account", "解除锁定", user, at))


def refuse_last_sysadmin(account: User, *, at: datetime) -> None:
    """Refuse to take away the only person who can give accounts and posts."""
    sysadmins = set(holders(RoleKind.SYSADMIN, on=timezone.localdate(at)).values_list("pk", flat=True))
    if sysadmins == {account.pk}:
        raise Refused(f"“{account}”是唯一的系统管理员；请先任命另一位，否则无人能管理账号。")


def _tell_administrators(account: User, user: User, at: datetime) -> None:
    posts = Post.objects.current_on(timezone.localdate(at)).filter(role__in=ADMINISTRATIVE_ROLES)
    if posts.filter(user=account).exists():
        told = tuple(posts.values_list("user", flat=True))
        notices.send([notices.Message(told, f"{user}重置了管理员“{account}”的密码。", "/")], at=at)


def _without_password(account: User) -> str:
    account.set_unusable_password()
    account.must_change_password = False
    account.save()
    return ""


def _locked(account: User) -> User:
    return User.objects.select_for_update().get(pk=account.pk)
