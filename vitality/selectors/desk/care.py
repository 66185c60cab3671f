"""What guidance and protection put on the work desk: problems to be solved or confirmed, cases to be handled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from office.desk import Desk, Todo, Waiting
from unions.kinds import RoleKind, UnionKind
from unions.models import User
from vitality.kinds import ProblemState, ProtectionState
from vitality.models import GuidanceProblem
from vitality.selectors.guidance import problems_seen
from vitality.selectors.protection import cases_seen, cases_waiting_for

PROBLEM, CASE = "指导问题", "维权保护"
# More than a desk can show; the list has them all.
MOST = 20


def care_desk(user: User, on: date) -> Desk:
    """The desk of the post acted in."""
    if user.post is None or not user.scope_path:
        return Desk()
    return Desk(todos=(*_problem_todos(user, on), *_case_todos(user)), waiting=tuple(_case_waiting(user)))


def _problem_todos(user: User, on: date) -> Iterable[Todo]:
    for problem in _my_problems(user)[:MOST]:
        is_late = problem.due_on < on and ProblemState(problem.state).is_open
        state = "已逾期，请尽快解决" if is_late else ProblemState(problem.state).label
        if problem.state == ProblemState.SOLVED:
            state = "已登记解决，等待您确认"
        due_on = problem.due_on if ProblemState(problem.state).is_open else None
        since = problem.visit.recorded_at
        yield Todo(f"{problem}：{state}", problem.get_absolute_url(), since, due_on, PROBLEM)


def _my_problems(user: User) -> QuerySet[GuidanceProblem]:
    """Open ones of the own union's visits; for the unit those it is to confirm."""
    seen = problems_seen(user)
    if user.has_perm("vitality.guide"):
        return seen.open_ones().filter(visit__guide=user.post.union)  # type: ignore[union-attr, attr-defined]
    is_unit = UnionKind(user.post.union.kind).is_unit  # type: ignore[union-attr]
    if is_unit and user.has_role(RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR):
        return seen.filter(visit__unit=user.post.union, state=ProblemState.SOLVED)  # type: ignore[union-attr]
    return seen.none()


def _case_todos(user: User) -> Iterable[Todo]:
    if not user.has_perm("vitality.read_protection"):
        return
    for case in cases_waiting_for(user):
        state = ProtectionState(case.state).label
        yield Todo(f"{case}：{state}", case.get_absolute_url(), case.settled_at or case.reported_at, None, CASE)


def _case_waiting(user: User) -> Iterable[Waiting]:
    """What the person reported and others have to take further."""
    if not user.has_perm("vitality.read_protection"):
        return
    elsewhere = Q(state__in=[ProtectionState.REPORTED, ProtectionState.ACCEPTED, ProtectionState.ACTING])
    for case in cases_seen(user).filter(elsewhere, reported_by=user):
        if not user.has_perm("vitality.handle_protection", case):
            state = ProtectionState(case.state).label
            yield Waiting(f"{case}：{state}", case.get_absolute_url(), case.reported_at, "上级工会")
