"""Questions about accounts, posts and the rules of signing in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from axes.models import AccessAttempt
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django_otp.plugins.otp_totp.models import TOTPDevice

from unions.kinds import RoleKind
from unions.models import Post, SecuritySetting, User
from unions.rules.security import LIMITS, SignInRules


def sign_in_rules() -> SignInRules:
    """The rules of signing in as set last; the defaults until somebody sets them."""
    found = SecuritySetting.objects.values(*LIMITS, "is_totp_required").first()
    return SignInRules(**found) if found else SignInRules()


def setting_history() -> QuerySet[SecuritySetting]:
    """All settings there have been, the one in force first."""
    return SecuritySetting.objects.select_related("set_by")


def accounts_for(user: User) -> QuerySet[User]:
    """The accounts a person may see, each with `has_totp`."""
    device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    return User.objects.visible_to(user).annotate(has_totp=Exists(device))


def totp_device_of(user: User) -> TOTPDevice | None:
    """The confirmed second factor of a person, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def posts_of(account: User) -> QuerySet[Post]:
    """A person's posts of all times, the latest first."""
    return Post.objects.filter(user=account).select_related("union", "user").order_by("-from_on", "-pk")


def locked_until(username: str, address: str = "", *, now: datetime) -> datetime | None:
    """When the lock on a login name (at one address, or at any) ends; None while it is open."""
    rules = sign_in_rules()
    attempts = AccessAttempt.objects.filter(username=username, attempt_time__gt=now - _lock(rules))
    if address:
        attempts = attempts.filter(ip_address=address)
    counted = attempts.values("ip_address").annotate(failures=Sum("failures_since_start"))
    full = counted.filter(failures__gte=rules.failure_count).values("ip_address")
    latest = attempts.filter(ip_address__in=full).order_by("-attempt_time").first()
    return latest.attempt_time + _lock(rules) if latest else None


def holders(role: RoleKind, *, on: date) -> QuerySet[User]:
    """The active persons who hold such a post on a day."""
    held = Post.objects.current_on(on).filter(role=role, user=OuterRef("pk"))
    return User.objects.filter(Exists(held), is_active=True)


def idle_accounts(*, on: date) -> QuerySet[User]:
    """Active accounts whose holders have no post on a day."""
    held = Post.objects.current_on(on).filter(user=OuterRef("pk"))
    return User.objects.filter(~Exists(held), is_active=True)


def accounts_matching(accounts: QuerySet[User], text: str) -> QuerySet[User]:
    """Those among the accounts whose login name, name or union contains the words."""
    if not text:
        return accounts
    at_union = Post.objects.filter(user=OuterRef("pk"), union__name__icontains=text)
    return accounts.filter(Q(username__icontains=text) | Q(full_name__icontains=text) | Exists(at_union))


def _lock(rules: SignInRules) -> timedelta:
    return timedelta(minutes=rules.lock_minutes)
