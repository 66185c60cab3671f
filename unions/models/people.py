"""People and their posts. A right comes from a post, never from the account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from unions.kinds import Department, RoleKind, UnionKind
from unions.models.union import Union


class UserQuerySet(models.QuerySet):
    """Questions to the accounts."""

    def visible_to(self, user: User) -> UserQuerySet:
        """Every account for those who keep accounts and their security, the own one for others."""
        return self if user.has_role(RoleKind.SYSADMIN, RoleKind.SECADMIN) else self.filter(pk=user.pk)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Accounts are found by their login name."""


class User(AbstractBaseUser):
    """A person who logs in. There is no superuser: what a person may do follows from the post acted in.

    `post`, `posts` and `address` live for one request or job; the middleware or the job sets them.
    """

    username = models.CharField("登录名", max_length=60, unique=True)
    full_name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    session_round = models.PositiveIntegerField("登录轮次", default=0, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    post: Post | None = None
    posts: tuple[Post, ...] = ()
    address: str = ""

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name

    def has_perm(self, permission: str, subject: Any = None) -> bool:
        """Ask the predicates of the apps' permissions; an inactive account may nothing."""
        return self.is_active and rules.has_perm(permission, self, subject)

    def get_session_auth_hash(self) -> str:
        """What a session must carry to count: a new password or a new round ends those that carry the old one."""
        return _within_round(super().get_session_auth_hash(), self.session_round)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the earlier keys of the site, while its key is being changed."""
        yield from (_within_round(earlier, self.session_round) for earlier in super().get_session_auth_fallback_hash())

    @property
    def scope_path(self) -> str:
        """The path of the subtree this person may see in the post acted in; empty for none."""
        return self.post.scope_path if self.post else ""

    def has_role(self, *roles: RoleKind) -> bool:
        """Whether the post acted in is one of these."""
        return self.post is not None and self.post.role in roles

    def act_as(self, post_key: str = "", *, on: date) -> bool:
        """Take up a post for the coming work: the named one, or the first held on that day.

        Returns:
            False when a named post is no longer held; the person then acts in none.
        """
        self.posts = tuple(Post.objects.held_by(self, on=on)) if self.is_active else ()
        chosen = [post for post in self.posts if str(post.pk) == post_key]
        self.post = chosen[0] if chosen else (self.posts[0] if self.posts and not post_key else None)
        return self.post is not None


def _within_round(session_hash: str, session_round: int) -> str:
    return f"{session_hash}.{session_round}" if session_round else session_hash


class PostQuerySet(models.QuerySet):
    """Questions about who holds what."""

    def current_on(self, day: date) -> PostQuerySet:
        """Posts held on a day; the last day counts, unless the post was revoked in the course of it."""
        not_over = Q(to_on=None) | Q(to_on__gt=day) | Q(to_on=day, revoked_at=None)
        return self.filter(not_over, from_on__lte=day)

    def held_by(self, user: User, *, on: date) -> PostQuerySet:
        """A person's posts on a day at unions that still exist."""
        open_union = Q(union__closed_on=None) | Q(union__closed_on__gt=on)
        return self.current_on(on).filter(open_union, user=user).select_related("union").order_by("pk")

    def visible_to(self, user: User) -> PostQuerySet:
        """Every post for the administrators, the own ones for others."""
        return self if user.has_role(RoleKind.SYSADMIN, RoleKind.SECADMIN) else self.filter(user_id=user.pk)


class Post(models.Model):
    """A role held at a union from one day to another; `revoked_at` ends it at once, on its last day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="人员")
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    role = models.CharField("岗位", max_length=30, choices=RoleKind.choices())
    department = models.CharField("部门", max_length=30, choices=Department.choices(), blank=True)
    from_on = models.DateField("自")
    to_on = models.DateField("至", null=True, blank=True)
    revoked_at = models.DateTimeField("即时终止时间", null=True, blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["union", "role"], name="post_by_union")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="post_ends_after_start",
                violation_error_message="岗位的终止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(role=RoleKind.DEPARTMENT_REVIEWER) & ~Q(department="")
                | ~Q(role=RoleKind.DEPARTMENT_REVIEWER) & Q(department=""),
                name="post_department_of_reviewer",
                violation_error_message="市总部门岗位须填部门，其他岗位不填。",
            ),
        ]

    def __str__(self) -> str:
        department = f"（{Department(self.department).label}）" if self.department else ""
        return f"{RoleKind(self.role).label}{department} · {self.union}"

    @property
    def scope_path(self) -> str:
        """The subtree the post opens. Administrators of the system see no business data: only accounts and logs."""
        return "" if RoleKind(self.role).is_administrative else self.union.path

    @property
    def is_at_city(self) -> bool:
        """Whether the post is held at the city federation itself."""
        return self.union.kind == UnionKind.CITY_FEDERATION
