"""What the money puts on the work desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Max, Min, Sum
from django.urls import reverse

from funding.kinds import FindingState, FundSource, ReleaseState
from funding.models import AuditFinding, LedgerEntry, Tranche
from funding.selectors.accounts import accounts_kept_by, unsigned
from funding.selectors.balances import balance_of
from funding.selectors.desk_figures import audit_figures, finance_figures
from office.desk import Desk, Figure, Todo, Waiting
from policy.units import yuan
from unions.models import Union, User

RELEASE, FINDING, AUDIT = "经费拨付", "审计整改", "经费签审"


def desk_of(user: User, on: date) -> Desk:
    """The desk of the post acted in."""
    if user.post is None or not user.scope_path:
        return Desk()
    union = accounts_kept_by(user)
    findings = tuple(_finding_todos(user, union))
    if user.has_perm("funding.propose"):
        figures = finance_figures(user, on)
        return Desk(todos=(*_finance_todos(), *findings), waiting=tuple(_group_waiting()), figures=figures)
    if user.has_perm("funding.approve"):
        return Desk(todos=tuple(_counted(ReleaseState.PROPOSED, "proposed_at", "已提请，等待您批准")))
    if user.has_perm("funding.audit"):
        todos = (*_unsigned_todos(user, on.year - 1), *findings)
        return Desk(todos=todos, figures=audit_figures(user, on))
    return Desk(todos=findings, figures=tuple(_balance(union)) if union else ())


def _finance_todos() -> Iterable[Todo]:
    yield from _counted(ReleaseState.DUE, "computed_at", "条件已满足，等待您提请")
    yield from _counted(ReleaseState.APPROVED, "approved_at", "已批准，等待您拨付")


def _group_waiting() -> Iterable[Waiting]:
    for todo in _counted(ReleaseState.PROPOSED, "proposed_at", "已提请"):
        yield Waiting(todo.text, todo.url, todo.since, "领导小组")


def _counted(state: ReleaseState, since: str, words: str) -> Iterable[Todo]:
    """One line for all releases in a state, since the oldest."""
    found = Tranche.objects.filter(state=state).aggregate(count=Count("pk"), amount=Sum("amount"), since=Min(since))
    if found["count"]:
        url = f"{reverse('funding:release_list')}?state={state.value}"
        text = f"{found['count']} 项经费（{yuan(found['amount'])}）{words}"
        yield Todo(text, url, found["since"], None, RELEASE)


def _unsigned_todos(user: User, year: int) -> Iterable[Todo]:
    """One line for all accounts of last year that nobody has signed, since the last booking in them."""
    if unions := unsigned(user, year):
        booked = LedgerEntry.objects.filter(union__in=unions, booked_on__year=year)
        text = f"{len(unions)} 个单位 {year} 年经费等待您签审"
        yield Todo(text, reverse("funding:audit_list"), booked.aggregate(at=Max("at"))["at"], None, AUDIT)


def _finding_todos(user: User, union: Union | None) -> Iterable[Todo]:
    """For the recipient what is to be mended, for the auditor what is to be looked at again."""
    seen = AuditFinding.objects.visible_to(user).select_related("sign_off__union")
    if user.has_perm("funding.audit"):
        for finding in seen.filter(state=FindingState.ANSWERED):
            text = f"{finding.sign_off}：“{finding}”已整改，等待您复核"
            yield Todo(text, finding.get_absolute_url(), finding.answered_at, None, FINDING)
    elif union:
        for finding in seen.filter(state=FindingState.OPEN, sign_off__union=union):
            text = f"审计问题待整改：{finding}"
            yield Todo(text, finding.get_absolute_url(), finding.sign_off.signed_at, finding.due_on, FINDING)


def _balance(union: Union) -> Iterable[Figure]:
    if LedgerEntry.objects.filter(union=union).exists():
        url = reverse("funding:account_detail", args=[union.pk])
        held = yuan(balance_of(union, FundSource.CITY)).removesuffix(" 元")
        yield Figure("市总项目经费余额", held, "元", url, "专款专用")
