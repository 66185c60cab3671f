"""Units whose years are standard, or fail one condition, written as plain rows: the appraisal's services have tests."""

from __future__ import annotations

from appraisal.models import AppraisalSession, YearConfirmation
from tests.vitality.conftest import NOON
from unions.models import Union


def judge(unit: Union, year: int = 2015, *, composite: str | None = "17/20", plan=True, rights=True, welcomed=True):
    """Give the unit's year its facts; without a composite no session was held."""
    if composite:
        AppraisalSession.objects.create(
            union=unit, work_year=year, held_on=f"{year}-12-10", assembly="member_assembly", chair_name="甲",
            member_weight="0.8", party_weight="0.1", superior_weight="0.1", due_count=100, verdict="valid",
            state="certified", sealed={"unit_composite": composite}, counted_at=NOON, certified_at=NOON,
        )  # fmt: skip
    YearConfirmation.objects.update_or_create(
        union=unit, year=year,
        defaults={"plan_implemented": plan, "is_rights_kept": rights, "is_welcomed": welcomed, "confirmed_at": NOON},
    )  # fmt: skip
    return unit
