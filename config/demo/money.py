"""What became of the project's money in the demonstration of 2017: paid, approved, proposed, or only due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from config.demo.accounts import Staff
from config.demo.script import SHANGHAI
from funding.kinds import ReleaseState
from funding.models import Tranche
from funding.selectors.plan import YearPlan, year_plan
from funding.services.computing import compute_due
from funding.services.tranches import move_tranche, move_tranches
from unions.kinds import RoleKind
from unions.models import User

PAID_YEARS: Final = (2014, 2015)
# Of the last of those years every third is approved and waits for its payment.
UNPAID_YEAR, EVERY_UNPAID = 2015, 3
PROPOSED_YEAR: Final = 2016
COMPUTED_AT: Final = datetime(2017, 2, 20, 9, 0, tzinfo=SHANGHAI)
PAID_AFTER: Final = timedelta(days=3)


def play_money(staff: Staff) -> None:
    """Compute every year; release the older ones, propose a part of the last."""
    by_role = {role: person for (_, role, _), person in staff.people.items()}
    finance, leader = by_role[RoleKind.FINANCE], by_role[RoleKind.LEADING_GROUP]
    for number, year in enumerate((*PAID_YEARS, PROPOSED_YEAR)):
        at = COMPUTED_AT + timedelta(days=number)
        compute_due(year=year, user=finance, at=at)
        due = Tranche.objects.filter(year=year, state=ReleaseState.DUE)
        if year in PAID_YEARS:
            move_tranches(tranches=due, step="propose", user=finance, at=at + timedelta(minutes=20))
            proposed = Tranche.objects.filter(year=year, state=ReleaseState.PROPOSED)
            move_tranches(tranches=proposed, step="approve", user=leader, at=at + timedelta(hours=5))
        elif first := list(due.values_list("pk", flat=True)[:12]):
            move_tranches(
                tranches=due.filter(pk__in=first), step="propose", user=finance, at=at + timedelta(minutes=20)
            )
    for number, year in enumerate(PAID_YEARS):
        _pay(year, finance, COMPUTED_AT + PAID_AFTER + timedelta(hours=number))


def _pay(year: int, finance: User, at: datetime) -> None:
    plan: YearPlan = year_plan(year)
    approved = Tranche.objects.filter(year=year, state=ReleaseState.APPROVED).order_by("pk")
    for number, tranche in enumerate(approved, start=1):
        if year == UNPAID_YEAR and number % EVERY_UNPAID == 0:
            continue
        move_tranche(
            tranche=tranche, transition="pay", user=finance, at=at, plan=plan, paid_on=_day(at),
            voucher_number=f"演{year}-{number:03}", bank_reference=f"YSH{year}{number:06}",
        )  # fmt: skip


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
