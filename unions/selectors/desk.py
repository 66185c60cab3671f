"""What accounts and posts put on the work desk of the administrators."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.urls import reverse

from office.desk import Desk, Figure
from office.models import Event
from office.selectors import EventQuestion, events_asked
from unions.kinds import AccountState, RoleKind
from unions.models import Post, User
from unions.selectors.accounts import accounts_for, accounts_matching, sign_in_rules

LATELY: Final = timedelta(days=6)  # and today


def desk_of(user: User, on: date) -> Desk:
    """Figures for the three administrators; nothing for others."""
    if user.has_role(RoleKind.SYSADMIN):
        return Desk(figures=_account_figures(user, on))
    if user.has_role(RoleKind.SECADMIN):
        return Desk(figures=_security_figures())
    if user.has_role(RoleKind.AUDITADMIN):
        return Desk(figures=_event_figures(user, on))
    return Desk()


def _account_figures(user: User, on: date) -> tuple[Figure, ...]:
    accounts, list_url = accounts_for(user, on=on), reverse("accounts:account_list")
    states = (AccountState.ACTIVE, AccountState.WITHOUT_POST, AccountState.FRESH)
    counts = [(state, accounts_matching(accounts, state=state).count()) for state in states]
    return (
        *(Figure(f"账号：{state.label}", f"{count:,}", "个", f"{list_url}?state={state}") for state, count in counts),
        Figure("在任岗位", f"{Post.objects.current_on(on).count():,}", "个", reverse("accounts:post_list")),
    )


def _event_figures(user: User, on: date) -> tuple[Figure, ...]:
    """What was recorded, today and lately, and how much of it was refused."""
    seen, url, since = Event.objects.visible_to(user), reverse("office:event_list"), on - LATELY
    asked = (
        ("今日操作", EventQuestion(from_on=on), f"from_on={on}"),
        ("近 7 天操作", EventQuestion(from_on=since), f"from_on={since}"),
        ("近 7 天未执行", EventQuestion(from_on=since, only_refused=True), f"from_on={since}&only_refused=on"),
    )
    return tuple(
        Figure(label, f"{events_asked(seen, question).count():,}", "次", f"{url}?{filters}")
        for label, question, filters in asked
    )


def _security_figures() -> tuple[Figure, ...]:
    rules, url = sign_in_rules(), reverse("accounts:security")
    return (
        Figure("密码有效期", str(rules.password_days), "天", url),
        Figure("无操作自动退出", str(rules.idle_minutes), "分钟", url),
        Figure("输错几次锁定", str(rules.failure_count), "次", url),
        Figure("市总人员动态口令", "必须" if rules.is_totp_required else "自愿", "", url),
    )
