"""What accounts and posts put on the work desk of the administrators."""

from __future__ import annotations

from datetime import date

from office.desk import Desk, Figure
from unions.kinds import RoleKind
from unions.models import Post, User
from unions.selectors.accounts import idle_accounts, sign_in_rules


def desk_of(user: User, on: date) -> Desk:
    """Figures for the system and the security administrator; nothing for others."""
    if user.has_role(RoleKind.SYSADMIN):
        return Desk(figures=_account_figures(on))
    if user.has_role(RoleKind.SECADMIN):
        return Desk(figures=_security_figures())
    return Desk()


def _account_figures(on: date) -> tuple[Figure, ...]:
    active = User.objects.filter(is_active=True)
    return (
        Figure("启用账号", f"{active.count():,}", "个", "/accounts/"),
        Figure("在任岗位", f"{Post.objects.current_on(on).count():,}", "个", "/accounts/posts/"),
        Figure("没有岗位的账号", f"{idle_accounts(on=on).count():,}", "个", "/accounts/?state=without_post"),
        Figure("尚未改初始密码", f"{active.filter(must_change_password=True).count():,}", "个", "/accounts/?state=fresh"),
    )


def _security_figures() -> tuple[Figure, ...]:
    rules = sign_in_rules()
    return (
        Figure("密码有效期", str(rules.password_days), "天", "/accounts/security/"),
        Figure("无操作自动退出", str(rules.idle_minutes), "分钟", "/accounts/security/"),
        Figure("输错几次锁定", str(rules.failure_count), "次", "/accounts/security/"),
        Figure("市总人员动态口令", "必须" if rules.is_totp_required else "自愿", "", "/accounts/security/"),
    )
