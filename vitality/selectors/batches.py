"""Questions about batches: what stands in them and what they still lack."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from policy.citing import Reason, Verdict
from policy.documents import Law
from unions.kinds import Category
from vitality.kinds import ApplicationState, TypicalKind
from vitality.models import Application, Batch, RoundQuota
from vitality.rules.quotas import batch_verdict
from vitality.selectors.applications import filed_category
from vitality.selectors.rounds import law_of_round, quota_facts, quota_of

UNENDORSED = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)


@dataclass(frozen=True)
class Entry:
    """One form of a batch with what its unit counts as; None while the form does not yet say."""

    application: Application
    category: Category | None


@dataclass(frozen=True)
class BatchContent:
    """A batch as its page and its guards need it."""

    batch: Batch
    quota: RoundQuota | None
    entries: tuple[Entry, ...]
    verdict: Verdict

    @property
    def unendorsed(self) -> tuple[Reason, ...]:
        """A reason per form that the superior union has not agreed to yet."""
        return tuple(
            Reason("unendorsed", False, f"{entry.application.unit}：申报表尚未经上级工会同意")
            for entry in self.entries
            if entry.application.state in UNENDORSED
        )

    @property
    def ready_to_file(self) -> tuple[Application, ...]:
        """The forms that a filing would send to the city."""
        return tuple(each.application for each in self.entries if each.application.state == ApplicationState.ENDORSED)


def applications_of(batch: Batch) -> QuerySet[Application]:
    """The living forms of a batch with their units, in the order of their making."""
    return batch.applications.counted().select_related("unit", "batch__superior", "batch__round").order_by("pk")


def batch_content(batch: Batch, law: Law | None = None) -> BatchContent:
    """A batch with its forms, its quota and what is missing or too much."""
    law = law or law_of_round(batch.round)
    quota = quota_of(batch.round, batch.superior, TypicalKind(batch.kind))
    entries = tuple(Entry(each, filed_category(each, law)) for each in applications_of(batch))
    if quota is None:
        told = f"{batch.superior}在本轮次没有{TypicalKind(batch.kind).label}典型名额"
        return BatchContent(batch, None, entries, Verdict((Reason("no_quota", False, told, "2014-31/6.2"),)))
    verdict = batch_verdict(batch.superior.name, quota_facts(quota), [entry.category for entry in entries])
    return BatchContent(batch, quota, entries, verdict)
