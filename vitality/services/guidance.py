"""加强指导: visits put on record, and the problems raised there on their way to the unit's confirmation (六3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from office import events, files, notices
from office.models import EvidenceFile
from office.notices import Message
from office.refusals import Refused
from office.workflow import Act, Transition, Workflow, perform
from policy.citing import Reason
from unions.models import Union, User
from vitality.kinds import ProblemState
from vitality.models import GuidanceProblem, GuidanceVisit
from vitality.services import recipients

State = ProblemState
SOLVE, CONFIRM = "vitality.solve_problem", "vitality.confirm_problem"


@transaction.atomic
def record_visit(*, unit: Union, values: Mapping[str, Any], user: User, at: datetime) -> GuidanceVisit:
    """Put a visit of the person's union to a unit on record; the unit is told. The same sent again is the same visit.

    Args:
        values: visited_on, visitors, topics, findings.

    Raises:
        PermissionDenied: the unit does not lie below the person's union.
        Refused: the day is still to come.
    """
    if not user.has_perm("vitality.record_visit", unit):
        raise PermissionDenied
    guide = user.post.union  # type: ignore[union-attr]
    _refuse_future("visited_on", "指导日期", values["visited_on"], at)
    Union.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if recorded := GuidanceVisit.objects.filter(unit=unit, guide=guide, recorded_by=user, **values).first():
        return recorded
    visit = GuidanceVisit.objects.create(
        unit=unit,
        guide=guide,
        recorded_at=at,
        recorded_by=user,
        **values,
    )
    told = Message(
        recipients.unit_ids(unit, at.date()), f"{visit.guide}登记了一次指导，请查看", visit.get_absolute_url()
    )
    events.record(events.Entry(visit, "record_visit", "登记指导", user, at))
    notices.send([told], at=at)
    return visit


@transaction.atomic
def raise_problem(
    *, visit: GuidanceVisit, text: str, owner: str, due_on: date, user: User, at: datetime
) -> GuidanceProblem:
    """Put down a difficulty found on a visit, with who is to solve it until when; the same again is the same one.

    Raises:
        PermissionDenied: not of the union that made the visit.
        Refused: the last day lies before the visit.
    """
    if not user.has_perm("vitality.change_visit", visit):
        raise PermissionDenied
    if due_on < visit.visited_on:
        raise Refused("解决期限早于指导日期。", fields={"due_on": f"不能早于指导日期 {visit.visited_on}。"})
    GuidanceVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    problem, is_new = GuidanceProblem.objects.get_or_create(visit=visit, text=text, owner=owner, due_on=due_on)
    if not is_new:
        return problem
    changes = {"问题": text, "责任人": owner, "解决期限": str(due_on)}
    events.record(events.Entry(visit, "raise_problem", "提出问题", user, at, changes=changes))
    return problem


@transaction.atomic
def attach_to_visit(*, visit: GuidanceVisit, upload: UploadedFile, user: User, at: datetime) -> EvidenceFile:
    """Keep a photograph or a record with a visit.

    Raises:
        PermissionDenied: not of the union that made the visit.
        Refused: the file is not taken.
    """
    if not user.has_perm("vitality.change_visit", visit):
        raise PermissionDenied
    return files.attach(visit, upload, user=user, at=at)


# The problem's way ---------------------------------------------------------------------------------


def solved_by_another(problem: GuidanceProblem, act: Act) -> Iterable[Reason]:
    is_same = problem.solved_by_id == act.user.pk
    return [Reason("same_person", False, "登记解决的人不能代单位确认")] if is_same else ()


def solve(problem: GuidanceProblem, act: Act) -> Mapping[str, Any]:
    """How and when; a solution without words is none."""
    solution, solved_on = str(act.inputs.get("solution") or "").strip(), act.inputs.get("solved_on")
    fields = {} if solution else {"solution": "请写明解决办法。"}
    if not solved_on:
        fields["solved_on"] = "请填写解决日期。"
    elif solved_on > act.at.date() or solved_on < problem.visit.visited_on:
        fields["solved_on"] = f"应在指导日期 {problem.visit.visited_on} 与今天之间。"
    if fields:
        raise Refused("".join(fields.values()), fields=fields)
    problem.solution, problem.solved_on, problem.solved_by = solution, solved_on, act.user
    problem.return_reason = ""
    return {"解决日期": str(solved_on), "是否逾期": solved_on > problem.due_on}  # type: ignore[operator]


def confirm(problem: GuidanceProblem, act: Act) -> None:
    problem.confirmed_at, problem.confirmed_by = act.at, act.user


def send_back(problem: GuidanceProblem, act: Act) -> None:
    problem.return_reason, problem.solved_on, problem.solved_by = act.comment, None, None


def tell_unit(problem: GuidanceProblem, act: Act) -> list[Message]:
    ids = recipients.unit_ids(problem.visit.unit, act.at.date())
    return [Message(ids, "指导中提出的问题已登记解决，请确认", problem.get_absolute_url())]


def tell_guide(problem: GuidanceProblem, act: Act) -> list[Message]:
    ids = recipients.guide_ids(problem.visit.guide, act.at.date())
    is_confirmed = problem.state == State.CONFIRMED
    told = "已确认问题解决" if is_confirmed else "认为问题尚未解决"
    return [Message(ids, f"{problem.visit.unit}{told}", problem.get_absolute_url())]


PROBLEM_FLOW = Workflow(
    GuidanceProblem,
    State,
    [
        Transition("begin", "开始解决", (State.RAISED,), State.SOLVING, SOLVE),
        Transition("solve", "登记解决", (State.RAISED, State.SOLVING), State.SOLVED, SOLVE, effect=solve,
                   notify=tell_unit),
        Transition("confirm", "确认已解决", (State.SOLVED,), State.CONFIRMED, CONFIRM, guards=(solved_by_another,),
                   effect=confirm, notify=tell_guide),
        Transition("send_back", "尚未解决", (State.SOLVED,), State.SOLVING, CONFIRM, comment_required=True,
                   effect=send_back, notify=tell_guide),
    ],
)  # fmt: skip


def move_problem(
    *, problem: GuidanceProblem, transition: str, user: User, at: datetime, comment: str = "", **inputs: Any
) -> GuidanceProblem:
    """Take a problem one step further.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    return perform(PROBLEM_FLOW, problem, transition, user=user, at=at, comment=comment, **inputs)  # type: ignore[return-value]


def _refuse_future(field: str, label: str, day: date, at: datetime) -> None:
    if day > at.date():
        raise Refused(f"{label}不能在今天之后。", fields={field: f"不能在今天（{at.date()}）之后。"})
