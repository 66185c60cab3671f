"""The tables of accounts and posts."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from office.tables import CellKind, Column, Table
from unions.kinds import Department, RoleKind
from unions.models import Post, User
from unions.selectors.accounts import state_of


def _first_post(account: User) -> str:
    if not account.role:
        return ""
    more = f" 等 {account.post_count} 个" if account.post_count > 1 else ""
    return f"{RoleKind(account.role).label} · {account.union_name}{more}"


ACCOUNTS: Final = Table(
    key="accounts",
    title="账号",
    columns=(
        Column(
            "username", "登录名", "username", sort="username", width=22,
            link=lambda row: reverse("accounts:account_detail", args=[row.pk]),
        ),
        Column("full_name", "姓名", "full_name", sort="full_name"),
        Column("state", "状态", state_of, CellKind.BADGE, sort=("is_active", "must_change_password")),
        Column("post", "岗位", _first_post, sort=("role", "union_name"), width=44),
        Column("totp", "动态口令", lambda row: "已启用" if row.has_totp else "", sort="has_totp"),
        Column("last_login", "最近登录", "last_login", CellKind.MOMENT, sort="last_login"),
        Column("password", "密码修改", "password_changed_at", CellKind.MOMENT, sort="password_changed_at"),
    ),
    default_sort="username",
    empty_text="还没有账号。",
)  # fmt: skip

POSTS: Final = Table(
    key="posts",
    title="岗位",
    columns=(
        Column(
            "person", "姓名", "user.full_name", sort="user__full_name",
            link=lambda row: reverse("accounts:account_detail", args=[row.user_id]),
        ),
        Column("username", "登录名", "user.username", sort="user__username"),
        Column("role", "岗位", lambda row: RoleKind(row.role), sort="role", width=18),
        Column(
            "department", "部门", lambda row: Department(row.department) if row.department else "", sort="department"
        ),
        Column("union", "所在工会", "union.name", sort=("union__path",), width=34),
        Column("from_on", "自", "from_on", CellKind.DAY, sort="from_on"),
        Column("to_on", "至", "to_on", CellKind.DAY, sort="to_on"),
    ),
    default_sort="union",
    empty_text="还没有岗位。在账号页上设岗位，这个人才能办事。",
)  # fmt: skip


def post_words(post: Post) -> str:
    """A post in one line with its days."""
    return f"{post}，{post.from_on} 至 {post.to_on or '今'}"
