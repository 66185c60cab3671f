"""Questions about accounts, posts and the rules of signing in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from axes.models import AccessAttempt
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django_otp.plugins.otp_totp.models import TOTPDevice

from unions.kinds import AccountState, RoleKind
from unions.models import Post, SecuritySetting, Union, User
from unions.rules.security import LIMITS, SignInRules

MOST_PLACES = 10


def sign_in_rules() -> SignInRules:
    """The rules of signing in as set last; the defaults until somebody sets them."""
    found = SecuritySetting.objects.values(*LIMITS, "is_totp_required").first()
    return SignInRules(**found) if found else SignInRules()


def setting_history() -> QuerySet[SecuritySetting]:
    """All settings there have been, the one in force first."""
    return SecuritySetting.objects.select_related("set_by")


def accounts_for(user: User, *, on: date) -> QuerySet[User]:
    """The accounts a person may see, with `has_totp`, `post_count` and the first post's `role` and `union_name`."""
    held = Post.objects.current_on(on).filter(user=OuterRef("pk")).order_by("pk")
    counted = held.order_by().values("user").annotate(count=Count("pk")).values("count")
    return User.objects.visible_to(user).annotate(
        has_totp=Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)),
        post_count=Coalesce(Subquery(counted), 0),
        role=Subquery(held.values("role")[:1]),
        union_name=Subquery(held.values("union__name")[:1]),
    )


def accounts_matching(accounts: QuerySet[User], *, text: str = "", state: str = "") -> QuerySet[User]:
    """Those among `accounts_for` whose name or union contains the text, in such a state; empty asks for nothing."""
    if text:
        at_union = Post.objects.filter(user=OuterRef("pk"), union__name__icontains=text)
        accounts = accounts.filter(Q(username__icontains=text) | Q(full_name__icontains=text) | Exists(at_union))
    return accounts.filter(_STATES[AccountState(state)]) if state else accounts


_STATES = {
    AccountState.ACTIVE: Q(is_active=True),
    AccountState.DISABLED: Q(is_active=False),
    AccountState.FRESH: Q(is_active=True, must_change_password=True),
    AccountState.WITHOUT_POST: Q(is_active=True, post_count=0),
    AccountState.WITHOUT_TOTP: Q(is_active=True, has_totp=False),
}


def state_of(account: User) -> AccountState:
    """The one state an account is shown in."""
    if not account.is_active:
        return AccountState.DISABLED
    return AccountState.FRESH if account.must_change_password else AccountState.ACTIVE


def totp_device_of(user: User) -> TOTPDevice | None:
    """The confirmed second factor of a person, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def posts_of(account: User) -> QuerySet[Post]:
    """A person's posts of all times, the latest first."""
    return Post.objects.filter(user=account).select_related("union", "user").order_by("-from_on", "-pk")


def posts_for(user: User, *, on: date, text: str = "", role: str = "", with_past: bool = False) -> QuerySet[Post]:
    """The posts a person may see, held on a day or, with the past, at any time; by person or union, and by role."""
    posts = Post.objects.visible_to(user).select_related("user", "union")
    posts = posts if with_past else posts.current_on(on)
    if text:
        posts = posts.filter(
            Q(user__full_name__icontains=text) | Q(user__username__icontains=text) | Q(union__name__icontains=text)
        )
    return posts.filter(role=role) if role else posts


def places_named(text: str, *, on: date) -> list[Union]:
    """Where a post can be given: the open unions of exactly this name, else those whose name contains it, ten at most.

    The administrator of the system sees no register; this is all that appointing needs of it.
    """
    unions = Union.objects.open_on(on).select_related("superior")
    exact = list(unions.filter(name=text)[:MOST_PLACES])
    return exact or list(unions.filter(name__icontains=text)[:MOST_PLACES])


def locked_until(username: str, address: str = "", *, now: datetime) -> datetime | None:
    """When the lock on a login name (at one address, or at any) ends; None while it is open.

    Args:
        now: the real time, as django-axes writes it down, in the demonstration too.
    """
    rules = sign_in_rules()
    lock = timedelta(minutes=rules.lock_minutes)
    attempts = AccessAttempt.objects.filter(username=username, attempt_time__gt=now - lock)
    if address:
        attempts = attempts.filter(ip_address=address)
    counted = attempts.order_by().values("ip_address").annotate(failures=Sum("failures_since_start"))
    full = counted.filter(failures__gte=rules.failure_count).values("ip_address")
    latest = attempts.filter(ip_address__in=full).order_by(F("attempt_time").desc()).first()
    return latest.attempt_time + lock if latest else None


def holders(role: RoleKind, *, on: date) -> QuerySet[User]:
    """The active persons who hold such a post on a day."""
    held = Post.objects.current_on(on).filter(role=role, user=OuterRef("pk"))
    return User.objects.filter(Exists(held), is_active=True)
