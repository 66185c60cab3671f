"""Faults while finance pays: each acknowledged payment stands once in the ledger, and ledger and chain are whole."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import count

from django.db.models import Sum
from django.urls import reverse

from faults.desks import Desk, Press, scenarios
from faults.outcome import Outcome
from funding.kinds import EntryKind, ReleaseState
from funding.models import LedgerEntry, Tranche
from funding.selectors.ledger import verify_ledger
from funding.services.computing import compute_due
from funding.services.tranches import move_tranches
from office.chain import walk_chain
from tests.factories import CityFactory, DistrictFactory, SectorFactory, user_with_post
from tests.funding.conftest import NOON, make_typical
from unions.kinds import RoleKind
from unions.models import Union

PAYMENTS = 60
VOUCHERS = count(1)


def prepared() -> Desk:
    """Approved tranches of the sector unions of a new district, and an officer of finance who pays each."""
    city = Union.objects.filter(superior=None, kind="city_federation").first() or CityFactory()
    proposer, payer = (user_with_post(RoleKind.FINANCE, city) for _ in range(2))
    district = DistrictFactory()
    unions = [SectorFactory(superior=district) for _ in range(PAYMENTS)]
    for union in unions:
        make_typical(union)
    compute_due(year=NOON.year, user=None, at=NOON)
    tranches = Tranche.objects.filter(union__in=unions)
    move_tranches(tranches=tranches, step="propose", user=proposer, at=NOON)
    move_tranches(tranches=tranches, step="approve", user=user_with_post(RoleKind.LEADING_GROUP, city), at=NOON)
    return Desk.of(payer, [_payment(tranche) for tranche in tranches])


def _payment(tranche: Tranche) -> Press:
    number = next(VOUCHERS)
    typed = {"paid_on": f"{NOON:%Y-%m-%d}", "voucher_number": f"记-{number:04}", "bank_reference": f"回单 {number}"}
    return Press(tranche.pk, reverse("funding:tranche_pay", args=[tranche.pk]), typed)


def counted(mischief: str, desk: Desk) -> Outcome:
    """Tranches and ledger against what finance was told; the sums of approvals and payments; both chains."""
    tranches = Tranche.objects.filter(pk__in=desk.keys)
    paid = set(tranches.filter(state=ReleaseState.PAID).values_list("pk", flat=True))
    entries = LedgerEntry.objects.filter(kind=EntryKind.PAYMENT, tranche__in=desk.keys)
    booked = Counter(entries.values_list("tranche_id", flat=True))
    faults = [*verify_ledger().faults, *walk_chain().faults]
    is_short = _sum(entries) != _sum(tranches.filter(pk__in=paid))
    return Outcome(
        f"payments: {mischief}", len(desk.keys), len(desk.acknowledged), len(desk.acknowledged - paid),
        sum(times - 1 for times in booked.values()), len(paid ^ set(booked)) + is_short + len(faults),
        f"ledger whole, {_sum(entries):,} yuan" if not faults else str(faults[0]),
    )  # fmt: skip


def _sum(rows) -> Decimal:
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


SCENARIOS = tuple(scenarios(prepared, counted))
