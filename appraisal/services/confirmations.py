"""The superior union's two confirmations of a unit's year: 权益维护 and 受欢迎 (R-S1)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from appraisal.models import YearConfirmation
from appraisal.selectors.sessions import DOCUMENT
from office import events
from office.refusals import Refused
from office.years import lock_of_year
from unions.models import Union, User


@transaction.atomic
def confirm_year(
    *,
    union: Union,
    year: int,
    is_rights_kept: bool | None,
    is_welcomed: bool | None,
    reason: str,
    user: User,
    at: datetime,
) -> YearConfirmation:
    """Confirm or deny the two conditions of a unit's year; None leaves one undecided. Open to change until the lock.

    Raises:
        PermissionDenied: not of a union above the unit.
        Refused: a denial without a reason, or a locked year.
    """
    found = YearConfirmation.objects.select_for_update().filter(union=union, year=year).first()
    confirmation = found or YearConfirmation(union=union, year=year)
    if not user.has_perm("appraisal.confirm_year", confirmation):
        raise PermissionDenied
    if lock_of_year(DOCUMENT, year):
        raise Refused(f"{year} 年的参数已锁定，确认不能再改。")
    if False in (is_rights_kept, is_welcomed) and not reason.strip():
        raise Refused("不予确认须写明理由。", fields={"reason": "请写明理由。"})
    before = {"权益维护": _word(confirmation.is_rights_kept), "受欢迎": _word(confirmation.is_welcomed)}
    after = {"权益维护": _word(is_rights_kept), "受欢迎": _word(is_welcomed)}
    confirmation.is_rights_kept, confirmation.is_welcomed = is_rights_kept, is_welcomed
    confirmation.reason, confirmation.confirmed_at, confirmation.confirmed_by = reason.strip(), at, user
    confirmation.save()
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    entry = events.Entry(union, "confirm_year", f"确认 {year} 年两项条件", user, at, confirmation.reason, changes)
    events.record(entry)
    return confirmation


def _word(value: bool | None) -> str:
    return {True: "已确认", False: "不予确认", None: "未定"}[value]
