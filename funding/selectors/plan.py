"""The year plan: every tranche of every recipient, as computed and as far as it is released."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from funding.kinds import Condition, ReleaseState, RulingKind, Scheme, TrancheKind, TrancheState
from funding.models import Ruling, Tranche
from funding.rules.release import NOTHING, settlement
from funding.rules.schedule import CLAUSE, Line, TrancheVerdict, total
from funding.selectors.facts import DOCUMENT, recipients_of
from funding.selectors.years import first_year
from office.report_object import report_object
from office.years import law_of_year
from policy.citing import Reason
from policy.documents import Law
from policy.units import money
from unions.kinds import UnionKind
from unions.models import Union, User
from unions.models.union import UnionQuerySet

PARAMETERS: Final = (
    "m1_tranches", "pilot_zone_gets_M1", "m2_tranches", "m3_tranches", "m3_rewards_presuppose_startup",
    "m4_tranches", "m5_tranches", "m6_city_amount",
    "coverage_target", "coverage_target_scope",
)  # fmt: skip
Key = tuple[int, Scheme, TrancheKind]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One tranche of one recipient.

    Attributes:
        union_name, superior_name: as they were on the last day of the year.
        release: the living release; None while nothing is due.
        overpaid: yuan that were released and are not earned (any more).
        is_overpaid_kept: the leading group decided to leave it.
    """

    year: int
    union_id: int
    union_name: str
    superior_name: str
    verdict: TrancheVerdict
    release: Tranche | None
    overpaid: Decimal = NOTHING
    is_overpaid_kept: bool = False

    @property
    def state(self) -> TrancheState:
        """How far it is: what is released says so itself, else what was computed."""
        return TrancheState(self.release.state) if self.release else self.verdict.state

    @property
    def amount(self) -> Decimal:
        """Yuan; of a release as it was released."""
        return self.release.amount if self.release else self.verdict.amount

    @property
    def needs_decision(self) -> bool:
        """Whether something was released that is not earned, and nobody has decided on it."""
        return self.overpaid > 0 and not self.is_overpaid_kept

    def as_json(self) -> dict[str, Any]:
        """The row as `report tranches` prints it."""
        return {
            "recipient": self.union_name,
            "superior": self.superior_name,
            "scheme": self.verdict.scheme.value,
            "tranche": self.verdict.kind.value,
            "amount": str(money(self.amount)),
            "state": self.state.value,
            "overpaid": str(money(self.overpaid)),
            "conditions": [
                {"name": each.code, "met": each.met, "shown": each.shown, "clause": each.clause}
                for each in self.verdict.reasons
            ],
        }


@dataclass(frozen=True)
class YearPlan:
    """All rows of a year with the law they were computed by."""

    year: int
    rows: tuple[PlanRow, ...]
    law: Law

    @cached_property
    def by_key(self) -> Mapping[Key, PlanRow]:
        """The rows by recipient, scheme and tranche."""
        return {(row.union_id, row.verdict.scheme, row.verdict.kind): row for row in self.rows}

    def of(self, union_id: int) -> tuple[PlanRow, ...]:
        """The rows of one recipient."""
        return tuple(row for row in self.rows if row.union_id == union_id)

    def as_json(self) -> dict[str, Any]:
        """The object that `report tranches --json` prints."""
        return report_object(self.year, self.rows, self.law, PARAMETERS)


def year_plan(year: int, user: User | None = None, union_ids: Collection[int] | None = None) -> YearPlan:
    """The plan of a year in the order of the tree, superior unions first; a fixed number of queries.

    Empty before the schedule's first year.

    Args:
        user: whose scope; None for all.
        union_ids: only these recipients.
    """
    law = law_of_year(DOCUMENT, year)
    if year < first_year():
        return YearPlan(year, (), law)
    names = _names_then(year, user, union_ids)
    verdicts, living = _verdicts(year, law, names, union_ids), _living(year, names, union_ids)
    for key, release in living.items():
        verdicts.setdefault(key, _without_ground(release))
    over = _overpaid(verdicts, living)
    kept = _kept(year)
    rows = (
        PlanRow(year, key[0], *names[key[0]], verdict, living.get(key), over.get(key, NOTHING), key in kept)
        for key, verdict in verdicts.items()
    )
    return YearPlan(year, tuple(rows), law)


def planned_and_earned(year: int, user: User) -> tuple[Decimal, Decimal]:
    """What the rows of `year_plan` come to, in yuan, without making them: two sums need no names and no grounds."""
    seen = set(_recipients_seen(Union.objects.all(), user).values_list("pk", flat=True))
    verdicts = _verdicts(year, law_of_year(DOCUMENT, year), seen)
    columns = ("union_id", "scheme", "kind", "amount")
    rows = Tranche.objects.living().filter(year=year).order_by().values_list(*columns)
    living = {(key, scheme, kind): amount for key, scheme, kind, amount in rows if key in seen}
    ahead = (each.amount for key, each in verdicts.items() if each.is_applicable and key not in living)
    return sum(ahead, sum(living.values(), NOTHING)), total(verdicts.values())


def earned_reasons(tranche: Tranche) -> tuple[Reason, ...]:
    """Why a tranche is not earned as things stand now; nothing where it is."""
    row = year_plan(tranche.year, union_ids=[tranche.union_id]).by_key.get(key_of(tranche))
    return unearned(row)


def unearned(row: PlanRow | None) -> tuple[Reason, ...]:
    """The conditions that a row misses."""
    if row is None:
        return (Reason("not_earned", False, "按现在的事实，这笔款项已不应拨付", CLAUSE),)
    if row.verdict.is_earned:
        return ()
    return row.verdict.missing or (Reason("not_applicable", False, "这笔款项当年不适用", CLAUSE),)


def key_of(tranche: Tranche) -> Key:
    """Recipient, scheme and tranche."""
    return tranche.union_id, Scheme(tranche.scheme), TrancheKind(tranche.kind)


def _verdicts(
    year: int, law: Law, seen: Container[int], union_ids: Collection[int] | None = None
) -> dict[Key, TrancheVerdict]:
    """What the year brings to those seen, by recipient, scheme and tranche."""
    return {
        (recipient.union_id, verdict.scheme, verdict.kind): verdict
        for recipient in recipients_of(year, union_ids)
        if recipient.union_id in seen
        for verdict in recipient.tranches(year, law)
    }


def _living(year: int, names: Mapping[int, Any], union_ids: Collection[int] | None) -> dict[Key, Tranche]:
    # The facts and the law sealed with a release are what is widest in it, and a plan tells its own.
    living = Tranche.objects.living().filter(year=year).defer("sealed").order_by("union__path", "scheme", "pk")
    if union_ids is not None:
        living = living.filter(union__in=union_ids)
    return {key_of(tranche): tranche for tranche in living if tranche.union_id in names}


def _overpaid(verdicts: Mapping[Key, TrancheVerdict], living: Mapping[Key, Tranche]) -> Mapping[Any, Decimal]:
    earned = {key: verdict.earned_amount for key, verdict in verdicts.items()}
    released = {key: each.amount for key, each in living.items() if each.state in ReleaseState.released()}
    return settlement(earned, released).overpaid


def _kept(year: int) -> set[Key]:
    decided = Ruling.objects.filter(year=year, kind=RulingKind.KEEP_OVERPAID)
    rows = decided.values_list("union_id", "scheme", "tranche_kind")
    return {(union_id, Scheme(scheme), TrancheKind(kind)) for union_id, scheme, kind in rows}


def _without_ground(release: Tranche) -> TrancheVerdict:
    """A release whose tranche the year does not bring any more: kept in sight, and not earned."""
    line = Line(Scheme(release.scheme), TrancheKind(release.kind), "", ())
    reason = Reason(Condition.APPROVED.value, False, "按现在的事实，该单位本年度没有这笔款项", CLAUSE)
    return TrancheVerdict(line, release.amount, (reason,))


def _names_then(year: int, user: User | None, union_ids: Collection[int] | None) -> dict[int, tuple[str, str]]:
    """Name and superior's name of each union on the last day of the year."""
    then = Union.objects.as_of(date(year, 12, 31))
    seen: Any = _recipients_seen(then, user)
    seen = (seen if union_ids is None else seen.filter(pk__in=union_ids)).order_by("path")
    rows: Iterable[tuple[int, str, int]] = list(seen.values_list("pk", "name_then", "superior_then_id"))
    superiors: Any = then.filter(pk__in={superior_id for _, _, superior_id in rows})
    names = dict(superiors.values_list("pk", "name_then"))
    return {key: (name, names.get(superior_id, "")) for key, name, superior_id in rows}


def _recipients_seen(unions: UnionQuerySet, user: User | None) -> UnionQuerySet:
    """Those of the unions that can get money, within a person's scope."""
    kinds = [kind for kind in UnionKind if kind.files_batches or kind == UnionKind.SECTOR_UNION]
    return (unions.visible_to(user) if user else unions).filter(kind__in=kinds)
