"""What accounts and posts put on the work desk of the administrators."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from office.desk import Desk, Figure
from unions.kinds import AccountState, RoleKind
from unions.models import Post, User
from unions.selectors.accounts import accounts_for, accounts_matching, sign_in_rules


def desk_of(user: User, on: date) -> Desk:
    """Figures for the system and the security administrator; nothing for others."""
    if user.has_role(RoleKind.SYSADMIN):
        return Desk(figures=_account_figures(user, on))
    if user.has_role(RoleKind.SECADMIN):
        return Desk(figures=_security_figures())
    return Desk()


def _account_figures(user: User, on: date) -> tuple[Figure, ...]:
    accounts, list_url = accounts_for(user, on=on), reverse("accounts:account_list")
    states = (AccountState.ACTIVE, AccountState.WITHOUT_POST, AccountState.FRESH)
    counts = [(state, accounts_matching(accounts, state=state).count()) for state in states]
    return (
        *(Figure(f"账号：{state.label}", f"{count:,}", "个", f"{list_url}?state={state}") for state, count in counts),
        Figure("在任岗位", f"{Post.objects.current_on(on).count():,}", "个", reverse("accounts:post_list")),
    )


def _security_figures() -> tuple[Figure, ...]:
    rules, url = sign_in_rules(), reverse("accounts:security")
    return (
        Figure("密码有效期", str(rules.password_days), "天", url),
        Figure("无操作自动退出", str(rules.idle_minutes), "分钟", url),
        Figure("输错几次锁定", str(rules.failure_count), "次", url),
        Figure("市总人员动态口令", "必须" if rules.is_totp_required else "自愿", "", url),
    )
