"""Ticking suspected duplicates off: who found two typicals to be two units, when and on what ground (R-T3)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events
from office.refusals import Refused
from unions.models import User
from vitality.models import DuplicateCheck, Typical
from vitality.selectors.duplicates import Suspicion


@transaction.atomic
def check_duplicate(*, pair: Suspicion, reason: str, user: User, at: datetime) -> DuplicateCheck:
    """Record that the two are two units. A pair that is checked already stays as it was recorded.

    Raises:
        PermissionDenied: not the reviewing department.
        Refused: no reason.
    """
    if not user.has_perm("vitality.check_duplicates"):
        raise PermissionDenied
    if not reason.strip():
        raise Refused("请写明凭什么核实为两个单位。", fields={"reason": "请写明凭什么核实为两个单位。"})
    first, second = sorted((pair.first, pair.second), key=lambda typical: typical.pk)
    # One lock for both who press at once; the second finds what the first has recorded.
    Typical.objects.select_for_update(of=("self",)).get(pk=first.pk)
    found = DuplicateCheck.objects.filter(first=first, second=second).first()
    if found and found.suspicion == pair.reason:
        return found
    if found:
        found.delete()
    made = DuplicateCheck.objects.create(
        first=first, second=second, suspicion=pair.reason, reason=reason.strip(), checked_at=at, checked_by=user
    )
    changes = {"疑似": pair.reason, "结论": "不是同一单位"}
    events.record(events.Entry(made, "check", "核对疑似重复", user, at, comment=made.reason, changes=changes))
    return made


@transaction.atomic
def withdraw_check(*, check: DuplicateCheck, reason: str, user: User, at: datetime) -> None:
    """Put the pair back among those to be checked; what had been found stays in the record.

    Raises:
        PermissionDenied: not the reviewing department.
        Refused: no reason, or it is withdrawn already.
    """
    if not user.has_perm("vitality.check_duplicates"):
        raise PermissionDenied
    if not reason.strip():
        raise Refused("撤销核对须写明理由。", fields={"comment": "请写明理由。"})
    locked = DuplicateCheck.objects.select_for_update(of=("self",)).filter(pk=check.pk).first()
    if locked is None:
        raise Refused("这一对的核对已经撤销。")
    events.record(events.Entry(locked, "withdraw", "撤销疑似重复的核对", user, at, comment=reason.strip()))
    locked.delete()
