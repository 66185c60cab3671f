"""The yearly audit: signing a year off, which closes it, and following its findings to their end (R-M4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funding.kinds import FindingState
from funding.models import AuditFinding, AuditSignOff, LedgerHead
from funding.selectors.balances import last_closed_year
from funding.selectors.ledger import sealed_figures
from funding.services import recipients
from funding.services.ledger import lock_account
from office import events
from office.notices import Message, send
from office.refusals import Refused
from office.workflow import Act, Transition, Workflow, perform
from policy.citing import Reason
from unions.models import Union, User


@dataclass(frozen=True)
class Found:
    """One thing to be mended by a day."""

    text: str
    due_on: date


@transaction.atomic
def sign_off(
    *, union: Union, year: int, opinion: str, findings: Sequence[Found], user: User, at: datetime
) -> AuditSignOff:
    """Sign a recipient's year: its figures are sealed and nothing more can be booked in it.

    Raises:
        PermissionDenied: no auditor at or above the union.
        Refused: signed already, the year is not over its first day, no opinion, or a finding due before today.
    """
    if not user.has_perm("funding.audit", union):
        raise PermissionDenied
    lock_account(union.pk)
    _refuse_unready(union, year, opinion, findings, at.date())
    head = LedgerHead.objects.get_or_create(pk=1)[0]
    signed = AuditSignOff.objects.create(
        union=union, year=year, figures=sealed_figures(union, year), entry_number=head.number,
        opinion=opinion.strip(), signed_by=user, signed_at=at,
    )  # fmt: skip
    AuditFinding.objects.bulk_create(
        AuditFinding(sign_off=signed, text=found.text.strip(), due_on=found.due_on) for found in findings
    )
    text = f"{signed}已完成" + (f"，有 {len(findings)} 项问题待整改" if findings else "")
    send([Message(recipients.recipient_ids(union, at.date()), text, signed.get_absolute_url())], at=at)
    events.record(events.Entry(signed, "sign_off", "经审签审", user, at, comment=opinion.strip()))
    return signed


def _refuse_unready(union: Union, year: int, opinion: str, findings: Sequence[Found], today: date) -> None:
    if not opinion.strip():
        raise Refused("签审须写明审计意见。", fields={"opinion": "请填写。"})
    if year >= today.year:
        raise Refused(f"{year} 年尚未结束，{year + 1} 年 1 月 1 日起才能签审。")
    closed = last_closed_year(union)
    if closed is not None and year <= closed:
        raise Refused(f"{union} {closed} 年经费已经签审，{year} 年不能再签。")
    if late := [found for found in findings if found.due_on < today]:
        raise Refused(f"整改期限 {late[0].due_on} 已过。", fields={"findings": "整改期限不能早于今天。"})
    if any(not found.text.strip() for found in findings):
        raise Refused("问题须写明内容。", fields={"findings": "问题须写明内容。"})


def answered_by_another(finding: AuditFinding, act: Act) -> Iterable[Reason]:
    same = finding.answered_by_id == act.user.pk
    return [Reason("same_person", False, "整改人不能复核自己的整改")] if same else ()


def answer(finding: AuditFinding, act: Act) -> None:
    finding.answer, finding.answered_by, finding.answered_at = act.comment[:500], act.user, act.at


def reopen(finding: AuditFinding, act: Act) -> dict[str, str]:
    before = finding.answer
    finding.answered_by = finding.answered_at = None
    return {"此前的整改情况": before}


def settle(finding: AuditFinding, act: Act) -> None:
    finding.settled_by, finding.settled_at = act.user, act.at


def tell_auditors(finding: AuditFinding, act: Act) -> list[Message]:
    ids = recipients.auditor_ids(finding.sign_off.union, act.at.date())
    return [Message(ids, f"{finding.sign_off}：一项问题已整改，等待您复核", finding.get_absolute_url())]


def tell_recipient(finding: AuditFinding, act: Act) -> list[Message]:
    ids = recipients.recipient_ids(finding.sign_off.union, act.at.date())
    return [Message(ids, f"{finding.sign_off}：一项问题须继续整改", finding.get_absolute_url())]


FINDING_FLOW = Workflow(
    AuditFinding,
    FindingState,
    [
        Transition("answer", "报告整改情况", (FindingState.OPEN,), FindingState.ANSWERED, "funding.answer_finding",
                   comment_required=True, effect=answer, notify=tell_auditors),
        Transition("reopen", "退回继续整改", (FindingState.ANSWERED,), FindingState.OPEN, "funding.audit",
                   comment_required=True, effect=reopen, notify=tell_recipient),
        Transition("settle", "销号", (FindingState.ANSWERED,), FindingState.SETTLED, "funding.audit",
                   guards=(answered_by_another,), effect=settle),
    ],
)  # fmt: skip


def move_finding(
    *, finding: AuditFinding, transition: str, user: User, at: datetime, comment: str = ""
) -> AuditFinding:
    """Take a step of a finding.

    Raises:
        PermissionDenied: not this person's step.
        Refused: not now, or without the words it needs.
    """
    moved = perform(FINDING_FLOW, finding, transition, user=user, at=at, comment=comment)
    return cast(AuditFinding, moved)
