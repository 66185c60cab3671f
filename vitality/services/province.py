"""The province's answer, recorded by the city with its number and date (R-F3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from office import events, files
from office.models import EvidenceFile
from office.refusals import Refused
from office.workflow import perform
from unions.models import User
from vitality.kinds import ApplicationState
from vitality.models import Application, ProvinceAnswer, Round
from vitality.services.application_flow import APPLICATION_FLOW


@transaction.atomic
def record_province_answer(
    *,
    round: Round,
    confirmed: Collection[Application],
    refused: Collection[Application],
    answered_on: date,
    document_number: str,
    user: User,
    at: datetime,
    scans: Collection[UploadedFile] = (),
) -> ProvinceAnswer:
    """Record one paper of the province on some of the forwarded forms; its scan is attached to the answer.

    Raises:
        PermissionDenied: not the reviewing department.
        Refused: no form named, one named twice or not forwarded, a date in the future, a number already recorded, or a
            scan that cannot be taken; nothing is recorded then.
    """
    if not user.has_perm("vitality.record_province"):
        raise PermissionDenied
    number = document_number.strip()
    Round.objects.select_for_update().get(pk=round.pk)
    _refuse_wrong(round, confirmed, refused, answered_on, number, at)
    answer = ProvinceAnswer.objects.create(
        round=round, answered_on=answered_on, document_number=number, recorded_by=user, recorded_at=at
    )
    for application in confirmed:
        _settle(application, answer, "confirm", "settle_confirmed", user, at)
    for application in refused:
        _settle(application, answer, "refuse", "settle_refused", user, at)
    for scan in scans:
        files.attach(answer, scan, user=user, at=at, caption="省总批复")
    changes = {"批准": "、".join(map(str, confirmed)), "未批准": "、".join(map(str, refused))}
    events.record(events.Entry(answer, "record", "登记省总批复", user, at, changes=changes))
    return answer


def add_scan(*, answer: ProvinceAnswer, scan: UploadedFile, user: User, at: datetime) -> EvidenceFile:
    """Attach a scan to an answer recorded before.

    Raises:
        PermissionDenied: not the reviewing department.
        Refused: too large, too many, or not what its name says.
    """
    if not user.has_perm("vitality.record_province"):
        raise PermissionDenied
    return files.attach(answer, scan, user=user, at=at, caption="省总批复")


def _refuse_wrong(
    round: Round,
    confirmed: Collection[Application],
    refused: Collection[Application],
    answered_on: date,
    number: str,
    at: datetime,
) -> None:
    if not confirmed and not refused:
        raise Refused("请至少选一张省总已批复的申报表。")
    twice = {each.pk for each in confirmed} & {each.pk for each in refused}
    if twice:
        raise Refused("同一张申报表不能既批准又未批准。")
    if not number:
        raise Refused("须填批复文号。", fields={"document_number": "请填写批复文号。"})
    if answered_on > at.date():
        raise Refused(f"批复日期 {answered_on} 在今天之后。", fields={"answered_on": "批复日期不能在今天之后。"})
    if ProvinceAnswer.objects.filter(document_number=number).exists():
        raise Refused(f"批复文号“{number}”已登记。", fields={"document_number": "该文号已登记。"})
    for each in (*confirmed, *refused):
        if each.batch.round_id != round.pk:
            raise Refused(f"{each}不属于“{round}”。")
        if each.state != ApplicationState.FORWARDED:
            raise Refused(f"{each}现为“{ApplicationState(each.state).label}”，没有待省总批复。")


def _settle(
    application: Application, answer: ProvinceAnswer, step: str, origin_step: str, user: User, at: datetime
) -> None:
    """Move the provincial form, and with it the city form it was made from."""
    perform(APPLICATION_FLOW, application, step, user=user, at=at, comment=str(answer), answer=answer)
    if application.origin:
        perform(APPLICATION_FLOW, application.origin, origin_step, user=user, at=at, comment=str(answer), answer=answer)
