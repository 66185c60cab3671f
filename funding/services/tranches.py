"""Steps of releases, one by one or many at once after a look at which can go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from funding.models import Tranche
from funding.selectors.plan import YearPlan, year_plan
from funding.services.tranche_flow import TRANCHE_FLOW, messages
from office import notices
from office.refusals import Refused
from office.workflow import Act, perform
from policy.citing import Reason
from unions.models import User

# Steps that can be taken for many at once; a payment needs a voucher of its own.
BATCH_STEPS: Final = {"propose": "提请", "approve": "批准"}
MOST_NAMED: Final = 5


def move_tranche(
    *, tranche: Tranche, transition: str, user: User, at: datetime, comment: str = "", **inputs: Any
) -> Tranche:
    """Take one step and tell those who wait for it.

    Raises:
        PermissionDenied: not this person's step.
        Refused: not now, or not with these inputs.
    """
    return perform(  # type: ignore[return-value]
        TRANCHE_FLOW, tranche, transition, user=user, at=at, comment=comment, **inputs
    )


@dataclass(frozen=True)
class Preflight:
    """Which of the chosen tranches can take a step now, and why the others cannot."""

    step: str
    able: tuple[Tranche, ...]
    unable: tuple[tuple[Tranche, tuple[Reason, ...]], ...]

    @property
    def count(self) -> int:
        return len(self.able) + len(self.unable)

    @property
    def sentence(self) -> str:
        """The result in one sentence: 17 项中 15 项可以批准，2 项不能：…."""
        verb = BATCH_STEPS[self.step]
        if not self.unable:
            return f"{self.count} 项全部可以{verb}。"
        why = "；".join(f"{each}：{'、'.join(map(str, reasons))}" for each, reasons in self.unable[:MOST_NAMED])
        more = f"；另有 {len(self.unable) - MOST_NAMED} 项" if len(self.unable) > MOST_NAMED else ""
        return f"{self.count} 项中 {len(self.able)} 项可以{verb}，{len(self.unable)} 项不能：{why}{more}。"


def preflight(*, tranches: Iterable[Tranche], step: str, user: User, at: datetime) -> Preflight:
    """Look at every tranche with the eyes of the step, without taking it.

    Raises:
        PermissionDenied: not this person's step.
        KeyError: no step that can be taken for many at once.
    """
    return _preflight(tranches, step, user, at, _Plans())


def _preflight(tranches: Iterable[Tranche], step: str, user: User, at: datetime, plans: _Plans) -> Preflight:
    transition = TRANCHE_FLOW.transitions[step]
    if step not in BATCH_STEPS:
        raise KeyError(step)
    able, unable = [], []
    for tranche in tranches:
        if not user.has_perm(transition.permission, tranche):
            raise PermissionDenied
        reasons = TRANCHE_FLOW.obstacles(tranche, transition, Act(user, at, inputs={"plan": plans.of(tranche)}))
        if reasons:
            unable.append((tranche, reasons))
        else:
            able.append(tranche)
    return Preflight(step, tuple(able), tuple(unable))


@transaction.atomic
def move_tranches(*, tranches: QuerySet[Tranche], step: str, user: User, at: datetime) -> Preflight:
    """Take a step for every one of these that can; the others stay as they are and are named.

    All rows are locked in one order before anything is looked at, so that two batches at once neither stand in each
    other's way for ever nor take a step twice.

    Raises:
        PermissionDenied: not this person's step.
        Refused: none of them can.
    """
    locked, plans = list(tranches.select_for_update(of=("self",)).order_by("pk")), _Plans()
    found = _preflight(locked, step, user, at, plans)
    if not found.able:
        raise Refused(found.sentence if found.count else "没有选中任何款项。")
    for tranche in found.able:
        perform(TRANCHE_FLOW, tranche, step, user=user, at=at, plan=plans.of(tranche))
    notices.send(messages(step, found.able, at.date()), at=at)
    return found


class _Plans:
    """The plan of each year, computed at its first use."""

    def __init__(self) -> None:
        self._by_year: dict[int, YearPlan] = {}

    def of(self, tranche: Tranche) -> YearPlan:
        if tranche.year not in self._by_year:
            self._by_year[tranche.year] = year_plan(tranche.year)
        return self._by_year[tranche.year]
