"""Giving people posts and ending them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from office import events
from office.refusals import Refused
from unions.kinds import Department, RoleKind, UnionKind
from unions.models import Post, Union, User
from unions.rules.posts import conflict, misplacement
from unions.services.accounts import refuse_last_sysadmin


@transaction.atomic
def appoint(
    *,
    account: User,
    union: Union,
    role: RoleKind,
    from_on: date,
    user: User | None,
    at: datetime,
    department: Department | None = None,
    to_on: date | None = None,
) -> Post:
    """Give a person a post at a union.

    Args:
        department: of a department_reviewer, and of no other.
        to_on: the last day; None until it is ended.
        user: who appoints; None for the system itself at installation.

    Raises:
        Refused: a closed account or union, a place such a post does not exist at, the same post twice, or
            one that the person's other posts exclude.
    """
    account = User.objects.select_for_update().get(pk=account.pk)
    _refuse_days(from_on, to_on)
    _refuse_closed(account, union, from_on)
    _refuse_department(role, department)
    if fault := misplacement(role, UnionKind(union.kind)):
        raise Refused(fault, fields={"role": fault})
    _refuse_together(account, union, role, department, from_on, to_on)
    post = Post.objects.create(
        user=account, union=union, role=role, department=department or "", from_on=from_on, to_on=to_on
    )
    changes = {"岗位": str(post), "自": from_on.isoformat(), **({"至": to_on.isoformat()} if to_on else {})}
    events.record(events.Entry(account, "appoint", "任命岗位", user, at, changes=changes))
    return post


@transaction.atomic
def end_post(post: Post, *, last_on: date, reason: str, user: User, at: datetime) -> Post:
    """End a post: with a day to come at the end of it, with today's at once, the running session included.

    Raises:
        Refused: without a reason, ended already, a day in the past or before its first, or the last sysadmin's.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("user", "union").get(pk=post.pk)
    today = timezone.localdate(at)
    _refuse_end(post, last_on, reason, today)
    if post.role == RoleKind.SYSADMIN:
        refuse_last_sysadmin(post.user, at=at)
    post.to_on = last_on
    post.revoked_at = at if last_on == today else None
    post.save(update_fields=["to_on", "revoked_at"])
    changes = {"岗位": str(post), "至": last_on.isoformat()}
    events.record(events.Entry(post.user, "end_post", "终止岗位", user, at, comment=reason.strip(), changes=changes))
    return post


def _refuse_days(from_on: date, to_on: date | None) -> None:
    if to_on and to_on < from_on:
        raise Refused("岗位的终止日期不能早于起始日期。", fields={"to_on": "不能早于起始日期。"})


def _refuse_closed(account: User, union: Union, from_on: date) -> None:
    if not account.is_active:
        raise Refused(f"“{account}”的账号已停用，不能任命；请先恢复账号。", fields={"account": "账号已停用。"})
    if union.closed_on and union.closed_on <= from_on:
        raise Refused(f"“{union}”已于 {union.closed_on} 撤销。", fields={"union": "该工会已撤销。"})


def _refuse_department(role: RoleKind, department: Department | None) -> None:
    if (role == RoleKind.DEPARTMENT_REVIEWER) != bool(department):
        sentence = "市总部门岗位须选部门。" if not department else "只有市总部门岗位才选部门。"
        raise Refused(sentence, fields={"department": sentence})


def _refuse_together(
    account: User, union: Union, role: RoleKind, department: Department | None, from_on: date, to_on: date | None
) -> None:
    overlapping = Post.objects.filter(Q(to_on=None) | Q(to_on__gte=from_on), user=account, revoked_at=None)
    if to_on:
        overlapping = overlapping.filter(from_on__lte=to_on)
    held = list(overlapping.select_related("union"))
    if any((post.union_id, post.role, post.department) == (union.pk, role, department or "") for post in held):
        raise Refused(f"“{account}”已任{union}的“{role.label}”。", fields={"role": "此人已任这个岗位。"})
    if fault := conflict([RoleKind(post.role) for post in held], role):
        raise Refused(fault, fields={"role": fault})


def _refuse_end(post: Post, last_on: date, reason: str, today: date) -> None:
    if not reason.strip():
        raise Refused("终止岗位须写明理由。", fields={"reason": "请写明理由。"})
    if post.revoked_at or (post.to_on and post.to_on < today):
        raise Refused(f"这个岗位已于 {post.to_on} 终止。")
    if last_on < today:
        raise Refused("最后一天不能早于今天；选今天即时终止。", fields={"last_on": "不能早于今天。"})
    if last_on < post.from_on:
        raise Refused("最后一天不能早于起始日期。", fields={"last_on": f"不能早于 {post.from_on}。"})
