"""Booking against a balance (R-M4): spending with receipts, money given back, money of other sources, and reversals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from funding.kinds import EntryKind, FundSource, SpendingCategory
from funding.models import LedgerEntry
from funding.rules.release import overspending
from funding.selectors.balances import spendable
from funding.services.ledger import (
    Movement,
    book,
    lock_account,
    refuse_closed_year,
    refuse_odd_day,
    reversal_of,
)
from office import events, files
from office.refusals import Refused
from policy.units import money, yuan
from unions.models import Union, User

# What a recipient may take back itself; releases are reversed where they were made.
REVERSIBLE: Final = (EntryKind.SPENDING, EntryKind.RETURN, EntryKind.GRANT)
GRANT_PERMISSIONS: Final = {
    FundSource.PROVINCE: "funding.record_province_grant",
    FundSource.DISTRICT: "funding.record_own_grant",
}


@dataclass(frozen=True)
class Booking:
    """What somebody wants to book; yuan."""

    booked_on: date
    amount: Decimal
    purpose: str
    source: FundSource
    category: SpendingCategory | None = None
    reference: str = ""


@transaction.atomic
def record_spending(
    *, union: Union, booking: Booking, receipts: Sequence[UploadedFile], user: User, at: datetime
) -> LedgerEntry:
    """Book what was spent, with its receipts.

    Raises:
        PermissionDenied: not of this union.
        Refused: more than is held (the sentence names the balance), no receipt, a closed year, a day to come.
    """
    if not user.has_perm("funding.spend", union):
        raise PermissionDenied
    if not receipts:
        raise Refused("支出须附票据。", fields={"receipts": "请上传票据。"})
    if booking.category is None:
        raise Refused("支出须选择类别。", fields={"category": "请选择类别。"})
    entry = _booked(union, EntryKind.SPENDING, booking, user, at)
    for receipt in receipts:
        files.attach(entry, receipt, user=user, at=at, caption="票据")
    return entry


@transaction.atomic
def record_return(*, union: Union, booking: Booking, user: User, at: datetime) -> LedgerEntry:
    """Book unspent money that was given back to where it came from.

    Raises:
        PermissionDenied: not of this union.
        Refused: more than is held, a closed year, a day to come.
    """
    if not user.has_perm("funding.spend", union):
        raise PermissionDenied
    return _booked(union, EntryKind.RETURN, booking, user, at)


@transaction.atomic
def record_grant(*, union: Union, booking: Booking, user: User, at: datetime) -> LedgerEntry:
    """Book money of the province, or a district's own, which the city neither gives nor computes (M6 among it).

    Raises:
        PermissionDenied: finance records the province's money, the officers of the district their own.
        Refused: the city's money comes by release only; a closed year, a day to come.
    """
    if booking.source not in GRANT_PERMISSIONS:
        raise Refused("市总经费只由拨付产生，不能手工登记。", fields={"source": "请选择其他来源。"})
    if not user.has_perm(GRANT_PERMISSIONS[booking.source], union):
        raise PermissionDenied
    return _booked(union, EntryKind.GRANT, booking, user, at)


@transaction.atomic
def reverse_entry(*, entry: LedgerEntry, reason: str, user: User, at: datetime) -> LedgerEntry:
    """Take back a booking by a further one, dated today, so that a closed year stays as it was audited.

    Raises:
        PermissionDenied: not who may book such an entry.
        Refused: no reason, a release, reversed already, a reversal itself, or the balance does not bear it.
    """
    kind = EntryKind(entry.kind)
    permission = GRANT_PERMISSIONS[FundSource(entry.source)] if kind == EntryKind.GRANT else "funding.spend"
    if kind in REVERSIBLE and not user.has_perm(permission, entry.union):
        raise PermissionDenied
    lock_account(entry.union_id)
    _refuse_irreversible(entry, kind, reason)
    refuse_closed_year(entry.union_id, at.date())
    if kind.sign > 0:
        _refuse_overspending(entry.union, FundSource(entry.source), entry.amount, at.date())
    written = book([reversal_of(entry, on=at.date(), reason=reason.strip())], user=user, at=at)[0]
    events.record(events.Entry(entry, "reverse", "冲正", user, at, comment=reason.strip()))
    return written


def _refuse_irreversible(entry: LedgerEntry, kind: EntryKind, reason: str) -> None:
    if not reason.strip():
        raise Refused("冲正须写明理由。", fields={"comment": "请写明理由。"})
    if kind not in REVERSIBLE:
        raise Refused(f"“{kind.label}”由财务部在款项上冲正，不能在此冲正。")
    if entry.reverses_id:
        raise Refused("冲正本身不能再冲正；请重新登记。")
    if LedgerEntry.objects.filter(reverses=entry).exists():
        raise Refused(f"{entry}已经冲正过了。")


def _booked(union: Union, kind: EntryKind, booking: Booking, user: User, at: datetime) -> LedgerEntry:
    amount = _amount(booking.amount)
    purpose = booking.purpose.strip()
    if not purpose:
        raise Refused("须写明用途或说明。", fields={"purpose": "请填写。"})
    refuse_odd_day(booking.booked_on, at.date())
    lock_account(union.pk)
    refuse_closed_year(union, booking.booked_on)
    if kind.sign < 0:
        _refuse_overspending(union, booking.source, amount, booking.booked_on)
    category = booking.category if kind == EntryKind.SPENDING else None
    movement = Movement(
        union.pk, kind, amount, booking.booked_on, purpose, booking.source, None, category, booking.reference.strip()
    )
    entry = book([movement], user=user, at=at)[0]
    changes = {"金额": yuan(amount), "日期": str(booking.booked_on), "来源": booking.source.label}
    events.record(events.Entry(entry, "book", f"登记{kind.label}", user, at, comment=purpose, changes=changes))
    return entry


def _amount(typed: Any) -> Decimal:
    try:
        amount = money(typed)
    except ValueError as error:
        raise Refused(f"金额 {typed} 超过两位小数。", fields={"amount": "金额最多两位小数。"}) from error
    if amount <= 0:
        raise Refused(f"金额 {amount} 须大于零。", fields={"amount": "金额须大于零。"})
    return amount


def _refuse_overspending(union: Union, source: FundSource, amount: Decimal, on: date) -> None:
    reasons = overspending(amount, spendable(union, source, on))
    if reasons:
        told = "；".join(reason.shown for reason in reasons)
        sentence = f"{source.label}余额不足：{told}（{on} 可用，{reasons[0].clause}）。"
        raise Refused(sentence, reasons=reasons, fields={"amount": f"{source.label}{told}。"})
