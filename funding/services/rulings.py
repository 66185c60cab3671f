"""Decisions of the leading group on single tranches (R-M1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funding.kinds import Condition, RulingKind, Scheme, TrancheKind
from funding.models import Ruling
from funding.selectors.plan import PlanRow, year_plan
from funding.services.computing import lock_year
from office import events
from office.refusals import Refused
from unions.models import Union, User


@dataclass(frozen=True)
class Decided:
    """What the minutes say."""

    kind: RulingKind
    decided_on: date
    minutes_number: str
    reason: str


@transaction.atomic
def record_ruling(
    *, union: Union, year: int, scheme: Scheme, tranche_kind: TrancheKind, decided: Decided, user: User, at: datetime
) -> Ruling:
    """Put down what the leading group decided on a tranche.

    Raises:
        PermissionDenied: not the leading group.
        Refused: the tranche does not call for such a decision, it is decided already, or the minutes are missing.
    """
    if not user.has_perm("funding.rule"):
        raise PermissionDenied
    lock_year(year)
    row = year_plan(year, union_ids=[union.pk]).by_key.get((union.pk, scheme, tranche_kind))
    if row is None or not calls_for(row, decided.kind):
        raise Refused(f"这笔款项现在不需要“{decided.kind.label}”的决定。")
    _refuse_incomplete(decided, at)
    ruling = Ruling.objects.create(
        union=union, year=year, scheme=scheme, tranche_kind=tranche_kind, kind=decided.kind,
        decided_on=decided.decided_on, minutes_number=decided.minutes_number.strip(), reason=decided.reason.strip(),
        recorded_by=user, recorded_at=at,
    )  # fmt: skip
    events.record(events.Entry(ruling, "rule", decided.kind.label, user, at, comment=ruling.reason))
    return ruling


def calls_for(row: PlanRow, kind: RulingKind) -> bool:
    """Whether such a decision makes sense for the tranche as it stands."""
    if kind == RulingKind.KEEP_OVERPAID:
        return row.needs_decision
    asks_coverage = Condition.COVERAGE_MET in row.verdict.line.conditions
    is_excluded = any(
        reason.code == Condition.PILOT_ZONE_INCLUDED and reason.met is False for reason in row.verdict.reasons
    )
    return asks_coverage and not row.verdict.is_applicable and not is_excluded


def _refuse_incomplete(decided: Decided, at: datetime) -> None:
    missing = {name: "请填写。" for name in ("minutes_number", "reason") if not getattr(decided, name).strip()}
    if missing:
        raise Refused("决定须有会议纪要文号和理由。", fields=missing)
    if decided.decided_on > at.date():
        told = "会议日期不能在今天之后。"
        raise Refused(f"会议日期 {decided.decided_on} 在今天之后。", fields={"decided_on": told})
