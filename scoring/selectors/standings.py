"""The ranking as its page and its notice show it: by pool, with what was decided, last year's place and the spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from office import events
from office.models import Event
from policy.citing import Basis, Reason
from policy.units import percent
from scoring.kinds import Honour, Pool
from scoring.models import Assessment, HonourDecision
from scoring.rules.distribution import Band, attained_share, distribution, share_basis
from scoring.rules.ranking import has_places
from scoring.rules.scheme import shown_points
from scoring.rules.terms import terms_of
from scoring.selectors.ranking_report import RankingRow, ranking_report
from unions.models import User

STATE: Final = "state"  # the change by which a step of a workflow is known among the events


@dataclass(frozen=True)
class Standing:
    """One union's place with what belongs to it.

    Attributes:
        decision: the leading group's last word on its honour; None where it has not spoken.
        needs_decision: the rank lies across a limit, and nobody has decided.
        may_be_decided: the place alone does not decide, so the leading group may.
        before: last year's row of the same union.
    """

    row: RankingRow
    decision: HonourDecision | None
    needs_decision: bool
    may_be_decided: bool
    before: RankingRow | None

    @property
    def share(self) -> Fraction | None:
        return attained_share(self.row.points)

    @property
    def shown_share(self) -> str:
        return percent(self.share)

    @property
    def share_basis(self) -> Basis | None:
        return None if self.share is None else share_basis(self.row.points)

    @property
    def places_gained(self) -> int:
        """Against last year; 0 where none were, or where there is no year before."""
        return max(self.before.rank - self.row.rank, 0) if self.before else 0

    @property
    def places_lost(self) -> int:
        """Against last year; 0 where none were, or where there is no year before."""
        return max(self.row.rank - self.before.rank, 0) if self.before else 0

    @property
    def points_change(self) -> str:
        """The difference of the totals with its sign; empty without a year before."""
        if self.before is None:
            return ""
        change = self.row.points.total - self.before.points.total
        return f"{'＋' if change > 0 else '－' if change < 0 else ''}{shown_points(abs(change))}"


@dataclass(frozen=True)
class PoolStanding:
    """One class of the ranking; `bands` spread over the whole class whatever rows are shown."""

    pool: Pool
    standings: tuple[Standing, ...]
    bands: tuple[Band, ...]
    has_places: bool

    @property
    def has_before(self) -> bool:
        """Whether anybody here was ranked the year before."""
        return any(each.before for each in self.standings)

    @property
    def undecided(self) -> tuple[Reason, ...]:
        """Those whose honour waits for the leading group because their rank lies across a limit."""
        waiting = [each.row for each in self.standings if each.needs_decision]
        told = ((row.union_name, row.placed.reason) for row in waiting)
        return tuple(replace(reason, shown=f"{name}：{reason.shown}") for name, reason in told)


def may_see_all(assessment: Assessment, user: User) -> bool:
    """Whether the person sees everybody's place: the city always, the others once it is published."""
    return assessment.published_at is not None or bool(user.post and user.post.is_at_city)


def told_events(assessment: Assessment, user: User) -> list[Event]:
    """What was done to an assessment; until it is published a union reads its steps, not whom they concern."""
    found = list(events.timeline(assessment))
    if may_see_all(assessment, user):
        return found
    steps = [each for each in found if STATE in each.changes]
    for each in steps:
        each.comment, each.changes = "", {STATE: each.changes[STATE]}
    return steps


def pool_standings(assessment: Assessment, user: User | None) -> tuple[PoolStanding, ...]:
    """The ranking by pool; before publication cut to the scope of a person who is not at the city."""
    report = ranking_report(assessment.year, None)
    terms, decisions = terms_of(report.law), honour_decisions(assessment)
    before = {row.card.union_id: row for row in ranking_report(assessment.year - 1, None).rows}
    rows = report.rows if user is None or may_see_all(assessment, user) else _own(assessment, user)
    found = []
    for pool in Pool:
        totals = [row.points.total for row in report.rows if row.pool is pool]
        by_place = has_places(pool, terms)
        standings = tuple(_standing(row, decisions, before, by_place) for row in rows if row.pool is pool)
        if standings:
            found.append(PoolStanding(pool, standings, distribution(totals) if rows is report.rows else (), by_place))
    return tuple(found)


def honour_decisions(assessment: Assessment) -> dict[int, HonourDecision]:
    """The last decision on each card."""
    rows = HonourDecision.objects.filter(assessment=assessment).select_related("decided_by").order_by("pk")
    return {row.card_id: row for row in rows}


def honoured(standings: tuple[PoolStanding, ...]) -> list[tuple[Pool, Honour, list[str]]]:
    """The names under each honour, by pool and in the order of the ranking; honours nobody has are left out."""
    found = [
        (each.pool, honour, [one.row.union_name for one in each.standings if one.row.honour is honour])
        for each in standings
        for honour in Honour
    ]
    return [entry for entry in found if entry[2]]


def _own(assessment: Assessment, user: User) -> tuple[RankingRow, ...]:
    return ranking_report(assessment.year, user).rows


def _standing(
    row: RankingRow, decisions: Mapping[int, HonourDecision], before: Mapping[int, RankingRow], by_place: bool
) -> Standing:
    decision = decisions.get(row.card.pk)
    is_open = row.placed.is_boundary_tie or not by_place
    needs = row.placed.is_boundary_tie and decision is None
    return Standing(row, decision, needs, is_open, before.get(row.card.union_id))
