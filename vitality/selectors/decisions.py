"""Questions about the leading group's work: what can be decided, what is pending, what forbids publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from policy.citing import Reason, Verdict
from unions.kinds import Category
from unions.models import Union, User
from vitality.kinds import AnnexForm, ApplicationState, Outcome, TypicalLevel
from vitality.models import Application, Decision, DecisionSheet, Round
from vitality.models.application import ApplicationQuerySet
from vitality.rules.quotas import picks_verdict
from vitality.selectors.applications import filed_category
from vitality.selectors.rounds import law_of_round

AT_PROVINCE = (ApplicationState.RECOMMENDED, ApplicationState.CONFIRMED)
PickedFrom = Collection[tuple[str, str]]


def decidable_applications(round: Round) -> ApplicationQuerySet:
    """Forms that passed the review and wait for the leading group, in the order of the tree."""
    passed = Application.objects.filter(batch__round=round, state=ApplicationState.PASSED)
    return passed.select_related("unit", "batch__superior", "batch__round", "successor").order_by(
        "form", "batch__superior__path", "pk"
    )


def pending_decisions(round: Round) -> QuerySet[Decision]:
    """Decisions put down and not yet published."""
    pending = Decision.objects.filter(application__batch__round=round, sheet=None)
    return pending.select_related("application__unit", "application__batch__superior", "prepared_by").order_by("pk")


def picked_count(round: Round, form: AnnexForm, pending: Sequence[Decision] = ()) -> int:
    """How many of a city form are recommended: published ones that the province has not refused, and pending ones."""
    published = Application.objects.filter(batch__round=round, form=form, origin=None, state__in=AT_PROVINCE).count()
    return published + sum(
        decision.outcome == Outcome.RECOMMEND and decision.application.form == form for decision in pending
    )


def publication_obstacles(round: Round, pending: Sequence[Decision]) -> tuple[Reason, ...]:
    """Why the pending decisions cannot be published; a recommendation needs the round's exact number at once."""
    if not pending:
        return (Reason("nothing_pending", False, "没有待公布的决定"),)
    forms = {AnnexForm(decision.application.form) for decision in pending if decision.outcome == Outcome.RECOMMEND}
    return tuple(reason for form in sorted(forms) for reason in pick_tally(round, form, pending).verdict.unmet)


def picked_from(round: Round) -> PickedFrom:
    """The kinds of union and city forms among which the city picks, as pairs."""
    return set(round.quotas.filter(has_city_pick=True).values_list("union_kind", "form"))


def recommendation_obstacles(application: Application, picked: PickedFrom) -> tuple[Reason, ...]:
    """Why a form cannot go to the province: not among those the city picks from, or refused there before."""
    superior = application.batch.superior
    if (superior.kind, application.form) not in picked:
        return (Reason("not_picked_from", False, f"{superior}的单位不在荐省范围内", "2014-31/6.2"),)
    if hasattr(application, "successor"):
        return (Reason("refused_before", False, f"{application}荐省未获批准，不能再次推荐", "2014-31/6.2"),)
    return ()


@dataclass(frozen=True)
class PickTally:
    """How many of a city form are recommended, pending ones counted, and whether that is the round's number."""

    form: AnnexForm
    picked_count: int
    due_count: int
    verdict: Verdict


def pick_tally(round: Round, form: AnnexForm, pending: Sequence[Decision]) -> PickTally:
    """The recommendations of one city form as they would stand after publishing."""
    count, due_count = picked_count(round, form, pending), round.pick_count(form)
    return PickTally(form, count, due_count, picks_verdict(form, due_count, count))


@dataclass(frozen=True)
class Choice:
    """An outcome as the board offers it, with the words for this form and why it cannot be chosen."""

    outcome: Outcome
    label: str
    obstacles: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class BoardRow:
    """A form that can be decided, what is put down for it, and what it counts as."""

    application: Application
    decision: Decision | None
    category: Category | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class BoardGroup:
    """The rows of one form and one superior union."""

    form: AnnexForm
    superior: Union
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True)
class Preflight:
    """What publishing would do now, and what stands in its way."""

    counts: dict[Outcome, int]
    undecided_count: int
    tallies: tuple[PickTally, ...]
    obstacles: tuple[Reason, ...]

    @property
    def pending_count(self) -> int:
        return sum(self.counts.values())

    @property
    def is_ready(self) -> bool:
        return not self.obstacles

    @property
    def obstacle_rows(self) -> list[str]:
        """The obstacles as sentences, for a closed button."""
        return [str(reason) for reason in self.obstacles]


@dataclass(frozen=True)
class Board:
    """Everything the leading group sees of a round at once."""

    round: Round
    groups: tuple[BoardGroup, ...]
    preflight: Preflight

    @property
    def rows(self) -> list[BoardRow]:
        """Every row, in the order of the groups."""
        return [row for group in self.groups for row in group.rows]

    def row(self, application: Application) -> BoardRow | None:
        """The row of one form; None once it cannot be decided any more."""
        return next((row for row in self.rows if row.application.pk == application.pk), None)


def decision_board(round: Round, user: User) -> Board:
    """The decidable forms in this person's scope by form and superior union, with what is put down for each."""
    decidable = list(decidable_applications(round).visible_to(user))
    pending = list(pending_decisions(round))
    by_application = {decision.application_id: decision for decision in pending}
    law, picked = law_of_round(round), picked_from(round)
    rows = [
        BoardRow(each, by_application.get(each.pk), filed_category(each, law), choices_for(each, picked))
        for each in decidable
    ]
    return Board(round, tuple(_grouped(rows)), preflight(round, pending, len(decidable)))


def preflight(round: Round, pending: Sequence[Decision], decidable_count: int) -> Preflight:
    """What would be published, and what is missing for it."""
    counts = Counter(Outcome(decision.outcome) for decision in pending)
    tallies = tuple(pick_tally(round, form, pending) for form in AnnexForm if form.level == TypicalLevel.CITY)
    return Preflight(
        {outcome: counts[outcome] for outcome in Outcome},
        decidable_count - len(pending),
        tuple(tally for tally in tallies if tally.due_count or tally.picked_count),
        publication_obstacles(round, pending),
    )


def choices_for(application: Application, picked: PickedFrom) -> tuple[Choice, ...]:
    """The outcomes for this form in its own words; a provincial form is never recommended."""
    form = AnnexForm(application.form)
    if form.level == TypicalLevel.PROVINCIAL:
        return (Choice(Outcome.APPROVE, "同意报省总"), Choice(Outcome.DECLINE, "不同意"))
    return (
        Choice(Outcome.APPROVE, "批准为市典型"),
        Choice(Outcome.RECOMMEND, "推荐荐省", recommendation_obstacles(application, picked)),
        Choice(Outcome.DECLINE, "不同意"),
    )


def _grouped(rows: Iterable[BoardRow]) -> Iterable[BoardGroup]:
    def place(row: BoardRow) -> tuple[str, int]:
        return row.application.form, row.application.batch.superior_id

    for (form, _), members in groupby(rows, key=place):
        group = tuple(members)
        yield BoardGroup(AnnexForm(form), group[0].application.batch.superior, group)


def decisions_of(sheet: DecisionSheet) -> QuerySet[Decision]:
    """What a meeting decided, in the order of the tree, with the provincial forms that came of recommendations."""
    decided = Decision.objects.filter(sheet=sheet).select_related(
        "application__unit", "application__batch__superior", "application__successor", "prepared_by"
    )
    return decided.order_by("application__form", "application__batch__superior__path", "application_id")
