"""What the accountability year puts on the work desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from appraisal.kinds import CaseState, SessionState, SuperiorBody
from appraisal.models import AppraisalSession, Case, ImprovementItem
from appraisal.models.session import SEALED_STATES
from appraisal.selectors.plan_desk import confirmation_todos, plan_figures, unit_todos
from appraisal.selectors.unit_desk import unit_figures
from office.desk import Desk, Figure, Todo, Waiting
from unions.kinds import RoleKind
from unions.models import Post, User

State = SessionState
SOON = timedelta(days=14)
MOST = 50


@dataclass(frozen=True, slots=True)
class Call:
    """What a state calls for: the words, who does it, and where."""

    verb: str
    roles: tuple[RoleKind, ...]
    route: str
    since: Callable[[AppraisalSession], datetime]


def _held(session: AppraisalSession) -> datetime:
    return datetime.combine(session.held_on, time.min, timezone.get_current_timezone())


SUPERIORS, LEADERS = (RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER), (RoleKind.SUPERIOR_LEADER,)
UNIT = (RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)
DETAIL = "appraisal:session_detail"
CALLS = {
    State.PREPARED: Call("筹备", SUPERIORS, DETAIL, _held),
    State.VOTING: Call("结束投票", SUPERIORS, DETAIL, _held),
    State.CLOSED: Call("开箱计票", SUPERIORS, DETAIL, _held),
    State.COUNTED: Call("认定结果", LEADERS, DETAIL, lambda session: session.counted_at or _held(session)),
    State.CERTIFIED: Call("通报结果", SUPERIORS, DETAIL, lambda session: session.certified_at or _held(session)),
    State.PUBLISHED: Call(
        "办结", SUPERIORS, "appraisal:opinion_list", lambda session: session.certified_at or _held(session)
    ),
}


def desk_of(user: User, on: date) -> Desk:
    """Todos, what others have in hand, and the figures of the scope."""
    if not user.scope_path:
        return Desk()
    if user.has_role(*SUPERIORS):
        return Desk(
            (*_session_todos(user, on), *_superior_todos(user, on), *_case_todos(user, on), *confirmation_todos(user)),
            _superior_waiting(user, on),
            (*_figures(user, on), *plan_figures(user, on)),
        )
    if user.has_role(*UNIT):
        todos = (*_improvement_todos(user), *unit_todos(user, on))
        return Desk(todos, _unit_waiting(user), unit_figures(user, on))
    if user.has_role(RoleKind.PARTY_EVALUATOR):
        return Desk(_party_todos(user), figures=unit_figures(user, on))
    return Desk()


def _own_units(user: User, on: date) -> QuerySet[AppraisalSession]:
    """Sessions of the units right below, and of those below a union where nobody holds such a post."""
    sessions = AppraisalSession.objects.visible_to(user).select_related("union")
    return sessions.filter(_is_own(user, on, "union")) if user.post else sessions.none()


def _is_own(user: User, on: date, lookup: str) -> Q:
    """What is this person's and not that of somebody in the same post between."""
    own = user.post.union_id  # type: ignore[union-attr]  # callers have looked
    roles = LEADERS if user.has_role(*LEADERS) else SUPERIORS
    between = Post.objects.current_on(on).filter(union=OuterRef(f"{lookup}__superior_id"), role__in=roles)
    return Q(**{f"{lookup}__superior_id": own}) | Q(~Exists(between), **{f"{lookup}__superior__superior_id": own})


def _session_todos(user: User, on: date) -> tuple[Todo, ...]:
    todos = []
    for session in _own_units(user, on).filter(state__in=list(CALLS))[:MOST]:
        call = CALLS[State(session.state)]
        is_far = session.state == State.PREPARED and session.held_on > on + SOON
        if is_far or not user.has_role(*call.roles):
            continue
        due_on = session.held_on if session.state == State.PREPARED else None
        url = reverse(call.route, args=[session.pk])
        todos.append(Todo(f"{call.verb}：{session}", url, call.since(session), due_on, "双述双评"))
    return tuple(todos)


def _superior_todos(user: User, on: date) -> tuple[Todo, ...]:
    """Appraisals that the leader still owes."""
    if not user.has_role(*LEADERS):
        return ()
    return tuple(
        Todo(f"上级工会评价：{session}", reverse("appraisal:superior_appraise", args=[session.pk]), _held(session),
             session.held_on, "双述双评")
        for session in _without(_own_units(user, on), SuperiorBody.SUPERIOR)
    )  # fmt: skip


def _party_todos(user: User) -> tuple[Todo, ...]:
    sessions = AppraisalSession.objects.visible_to(user).select_related("union").filter(has_party=True)
    return tuple(
        Todo(f"同级党组织评价：{session}", reverse("appraisal:party_appraise", args=[session.pk]), _held(session),
             session.held_on, "双述双评")
        for session in _without(sessions, SuperiorBody.PARTY)
    )  # fmt: skip


def _without(sessions: QuerySet[AppraisalSession], body: SuperiorBody) -> QuerySet[AppraisalSession]:
    before = [State.PREPARED, State.VOTING, State.CLOSED]
    return sessions.filter(state__in=before).exclude(superior_appraisals__body=body)[:MOST]


def _case_todos(user: User, on: date) -> tuple[Todo, ...]:
    final = [state for state in CaseState if state.is_final]
    cases = Case.objects.visible_to(user).exclude(state__in=final).select_related("session__union")
    own = cases.filter(_is_own(user, on, "session__union")) if user.post else cases.none()
    waits_for_report = CaseState.ORDERED
    return tuple(
        Todo(f"{CaseState(case.state).label}：{case}", case.get_absolute_url(), case.opened_at, case.due_on, "后果办理")
        for case in own[:MOST]
        if user.has_role(*LEADERS) or case.state == waits_for_report
    )


def _superior_waiting(user: User, on: date) -> tuple[Waiting, ...]:
    """Counted results that wait for the leader, told to the officer."""
    if user.has_role(*LEADERS):
        return ()
    return tuple(
        Waiting(str(session), session.get_absolute_url(), session.counted_at or _held(session), "上级工会负责人认定")
        for session in _own_units(user, on).filter(state=State.COUNTED)[:MOST]
    )


def _improvement_todos(user: User) -> tuple[Todo, ...]:
    items = ImprovementItem.objects.filter(session__in=AppraisalSession.objects.visible_to(user), done_on=None)
    return tuple(
        Todo(f"改进事项：{item.text}", reverse("appraisal:opinion_list", args=[item.session_id]),
             item.session.certified_at or _held(item.session), item.due_on, "改进事项")
        for item in items.select_related("session")[:MOST]
    )  # fmt: skip


def _unit_waiting(user: User) -> tuple[Waiting, ...]:
    sessions = AppraisalSession.objects.visible_to(user).select_related("union__superior").filter(state=State.COUNTED)
    return tuple(
        Waiting(str(each), each.get_absolute_url(), each.counted_at or _held(each), f"{each.union.superior}认定")
        for each in sessions[:MOST]
    )


def _figures(user: User, on: date) -> tuple[Figure, ...]:
    sessions = AppraisalSession.objects.visible_to(user).filter(work_year=on.year)
    held = sessions.filter(state__in=SEALED_STATES, verdict="valid").count()
    url = f"{reverse('appraisal:session_list')}?year={on.year}"
    return (Figure(f"{on.year} 年已计票的双评", f"{held:,}", "场", url, f"共筹备 {sessions.count():,} 场"),)
