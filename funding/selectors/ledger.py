"""The ledger as it is read and checked: the chain, and whether it agrees with releases and audits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet, Sum

from funding.kinds import EntryKind, ReleaseState
from funding.models import AuditSignOff, LedgerEntry, LedgerHead, Tranche
from funding.rules.release import NOTHING
from funding.selectors.balances import balances_of, statements_of
from office.chain import Chain, ChainReport, Progress, walk_chain
from office.hashing import hash_of
from policy.units import money, yuan
from unions.models import Union, User

HASHED: Final = (
    "number", "at", "booked_on", "union_id", "source", "kind", "amount", "tranche_id", "category", "purpose",
    "reference", "reverses_id", "actor_id", "actor_name", "previous_hash",
)  # fmt: skip
# What the ledger must show for a release in each state.
PROMISED: Final = {ReleaseState.APPROVED, ReleaseState.PAID}


def entry_hash(entry: LedgerEntry) -> str:
    """The SHA-256 of an entry's content and its predecessor's hash."""
    return hash_of(entry, HASHED)


LEDGER: Final = Chain(LedgerEntry, LedgerHead, entry_hash)


def entries_seen(user: User) -> QuerySet[LedgerEntry]:
    """Every entry in this person's scope, with what a list prints."""
    return LedgerEntry.objects.visible_to(user).select_related("union__superior", "tranche__union", "reverses")


def verify_ledger(progress: Progress | None = None) -> ChainReport:
    """Walk the chain, then hold it against the releases, the balances and the audits."""
    chain = walk_chain(progress, LEDGER)
    faults = (*chain.faults, *_release_faults(), *_balance_faults(), *_audit_faults())
    return ChainReport(chain.count, faults)


def _release_faults() -> Iterator[str]:
    """Σ ledger = Σ approvals, release by release."""
    sums: dict[tuple[int, str], Decimal] = defaultdict(lambda: NOTHING)
    booked = LedgerEntry.objects.filter(tranche__isnull=False).order_by()
    for tranche_id, kind, amount in booked.values_list("tranche_id", "kind").annotate(Sum("amount")):
        sums[tranche_id, kind] = amount
    for tranche in Tranche.objects.select_related("union").order_by("pk").iterator(chunk_size=1000):
        for kind, states in ((EntryKind.APPROVAL, PROMISED), (EntryKind.PAYMENT, {ReleaseState.PAID})):
            expected = tranche.amount if tranche.state in states else NOTHING
            found = sums[tranche.pk, kind]
            if found != expected:
                told = f"应{kind.label} {yuan(expected)}，台账记载 {yuan(found)}"
                yield f"款项 {tranche.pk}（{tranche}，{ReleaseState(tranche.state).label}）：{told}"


def _balance_faults() -> Iterator[str]:
    unions = LedgerEntry.objects.order_by("union_id").values_list("union_id", flat=True).distinct()
    for (union_id, source), amount in sorted(balances_of(list(unions)).items()):
        if amount < 0:
            yield f"单位 {union_id} 的{source.label}余额为 {yuan(amount)}"


def _audit_faults() -> Iterator[str]:
    for sign_off in AuditSignOff.objects.select_related("union").order_by("pk"):
        if sealed_figures(sign_off.union, sign_off.year) != sign_off.figures:
            yield f"{sign_off}：现在的数额与签审时不符"


def sealed_figures(union: Union, year: int) -> dict[str, dict[str, str]]:
    """A year's statement as an audit seals it: yuan as text, by source."""
    return {
        each.source.value: {
            "opening": str(money(each.statement.opening)),
            "received": str(money(each.statement.received)),
            "spent": str(money(each.statement.spent)),
            "returned": str(money(each.statement.returned)),
            "closing": str(money(each.statement.closing)),
        }
        for each in statements_of(union, year)
    }
