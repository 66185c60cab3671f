"""A sample of every object of the project's money, marked like the district it belongs to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from funding.kinds import EntryKind, ReleaseState, Scheme, TrancheKind
from funding.models import AuditFinding, AuditSignOff, Tranche
from funding.services.ledger import Movement, book
from tests.vitality.conftest import NOON
from unions.models import Union, User


def money_samples(mark: str, union: Union, officer: User, auditor: User) -> dict[str, int]:
    """A tranche that is due and one that was paid, the entry of its payment, an audit with a finding."""
    common = {"union": union, "year": 2014, "scheme": Scheme.M1, "amount": Decimal("20000.00"), "computed_at": NOON}
    sealed = {"verdict": {"amount": "20000.00", "reasons": []}, "law": {}}
    due = Tranche.objects.create(kind=TrancheKind.REWARD_INNOVATION, sealed=sealed, **common)
    paid = Tranche.objects.create(
        kind=TrancheKind.STARTUP, sealed=sealed, state=ReleaseState.PAID, proposed_at=NOON, proposed_by=officer,
        approved_at=NOON, approved_by=auditor, paid_on=NOON.date(), voucher_year=2014, voucher_number=f"{mark}凭证",
        bank_reference=f"{mark}回单", paid_by=officer, paid_at=NOON, **common,
    )  # fmt: skip
    entries = book(
        [
            Movement(union.pk, kind, paid.amount, NOON.date(), f"{mark}拨付", tranche=paid, reference=f"{mark}凭证")
            for kind in (EntryKind.APPROVAL, EntryKind.PAYMENT)
        ],
        user=officer,
        at=NOON,
    )
    audit = AuditSignOff.objects.create(
        union=union, year=2013, figures={}, entry_number=0, opinion=f"{mark}意见", signed_by=auditor, signed_at=NOON
    )
    finding = AuditFinding.objects.create(sign_off=audit, text=f"{mark}问题", due_on=date(2014, 12, 1))
    return {
        "tranche": due.pk,
        "paid_tranche": paid.pk,
        "ledger_entry": entries[-1].pk,
        "audit": audit.pk,
        "finding": finding.pk,
    }
