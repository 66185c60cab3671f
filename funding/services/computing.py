"""The computation of what is due: earned − released, written once however often and by however many it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from funding.kinds import ReleaseState, Scheme
from funding.models import ReleaseYear, Tranche
from funding.rules.release import NOTHING
from funding.rules.schedule import TrancheVerdict
from funding.selectors.facts import DOCUMENT, Recipient, recipients_of
from funding.selectors.plan import key_of
from funding.services import recipients
from office import events, notices
from office.years import law_of_year
from policy.documents import Law
from unions.models import User

CHUNK: Final = 250
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Computed:
    """What a computation did: tranches that became due, and due ones that are not earned any more."""

    due_count: int
    lapsed_count: int


def _silent(done_count: int, total_count: int, message: str) -> None:
    pass


def compute_due(*, year: int, user: User | None, at: datetime, progress: Progress = _silent) -> Computed:
    """Write down what has become due in a year, and let lapse what is due and not earned any more.

    Every portion is a transaction of its own under the lock of the year: interrupted anywhere, the next run completes
    it; run twice at once, nothing is written twice.

    Args:
        user: who asked for it; None for the nightly run.
        progress: told (done, total, message) after each portion, outside its transaction.
    """
    law, found = law_of_year(DOCUMENT, year), recipients_of(year)
    due_count = lapsed_count = done_count = 0
    for portion in _portions(found):
        written, lapsed = _settle(year, portion, law, at)
        due_count, lapsed_count, done_count = due_count + written, lapsed_count + lapsed, done_count + len(portion)
        progress(done_count, len(found), f"{year} 年：已计算 {done_count:,} 个单位")
    lapsed_count += _lapse_strangers(year, {each.union_id for each in found}, at)
    computed = Computed(due_count, lapsed_count)
    _conclude(year, computed, user, at)
    return computed


@transaction.atomic
def _settle(year: int, portion: Sequence[Recipient], law: Law, at: datetime) -> tuple[int, int]:
    lock_year(year)
    living = list(Tranche.objects.living().filter(_of(year, portion)))
    taken = {key_of(each) for each in living if each.year == year}
    once_ever = {key_of(each) for each in living if each.scheme == Scheme.M2}
    verdicts = {
        (recipient.union_id, verdict.scheme, verdict.kind): verdict
        for recipient in portion
        for verdict in recipient.tranches(year, law)
    }
    earned = {key: each for key, each in verdicts.items() if each.earned_amount > NOTHING}
    sealed_law = _sealed_law(law, earned.values())
    due = [
        Tranche(
            union_id=key[0], year=year, scheme=key[1].value, kind=key[2].value, amount=verdict.amount,
            sealed={"verdict": verdict.as_json(), "law": sealed_law[verdict.parameters]}, computed_at=at,
        )
        for key, verdict in earned.items()
        if key not in taken and key not in once_ever
    ]  # fmt: skip
    Tranche.objects.bulk_create(due)
    stale = [each.pk for each in living if each.state == ReleaseState.DUE and each.year == year]
    gone = [each.pk for each in living if each.pk in set(stale) and key_of(each) not in earned]
    return len(due), _lapse(gone, at)


def _of(year: int, portion: Iterable[Recipient]) -> Q:
    """Releases of the year, and of any year where a scheme gives only once."""
    return Q(union__in=[each.union_id for each in portion]) & (Q(year=year) | Q(scheme=Scheme.M2))


def lock_year(year: int) -> ReleaseYear:
    """Hold a year's computation until the end of the transaction."""
    ReleaseYear.objects.get_or_create(year=year)
    return ReleaseYear.objects.select_for_update().get(year=year)


def _sealed_law(law: Law, verdicts: Iterable[TrancheVerdict]) -> dict[tuple[str, ...], dict[str, Any]]:
    """The parameters of each kind of verdict, sealed once."""
    return {keys: law.as_json(keys) for keys in {verdict.parameters for verdict in verdicts}}


def _lapse(keys: Sequence[int], at: datetime) -> int:
    """End due tranches that are not earned any more; one that was proposed meanwhile stays for a person to judge."""
    if not keys:
        return 0
    return Tranche.objects.filter(pk__in=keys, state=ReleaseState.DUE).update(
        state=ReleaseState.LAPSED, ended_at=at, end_reason="按现在的事实已不应拨付"
    )


@transaction.atomic
def _lapse_strangers(year: int, known: set[int], at: datetime) -> int:
    """Due tranches of unions that are no recipients of the year any more."""
    lock_year(year)
    due = Tranche.objects.filter(year=year, state=ReleaseState.DUE)
    return _lapse([key for key, union_id in due.values_list("pk", "union_id") if union_id not in known], at)


@transaction.atomic
def _conclude(year: int, computed: Computed, user: User | None, at: datetime) -> None:
    locked = lock_year(year)
    locked.computed_at = at
    locked.save(update_fields=["computed_at"])
    if not (computed.due_count or computed.lapsed_count or user):
        return
    changes = {"新增应拨": computed.due_count, "不再应拨": computed.lapsed_count}
    if computed.due_count:
        text = f"{year} 年新增 {computed.due_count} 项应拨经费，等待提请"
        told = notices.Message(
            recipients.finance_ids(at.date()), text, f"{reverse('funding:release_list')}?year={year}&state=due"
        )
        notices.send([told], at=at)
    events.record(events.Entry(locked, "compute", "计算应拨经费", user, at, changes=changes))


def _portions(found: Sequence[Recipient]) -> Iterator[list[Recipient]]:
    rest = iter(found)
    while portion := list(islice(rest, CHUNK)):
        yield portion
