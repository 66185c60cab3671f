"""The sums of money on the work desks of finance and the audit, each equal to the list that it leads to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse

from funding.kinds import UNPAID, EntryKind, FindingState, FundSource, ReleaseState
from funding.models import AuditFinding, LedgerEntry, Tranche
from funding.rules.release import NOTHING, balance
from funding.selectors.accounts import waiting_audits
from funding.selectors.balances import MOVING
from funding.selectors.plan import planned_and_earned
from office.desk import Figure
from policy.units import yuan
from unions.models import User


def finance_figures(user: User, on: date) -> tuple[Figure, ...]:
    """What the year comes to, what is on its way, what was paid in the year, and what recipients still hold."""
    return (_planned(user, on.year), _on_its_way(user), _paid(user, on.year), _held(user))


def audit_figures(user: User, on: date) -> tuple[Figure, ...]:
    """What is to be signed and settled, and the money that it is about."""
    unsettled = AuditFinding.objects.visible_to(user).exclude(state=FindingState.SETTLED).count()
    url = reverse("funding:audit_list")
    return (
        Figure("待签审", str(len(waiting_audits(user, on))), "个单位年度", url, "年度已结束，有收支"),
        Figure("未销号的审计问题", str(unsettled), "项", url),
        _paid(user, on.year),
        _held(user),
    )


WAITING_FOR: Final = {
    ReleaseState.DUE: "条件已满足，财务部提请",
    ReleaseState.PROPOSED: "领导小组批准",
    ReleaseState.APPROVED: "财务部拨付",
}


def waiting_releases(user: User) -> list[Figure]:
    """How many releases wait in each state for whom, and how much money that is; one query."""
    seen = Tranche.objects.visible_to(user).filter(state__in=WAITING_FOR).order_by().values_list("state")
    found = {state: (count, amount) for state, count, amount in seen.annotate(Count("pk"), Sum("amount"))}
    figures = []
    for state, words in WAITING_FOR.items():
        count, amount = found.get(state, (0, NOTHING))
        url = f"{reverse('funding:release_list')}?state={state.value}" if count else ""
        figures.append(Figure(state.label, str(count), "笔", url, f"{yuan(amount)}，{words}" if count else ""))
    return figures


def _planned(user: User, year: int) -> Figure:
    planned, earned = planned_and_earned(year, user)
    url = reverse("funding:year_plan", args=[year])
    return _money(f"{year} 年计划", planned, url, f"条件已满足 {yuan(earned)}")


def _on_its_way(user: User) -> Figure:
    """Everything between earned and paid; the todos tell one state from another."""
    seen = Tranche.objects.visible_to(user).filter(state__in=ReleaseState.unpaid())
    found = seen.aggregate(count=Count("pk"), amount=Sum("amount"))
    url = f"{reverse('funding:release_list')}?state={UNPAID}"
    return _money("应拨未拨", found["amount"] or NOTHING, url, f"{found['count']} 项，待提请、待批准或待拨付")


def _paid(user: User, year: int) -> Figure:
    """Net of what was reversed, as the ledger of the year has it."""
    asked = {"kind": EntryKind.PAYMENT.value, "year": year}
    paid = LedgerEntry.objects.visible_to(user).filter(kind=EntryKind.PAYMENT, booked_on__year=year)
    amount = paid.aggregate(amount=Sum("amount"))["amount"] or NOTHING
    return _money(f"{year} 年已拨付", amount, f"{reverse('funding:ledger_list')}?{urlencode(asked)}", "冲正已扣除")


def _held(user: User) -> Figure:
    entries = LedgerEntry.objects.visible_to(user).filter(source=FundSource.CITY, kind__in=MOVING).order_by()
    sums = entries.values_list("kind").annotate(Sum("amount"))
    held = balance((EntryKind(kind), amount) for kind, amount in sums)
    return _money("各单位未使用余额", held, f"{reverse('funding:account_list')}?all=1", FundSource.CITY.label)


def _money(label: str, amount: Decimal, url: str, note: str) -> Figure:
    return Figure(label, yuan(amount).removesuffix(" 元"), "元", url, note)
