"""What accounts and posts put on the work desk of the administrators."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from office.desk import Desk, Figure, Todo
from office.models import Event
from office.selectors import EventQuestion, events_asked
from unions.kinds import AccountState, Department, RoleKind, UnionKind
from unions.models import Post, Union, User
from unions.selectors.accounts import accounts_for, accounts_matching, sign_in_rules

LATELY: Final = timedelta(days=6)  # and today
# Whom the city federation cannot do without: each takes a step of the two programmes that nobody else may take.
NEEDED_AT_CITY: Final = (
    (RoleKind.SECADMIN, ""),
    (RoleKind.AUDITADMIN, ""),
    (RoleKind.DEPARTMENT_REVIEWER, Department.DEMOCRATIC_MANAGEMENT),
    (RoleKind.DEPARTMENT_REVIEWER, Department.GENERAL_OFFICE),
    (RoleKind.LEADING_GROUP, ""),
    (RoleKind.FINANCE, ""),
    (RoleKind.AUDITOR, ""),
)


def desk_of(user: User, on: date) -> Desk:
    """Figures for the three administrators, and to those who give posts which are vacant; nothing for others."""
    if user.has_role(RoleKind.SYSADMIN):
        return Desk(figures=_account_figures(user, on), todos=_vacancies(user, on))
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


def _vacancies(user: User, on: date) -> tuple[Todo, ...]:
    """What nobody can do yet, since this person may give posts."""
    held_posts = Post.objects.current_on(on).filter(user__is_active=True)
    held = set(held_posts.filter(union__kind=UnionKind.CITY_FEDERATION).values_list("role", "department"))
    vacant = [
        (Department(department) if department else role).label
        for role, department in NEEDED_AT_CITY
        if (role, department) not in held
    ]
    filing = Union.objects.filter(kind__in=[kind for kind in UnionKind if kind.files_batches], closed_on=None)
    officers = held_posts.filter(union=OuterRef("pk"), role=RoleKind.OFFICER)
    without = list(filing.exclude(Exists(officers)).order_by("path").values_list("name", flat=True))
    texts = []
    if vacant:
        texts.append(f"给市总工会设岗位，还没有人的有：{'、'.join(vacant)}")
    if without:
        among = "" if len(without) == 1 else f"等 {len(without)} 个工会"
        texts.append(f"给{without[0]}{among}设上级工会经办岗位，还没有人")
    since = datetime.combine(user.post.from_on if user.post else on, time.min, timezone.get_current_timezone())
    return tuple(Todo(text, reverse("accounts:account_create"), since) for text in texts)


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
