"""How the project's money was released in the demonstration of 2017: year by year, and half-way in the last one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import partial
from math import ceil
from typing import Final

from django.db.models import QuerySet

from config.demo.accounts import Staff
from config.demo.script import Script, moment
from funding.kinds import ReleaseState
from funding.models import Tranche
from funding.selectors.plan import year_plan
from funding.services.computing import compute_due
from funding.services.tranches import move_tranche, move_tranches
from unions.kinds import RoleKind
from unions.models import User

PROPOSED_AFTER, APPROVED_AFTER, PAID_AFTER = timedelta(minutes=20), timedelta(days=2), timedelta(days=7)
# What stands half-way on the day of the demonstration: such a part is proposed, and such a part of that approved.
PART_PROPOSED, PART_APPROVED = Fraction(2, 3), Fraction(1, 2)
WHOLE: Final = Fraction(1)
VOUCHER: Final = "演"


def schedule_releases(year: int, staff: Staff, script: Script, *, until: date) -> None:
    """Note a year's releases: what starts it in November, what rewards it in the April after, or half of that."""
    release, rewards = Release(year, staff), moment(year + 1, 4, 15, 9)
    release.schedule(script, moment(year, 11, 3, 9))
    if rewards.date() < until:
        release.schedule(script, rewards)
    else:
        release.schedule_beginning(script, moment(year + 1, 3, 1, 9))


@dataclass(frozen=True)
class Release:
    """One going-over of a year: computed and proposed, approved by another person, paid."""

    year: int
    staff: Staff

    def schedule(self, script: Script, begins: datetime) -> None:
        """Note all steps."""
        script.at(begins, self.compute)
        script.at(begins + PROPOSED_AFTER, self.propose)
        script.at(begins + APPROVED_AFTER, self.approve)
        script.at(begins + PAID_AFTER, self.pay)

    def schedule_beginning(self, script: Script, begins: datetime) -> None:
        """Note the first steps, of which only a part is taken."""
        script.at(begins, self.compute)
        script.at(begins + PROPOSED_AFTER, partial(self.propose, part=PART_PROPOSED))
        script.at(begins + APPROVED_AFTER, partial(self.approve, part=PART_APPROVED))

    @property
    def finance(self) -> User:
        """Who proposes and pays."""
        return self.staff.of_role(RoleKind.FINANCE)

    def compute(self, at: datetime) -> None:
        """Finance has the computer look at what is due."""
        compute_due(year=self.year, user=self.finance, at=at)

    def propose(self, at: datetime, part: Fraction = WHOLE) -> None:
        """Finance proposes."""
        if due := self._standing_at(ReleaseState.DUE, part):
            move_tranches(tranches=due, step="propose", user=self.finance, at=at)

    def approve(self, at: datetime, part: Fraction = WHOLE) -> None:
        """The leading group approves."""
        leader = self.staff.of_role(RoleKind.LEADING_GROUP)
        if proposed := self._standing_at(ReleaseState.PROPOSED, part):
            move_tranches(tranches=proposed, step="approve", user=leader, at=at)

    def pay(self, at: datetime) -> None:
        """Finance pays one by one, each with its voucher."""
        paid_on, plan = at.date(), year_plan(self.year)
        number = Tranche.objects.filter(voucher_year=paid_on.year).count()
        for tranche in self._standing_at(ReleaseState.APPROVED):
            number += 1
            move_tranche(
                tranche=tranche, transition="pay", user=self.finance, at=at, plan=plan, paid_on=paid_on,
                voucher_number=f"{VOUCHER}{paid_on.year}-{number:03}", bank_reference=f"YSH{paid_on.year}{number:06}",
            )  # fmt: skip

    def _standing_at(self, state: ReleaseState, part: Fraction = WHOLE) -> QuerySet[Tranche]:
        keys = list(Tranche.objects.filter(year=self.year, state=state).order_by("pk").values_list("pk", flat=True))
        return Tranche.objects.filter(pk__in=keys[: ceil(part * len(keys))]).order_by("pk")
