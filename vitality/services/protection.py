"""维权保护: a case from its report to its closing (六3).

What is written goes into the case's own columns. The event keeps who did what when; never a text or a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from office import events, files, notices
from office.models import EvidenceFile
from office.notices import Message
from office.refusals import Refused
from office.workflow import Act, Notify, Transition, Workflow, perform
from policy.citing import Reason
from unions.kinds import Department, UnionKind
from unions.models import Union, User
from unions.selectors.register import batch_filer_of
from vitality.kinds import ProtectionState
from vitality.models import InvolvedDepartment, ProtectionCase, ProtectionMeasure
from vitality.services import recipients

State = ProtectionState
HANDLE, ACT, ANSWER = "vitality.handle_protection", "vitality.act_in_protection", "vitality.answer_protection"
CLOSE, ADD_FILE = "vitality.close_protection", "vitality.add_protection_file"
CLAUSE: Final = "2014-31/6.3"
CAPTION_LENGTH: Final = 200


@transaction.atomic
def report_case(*, unit: Union, values: Mapping[str, Any], user: User, at: datetime) -> ProtectionCase:
    """Report that a unit's chair is hindered or treated unfairly; the superior union's leader is told, without names.

    The same sent again while it is under way is the same case.

    Args:
        values: chair_name, kind, happened_on, account, request.

    Raises:
        PermissionDenied: the person reports for another unit than the own, or one outside the scope.
        Refused: no union stands above that could act, or the day is still to come.
    """
    is_in_scope = bool(user.scope_path) and unit.path.startswith(user.scope_path)
    if not is_in_scope or not user.has_perm("vitality.report_protection"):
        raise PermissionDenied
    superior = batch_filer_of(unit)
    if superior is None or not UnionKind(unit.kind).is_unit:
        raise Refused(f"{unit}没有可以受理的上级工会。")
    if values.get("happened_on") and values["happened_on"] > at.date():
        raise Refused("发生日期不能在今天之后。", fields={"happened_on": f"不能在今天（{at.date()}）之后。"})
    Union.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    under_way = ProtectionCase.objects.exclude(state__in=[state for state in State if state.is_final])
    if reported := under_way.filter(unit=unit, reported_by=user, **values).first():
        return reported
    case = ProtectionCase.objects.create(unit=unit, superior=superior, reported_at=at, reported_by=user, **values)
    events.record(events.Entry(case, "report", "反映", user, at))
    notices.send(tell_handlers("等待受理")(case, Act(user, at)), at=at)
    return case


@transaction.atomic
def involve_department(
    *, case: ProtectionCase, name: str, task: str, user: User, at: datetime, department: Department | None = None
) -> InvolvedDepartment:
    """Bring a department in: one of the city's sees the case from now on, one outside is noted by its name.

    Raises:
        PermissionDenied: not the handler.
        Refused: not accepted yet or over, or the department is in it already.
    """
    locked = _locked(case, user, HANDLE)
    if locked.state not in (State.ACCEPTED, State.ACTING):
        raise Refused(f"个案现为“{State(locked.state).label}”，不能联合部门。")
    name = department.label if department else name.strip()
    if not name:
        raise Refused("请选择市总部门，或填写其他部门名称。", fields={"name": "请选择市总部门，或填写其他部门名称。"})
    if locked.departments.filter(name=name).exists():
        raise Refused(f"{name}已经在个案中。", fields={"name": f"{name}已经在个案中。"})
    added = InvolvedDepartment.objects.create(
        case=locked, department=department or "", name=name, task=task, involved_at=at, involved_by=user
    )
    events.record(events.Entry(locked, "involve", "联合部门", user, at))
    if department:
        ids = recipients.department_ids(department, at.date())
        notices.send([Message(ids, f"请协同办理{locked}", locked.get_absolute_url())], at=at)
    return added


@transaction.atomic
def attach_to_case(*, case: ProtectionCase, upload: UploadedFile, user: User, at: datetime) -> EvidenceFile:
    """Keep a file with a case under a neutral name; its own name, which may tell, stands in the caption.

    Raises:
        PermissionDenied: the person has no part in the case.
        Refused: the case is over, or the file is not taken.
    """
    locked = _locked(case, user, ADD_FILE)
    if State(locked.state).is_final:
        raise Refused(f"个案现为“{State(locked.state).label}”，不能再增加材料。")
    given = Path(upload.name or "材料")
    count = files.evidence_of(locked).count()
    upload.name = f"材料{count + 1}{given.suffix}"
    return files.attach(locked, upload, user=user, at=at, caption=given.name[:CAPTION_LENGTH])


# Effects -------------------------------------------------------------------------------------------


def _given(act: Act, **labels: str) -> dict[str, Any]:
    """The inputs a step needs, all of them.

    Raises:
        Refused: naming every field that is missing.
    """
    found = {name: act.inputs.get(name) for name in labels}
    found = {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}
    fields = {name: f"请填写{labels[name]}。" for name, value in found.items() if not value}
    if fields:
        raise Refused("".join(fields.values()), fields=fields)
    return found


def accept(case: ProtectionCase, act: Act) -> None:
    case.accepted_at, case.accepted_by = act.at, act.user


def decline(case: ProtectionCase, act: Act) -> None:
    case.outcome = _given(act, outcome="不予受理的理由")["outcome"]
    case.settled_at, case.settled_by = act.at, act.user


def take_measure(case: ProtectionCase, act: Act) -> None:
    """One more measure; not of a day to come, nor of one before the acceptance."""
    given = _given(act, taken_on="日期", text="措施")
    first, last = case.reported_at.date(), act.at.date()
    if not first <= given["taken_on"] <= last:
        told = f"应在反映之日 {first} 与今天 {last} 之间。"
        raise Refused(f"措施日期{told}", fields={"taken_on": told})
    measure = {"case": case, "department": str(act.inputs.get("department") or "").strip(), **given}
    if ProtectionMeasure.objects.filter(**measure).exists():
        raise Refused("这项措施已经登记，不必重复登记。")
    ProtectionMeasure.objects.create(**measure, recorded_at=act.at, recorded_by=act.user)


def settle(case: ProtectionCase, act: Act) -> None:
    case.outcome = _given(act, outcome="处理结果")["outcome"]
    case.settled_at, case.settled_by, case.objection = act.at, act.user, ""


def object_to(case: ProtectionCase, act: Act) -> None:
    case.objection = _given(act, objection="意见")["objection"]


def close(case: ProtectionCase, act: Act) -> None:
    case.closed_at, case.closed_by = act.at, act.user


def settled_by_another(case: ProtectionCase, act: Act) -> Iterable[Reason]:
    is_same = case.settled_by_id == act.user.pk
    return [Reason("same_person", False, "结案人不能是登记结果的人，请由反映人或另一位负责人结案")] if is_same else ()


def tell_handlers(text: str) -> Notify:
    """A line to the leader of the superior union, or to the leading group where it has none; never with a name."""

    def notify(case: ProtectionCase, act: Act) -> list[Message]:
        return [
            Message(recipients.protector_ids(case.superior, act.at.date()), f"{case}：{text}", case.get_absolute_url())
        ]

    return notify


def tell_reporter(text: str) -> Notify:
    """A line to the reporter alone."""

    def notify(case: ProtectionCase, act: Act) -> list[Message]:
        return [
            Message(
                (case.reported_by_id,),  # type: ignore[arg-type]
                f"{case}：{text}",
                case.get_absolute_url(),
            )
        ]

    return notify


PROTECTION_FLOW = Workflow(
    ProtectionCase,
    State,
    [
        Transition("accept", "受理", (State.REPORTED,), State.ACCEPTED, HANDLE, effect=accept,
                   notify=tell_reporter("已受理")),
        Transition("decline", "不予受理", (State.REPORTED,), State.DECLINED, HANDLE, effect=decline,
                   notify=tell_reporter("不予受理，理由见个案")),
        Transition("take_measure", "登记措施", (State.ACCEPTED, State.ACTING), State.ACTING, ACT, effect=take_measure,
                   notify=tell_reporter("有新的措施")),
        Transition("settle", "登记结果", (State.ACTING,), State.SETTLED, HANDLE, effect=settle,
                   notify=tell_reporter("已有处理结果，请查看")),
        Transition("object", "对结果有意见", (State.SETTLED,), State.ACTING, ANSWER, effect=object_to,
                   notify=tell_handlers("反映人对结果有意见")),
        Transition("close", "结案", (State.SETTLED,), State.CLOSED, CLOSE, guards=(settled_by_another,), effect=close,
                   notify=tell_reporter("已结案")),
        Transition("withdraw", "撤回反映", (State.REPORTED, State.ACCEPTED), State.WITHDRAWN, ANSWER,
                   notify=tell_handlers("反映人已撤回")),
    ],
)  # fmt: skip


def move_case(*, case: ProtectionCase, transition: str, user: User, at: datetime, **inputs: Any) -> ProtectionCase:
    """Take a case one step further.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    return perform(PROTECTION_FLOW, case, transition, user=user, at=at, **inputs)  # type: ignore[return-value]


def _locked(case: ProtectionCase, user: User, permission: str) -> ProtectionCase:
    locked = ProtectionCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not user.has_perm(permission, locked):
        raise PermissionDenied
    return locked
