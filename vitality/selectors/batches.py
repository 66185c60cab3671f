"""Questions about batches: what stands in them and what they still lack."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from policy.citing import Reason, Verdict
from policy.documents import Law
from unions.kinds import Category
from unions.models import Union
from vitality.kinds import AnnexForm, ApplicationState, TypicalKind
from vitality.models import Application, Batch, Round, RoundQuota
from vitality.rules.quotas import batch_verdict
from vitality.selectors.applications import filed_category
from vitality.selectors.rounds import law_of_round, quota_facts, quota_of

UNENDORSED = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)
NOT_FILED = (*UNENDORSED, ApplicationState.ENDORSED)


@dataclass(frozen=True)
class Entry:
    """One form of a batch with what its unit counts as; None while the form does not yet say."""

    application: Application
    category: Category | None


@dataclass(frozen=True)
class BatchContent:
    """A batch as its page and its guards need it. A batch nobody has begun yet has no key."""

    batch: Batch
    quota: RoundQuota | None
    entries: tuple[Entry, ...]
    verdict: Verdict

    @property
    def form(self) -> AnnexForm | None:
        """The form this batch is filed on; None where the round has no place for it."""
        return AnnexForm(self.quota.form) if self.quota else None

    @property
    def quota_words(self) -> str:
        """What the round asks for: 正好 5 个，其中百人以上非公不少于 3 个; empty without a place."""
        if self.quota is None:
            return ""
        facts = quota_facts(self.quota)
        part = f"，其中百人以上非公不少于 {facts.nonpublic_100_count} 个" if facts.nonpublic_100_count else ""
        return facts.unit_count.sentence() + part

    @property
    def nonpublic_100_count(self) -> int:
        """How many of its units are non-public enterprises from 100 employees."""
        return sum(entry.category == Category.NONPUBLIC_100 for entry in self.entries)

    @property
    def states(self) -> Counter[ApplicationState]:
        """How many of its forms stand in which state."""
        return Counter(ApplicationState(entry.application.state) for entry in self.entries)

    @property
    def filed_count(self) -> int:
        """How many of its forms the city has."""
        return sum(count for state, count in self.states.items() if state not in NOT_FILED)

    @property
    def unendorsed(self) -> tuple[Reason, ...]:
        """A reason per form that the superior union has not agreed to yet."""
        return tuple(
            Reason("unendorsed", False, f"{entry.application.unit}：申报表尚未经上级工会同意")
            for entry in self.entries
            if entry.application.state in UNENDORSED
        )

    @property
    def is_ready(self) -> bool:
        """Whether a filing would go through as far as the content goes: all there, all agreed to, something new."""
        return self.verdict.met is True and not self.unendorsed and bool(self.ready_to_file)

    @property
    def ready_to_file(self) -> tuple[Application, ...]:
        """The forms that a filing would send to the city."""
        return tuple(each.application for each in self.entries if each.application.state == ApplicationState.ENDORSED)


@dataclass(frozen=True)
class FilingUnion:
    """A superior union in a round: the batches it files, begun or not."""

    union: Union
    batches: tuple[BatchContent, ...] = field(default=())


def applications_of(batch: Batch) -> QuerySet[Application]:
    """The living forms of a batch with their units, in the order of their making."""
    if batch.pk is None:
        return Application.objects.none()
    return _living(batch.applications.all())


def batch_content(batch: Batch, law: Law | None = None) -> BatchContent:
    """A batch with its forms, its quota and what is missing or too much."""
    law = law or law_of_round(batch.round)
    return _content(batch, quota_of(batch.round, batch.superior, TypicalKind(batch.kind)), applications_of(batch), law)


def filing_unions_of(round: Round, superiors: Iterable[Union]) -> list[FilingUnion]:
    """What each of these superior unions files in a round, with the same number of queries however many they are."""
    superiors, law, quotas = list(superiors), law_of_round(round), list(round.quotas.all())
    begun = _begun_batches(round, superiors)
    applications = _applications_by_batch(begun.values())

    def contents(union: Union) -> Iterable[BatchContent]:
        for quota in quotas:
            if quota.union_kind == union.kind:
                batch = _batch_for(round, union, quota, begun)
                yield _content(batch, quota, applications.get(batch.pk, []), law)

    return [FilingUnion(union, tuple(contents(union))) for union in superiors]


def _living(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.counted().select_related("unit", "batch__superior", "batch__round").order_by("pk")  # type: ignore[attr-defined]


def _begun_batches(round: Round, superiors: list[Union]) -> dict[tuple[int, str], Batch]:
    batches = Batch.objects.filter(round=round, superior__in=superiors)
    return {(batch.superior_id, batch.kind): batch for batch in batches.select_related("superior", "round", "filed_by")}


def _applications_by_batch(batches: Iterable[Batch]) -> dict[int, list[Application]]:
    found = defaultdict(list)
    for application in _living(Application.objects.filter(batch__in=list(batches))):
        found[application.batch_id].append(application)
    return found


def _batch_for(round: Round, union: Union, quota: RoundQuota, begun: Mapping[tuple[int, str], Batch]) -> Batch:
    kind = AnnexForm(quota.form).kind
    return begun.get((union.pk, kind)) or Batch(round=round, superior=union, kind=kind)


def _content(batch: Batch, quota: RoundQuota | None, applications: Iterable[Application], law: Law) -> BatchContent:
    entries = tuple(Entry(each, filed_category(each, law)) for each in applications)
    if quota is None:
        told = f"{batch.superior}在本轮次没有{TypicalKind(batch.kind).label}典型名额"
        return BatchContent(batch, None, entries, Verdict((Reason("no_quota", False, told, "2014-31/6.2"),)))
    verdict = batch_verdict(batch.superior.name, quota_facts(quota), [entry.category for entry in entries])
    return BatchContent(batch, quota, entries, verdict)
