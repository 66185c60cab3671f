"""The city's view of a round: every superior union with every form and paper it owes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from office.kinds import Tone
from unions.models import Union, User
from vitality.kinds import AnnexForm, ApplicationState, BatchState, PaperKind, PaperState
from vitality.models import Batch, Round, UnionPaper
from vitality.rules.progress import BatchFacts, BatchProgress, progress_of
from vitality.rules.wording import Standing
from vitality.selectors.batches import BatchContent, filing_unions_of
from vitality.selectors.papers import PaperPlace, papers_of
from vitality.selectors.readers import paper_standing_of
from vitality.selectors.rounds import filing_unions, quota_facts

NOT_BEGUN: Final = ("not_begun", "未开始")


@dataclass(frozen=True)
class BatchRow:
    """One form that one superior union files, begun or not."""

    union: Union
    content: BatchContent
    progress: BatchProgress

    @property
    def batch(self) -> Batch:
        return self.content.batch

    @property
    def form(self) -> AnnexForm:
        return self.content.form  # type: ignore[return-value]  # rows are made from quotas

    @property
    def count(self) -> int:
        return len(self.content.entries)

    @property
    def due_words(self) -> str:
        """What the round asks for: 正好 5 个."""
        return quota_facts(self.content.quota).unit_count.sentence()  # type: ignore[arg-type]

    @property
    def nonpublic_words(self) -> str:
        """The sub-quota: 已有 2，应不少于 3; empty where there is none."""
        line = self.content.quota.nonpublic_100_count  # type: ignore[union-attr]
        return f"{self.content.nonpublic_100_count} / {line}" if line else ""

    @property
    def filed_count(self) -> int:
        return self.content.filed_count

    @property
    def returned_count(self) -> int:
        return self.content.states[ApplicationState.RETURNED]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is missing, as sentences with their clause."""
        return tuple(str(reason) for reason in self.content.verdict.unmet)

    @property
    def url(self) -> str | None:
        """The batch's page, once it is begun."""
        return self.batch.get_absolute_url() if self.batch.pk else None


@dataclass(frozen=True)
class PaperRow:
    """One paper that one superior union owes, begun or not."""

    union: Union
    place: PaperPlace
    standing: Standing

    @property
    def paper(self) -> UnionPaper:
        return self.place.paper

    @property
    def kind(self) -> PaperKind:
        return PaperKind(self.paper.kind)

    @property
    def due_on(self) -> date | None:
        return self.place.due_on

    @property
    def state_key(self) -> str:
        """The paper's state, or NOT_BEGUN."""
        return self.paper.state if self.paper.pk else NOT_BEGUN[0]

    @property
    def url(self) -> str | None:
        """The paper's page, once it is begun."""
        return self.paper.get_absolute_url() if self.paper.pk else None


@dataclass(frozen=True)
class Board:
    """A round at one glance."""

    round: Round
    batch_rows: tuple[BatchRow, ...]
    paper_rows: tuple[PaperRow, ...]

    @cached_property
    def filed_batch_count(self) -> int:
        return sum(row.batch.state == BatchState.FILED for row in self.batch_rows)

    @cached_property
    def owed_batch_count(self) -> int:
        return sum(row.progress != BatchProgress.NOT_OWED for row in self.batch_rows)

    @cached_property
    def filed_batch_percent(self) -> int:
        """Rounded down, 0 to 100; 100 where nothing is owed."""
        return 100 * self.filed_batch_count // self.owed_batch_count if self.owed_batch_count else 100

    @cached_property
    def late_batch_count(self) -> int:
        return sum(row.batch.is_late or row.progress == BatchProgress.OVERDUE for row in self.batch_rows)

    @cached_property
    def form_count(self) -> int:
        return sum(row.count for row in self.batch_rows)

    @cached_property
    def filed_form_count(self) -> int:
        return sum(row.filed_count for row in self.batch_rows)

    @cached_property
    def returned_form_count(self) -> int:
        return sum(row.returned_count for row in self.batch_rows)

    @cached_property
    def waiting_form_count(self) -> int:
        """Forms that wait for the preliminary review."""
        return sum(row.content.states[ApplicationState.FILED] for row in self.batch_rows)

    @cached_property
    def waiting_paper_count(self) -> int:
        return sum(row.paper.state == PaperState.FILED for row in self.paper_rows)


def board(round: Round, user: User, today: date, superiors: Iterable[Union] | None = None) -> Board:
    """Every superior union in this person's scope × every form and paper it owes, in the order of the tree."""
    unions = [each for each in superiors or filing_unions() if each.path.startswith(user.scope_path)]
    filing = [each for each in filing_unions_of(round, unions) if each.batches]
    papers = papers_of(round, [each.union for each in filing])
    return Board(
        round,
        tuple(_batch_row(content, today) for each in filing for content in each.batches),
        tuple(_paper_row(place, user) for each in filing for place in papers[each.union.pk]),
    )


def _batch_row(content: BatchContent, today: date) -> BatchRow:
    facts = BatchFacts(
        count=len(content.entries),
        returned_count=content.states[ApplicationState.RETURNED],
        is_met=content.verdict.met is True,
        is_agreed=not content.unendorsed,
        is_owed=bool(content.quota and content.quota.unit_count),
        is_filed=content.batch.state == BatchState.FILED,
        is_late=content.batch.is_late,
        due_on=content.batch.round.due_on,
    )
    return BatchRow(content.batch.superior, content, progress_of(facts, today))


def _paper_row(place: PaperPlace, user: User) -> PaperRow:
    standing = paper_standing_of(place.paper, user) if place.paper.pk else Standing(NOT_BEGUN[1], Tone.NEUTRAL)
    return PaperRow(place.paper.union, place, standing)
