"""The law by which a year is judged: the texts, the readings chosen for the year, and its lock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from office import events
from office.models import ChainHead, YearChoice, YearLock
from office.refusals import Refused
from policy.documents import ChoiceRefused, Law, Parameter, parameter
from policy.units import as_json


def law_of_year(document: str, year: int) -> Law:
    """The law of a year with the federation's choices; of a locked year exactly as it stood when locked."""
    lock = lock_of_year(document, year)
    return Law.from_json(lock.parameters) if lock else Law.of_year(year, choices_of_year(document, year))


def choices_of_year(document: str, year: int) -> dict[str, object]:
    """The readings decided for a year, by parameter key; the last decision on each."""
    decided = decisions_of_year(document, year).order_by("pk").values_list("key", "value")
    return {key: parameter(key).unit.read(value) for key, value in decided}


def decisions_of_year(document: str, year: int) -> QuerySet[YearChoice]:
    """Every decision on a reading for a year, the latest first."""
    return YearChoice.objects.filter(document=document, year=year).select_related("decided_by").order_by("-pk")


def lock_of_year(document: str, year: int) -> YearLock | None:
    """The lock of a year, or None while its readings can be changed."""
    return YearLock.objects.filter(document=document, year=year).select_related("locked_by").first()


@transaction.atomic
def choose_reading(
    *, document: str, year: int, key: str, value: object, reason: str, user: Any, at: datetime
) -> YearChoice:
    """Decide on another reading for a year; the earlier decisions stay on record.

    Args:
        value: of one of the parameter's options, of its exact type.

    Raises:
        PermissionDenied: only the leading group decides.
        UnknownName: no such parameter.
        Refused: a locked year, no such option, no reason, the reading that holds already, or one not in force yet.
    """
    chosen = _choosable(document, year, key, user)
    reason = reason.strip()
    if not reason:
        raise Refused("改变口径须写明理由。", fields={"reason": "请写明理由。"})
    before = law_of_year(document, year).value(key)
    label = _option_words(chosen, value)
    if value == before:
        raise Refused(f"“{chosen.meaning}”{year} 年已经是“{label}”。")
    choice = YearChoice.objects.create(
        document=document, year=year, key=key, value=as_json(value), reason=reason, decided_by=user, decided_at=at
    )
    changes = {chosen.meaning: [_option_words(chosen, before), label]}
    events.record(events.Entry(choice, "choose_reading", "选定口径", user, at, comment=reason, changes=changes))
    return choice


@transaction.atomic
def lock_year(*, document: str, year: int, user: Any, at: datetime) -> YearLock:
    """Freeze a year's parameters as they stand; every later computation of the year uses these.

    Raises:
        PermissionDenied: only the leading group locks.
        Refused: locked already.
    """
    _refuse_locked(document, year, user)
    sealed = law_of_year(document, year).as_json()
    lock = YearLock.objects.create(document=document, year=year, parameters=sealed, locked_by=user, locked_at=at)
    events.record(events.Entry(lock, "lock_year", "锁定年度参数", user, at))
    return lock


def _choosable(document: str, year: int, key: str, user: Any) -> Parameter:
    _refuse_locked(document, year, user)
    found = parameter(key)
    if not found.is_chosen or not found.clause.ref.startswith(f"{document}/"):
        raise Refused(f"“{found.meaning}”由文件规定，不能另选（{found.clause.cited}）。")
    if found.first_day.year > year:
        raise Refused(f"“{found.meaning}”自 {found.first_day} 起才有，{year} 年不适用。")
    return found


def _refuse_locked(document: str, year: int, user: Any) -> None:
    if not user.has_perm("office.choose_reading"):
        raise PermissionDenied
    # The head of the event chain is locked at the end anyhow; locked now, it keeps choosing and locking apart.
    ChainHead.objects.select_for_update().get_or_create(pk=1)
    if lock := lock_of_year(document, year):
        raise Refused(f"{year} 年的参数已由{lock.locked_by}于 {lock.locked_at:%Y-%m-%d} 锁定，不能更改。")


def _option_words(chosen: Parameter, value: object) -> str:
    try:
        return chosen.option(value).meaning
    except ChoiceRefused as refusal:
        raise Refused(str(refusal), fields={"value": "请从列出的读法中选。"}) from refusal
