"""Questions about guidance: visits, problems, and how much was done for the units of each superior union."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, When

from unions.models import User
from vitality.kinds import ProblemState
from vitality.models import GuidanceProblem, GuidanceVisit


def visits_seen(user: User) -> QuerySet:
    """The visits in this person's scope with what a list prints."""
    visits = GuidanceVisit.objects.visible_to(user).select_related("guide", "unit", "unit__superior", "recorded_by")
    return visits.annotate(
        problem_count=Count("problems"), open_count=Count("problems", filter=Q(problems__state__in=_open()))
    )


def problems_seen(user: User) -> QuerySet:
    """The problems in this person's scope with what a list prints.

    Column `stage`: 0 for those still open, 1 for those that wait for the unit, 2 for those it confirmed.
    """
    stages = [When(state=ProblemState.CONFIRMED, then=2), When(state=ProblemState.SOLVED, then=1)]
    problems = GuidanceProblem.objects.visible_to(user).annotate(stage=Case(*stages, default=0))
    return problems.select_related("visit__unit", "visit__guide", "solved_by", "confirmed_by")


def guides_seen(user: User) -> list[tuple[str, str]]:
    """The unions whose visits the person sees, as pairs of key and name, in the order of the tree."""
    made = GuidanceVisit.objects.visible_to(user).order_by("guide__path")
    return [(str(key), name) for key, name in made.values_list("guide_id", "guide__name").distinct()]


@dataclass(frozen=True)
class GuideCounts:
    """What one union did: visits, units reached, problems by how far they are."""

    guide_id: int
    guide_name: str
    visit_count: int
    unit_count: int
    problem_count: int
    open_count: int
    overdue_count: int
    confirmed_count: int


def counts_by_guide(user: User, on: date) -> list[GuideCounts]:
    """One line for each union whose visits the person sees, in the order of the tree; two queries."""
    visits = GuidanceVisit.objects.visible_to(user).values("guide_id", "guide__name").order_by("guide__path")
    counted = visits.annotate(visit_count=Count("pk"), unit_count=Count("unit", distinct=True))
    problems = _problem_counts(GuidanceProblem.objects.visible_to(user), on)
    nothing = {"problem_count": 0, "open_count": 0, "overdue_count": 0, "confirmed_count": 0}
    return [
        GuideCounts(
            row["guide_id"],
            row["guide__name"],
            row["visit_count"],
            row["unit_count"],
            **problems.get(row["guide_id"], nothing),
        )
        for row in counted
    ]


def _problem_counts(problems: QuerySet[GuidanceProblem], on: date) -> dict[int, dict[str, int]]:
    counted = (
        problems.order_by()
        .values(guide=F("visit__guide_id"))
        .annotate(
            problem_count=Count("pk"),
            open_count=Count("pk", filter=Q(state__in=_open())),
            overdue_count=Count("pk", filter=Q(state__in=_open(), due_on__lt=on)),
            confirmed_count=Count("pk", filter=Q(state=ProblemState.CONFIRMED)),
        )
    )
    names = ("problem_count", "open_count", "overdue_count", "confirmed_count")
    return {key: dict(zip(names, counts, strict=True)) for key, *counts in counted.values_list("guide", *names)}


def _open() -> list[ProblemState]:
    return ProblemState.open_ones()
