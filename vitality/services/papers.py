"""Implementation plan and safeguard measures: written and filed by the union, approved by the city (R-F4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office.files import evidence_of
from office.notices import Message
from office.refusals import Refused
from office.workflow import Act, Notify, Transition, Workflow, perform
from policy.citing import Reason
from unions.models import Union, User
from vitality.kinds import PaperKind, PaperState
from vitality.models import Round, UnionPaper
from vitality.rules.eligibility import is_late
from vitality.selectors.papers import due_on
from vitality.selectors.rounds import quotas_for
from vitality.services import recipients


class PaperConflict(Refused):
    """Somebody else saved in between; `current` is the paper as it now stands, the caller still has the own input."""

    def __init__(self, current: UnionPaper):
        super().__init__("这份材料刚被他人修改过。您的输入仍在本页，请对照后再保存。")
        self.current = current


def has_content(paper: UnionPaper, act: Act) -> Iterable[Reason]:
    if paper.text.strip() or evidence_of(paper).exists():
        return ()
    return [Reason("empty", False, f"{PaperKind(paper.kind).label}还没有正文，也没有附件", "2014-31/6.2")]


def filed_by_another(paper: UnionPaper, act: Act) -> Iterable[Reason]:
    return [Reason("same_person", False, "报送人不能批准自己报送的材料")] if paper.filed_by_id == act.user.pk else ()


def file(paper: UnionPaper, act: Act) -> dict[str, Any]:
    paper.filed_at, paper.filed_by, paper.return_reason = act.at, act.user, ""
    paper.is_late = is_late(act.at.date(), due_on(paper))
    return {"逾期": paper.is_late}


def return_for_revision(paper: UnionPaper, act: Act) -> None:
    paper.return_reason = act.comment


def approve(paper: UnionPaper, act: Act) -> None:
    paper.approved_at, paper.approved_by = act.at, act.user


def tell_reviewers(paper: UnionPaper, act: Act) -> list[Message]:
    return [Message(recipients.reviewer_ids(act.at.date()), f"{paper}已报送，等待您审核", paper.get_absolute_url())]


def tell_union(text: str) -> Notify:
    def notify(paper: UnionPaper, act: Act) -> list[Message]:
        return [Message(recipients.filer_ids(paper.union, act.at.date()), f"{paper}{text}", paper.get_absolute_url())]

    return notify


PAPER_FLOW = Workflow(
    UnionPaper,
    PaperState,
    [
        Transition("file", "报送", (PaperState.DRAFT, PaperState.RETURNED), PaperState.FILED, "vitality.write_paper",
                   guards=(has_content,), effect=file, notify=tell_reviewers),
        Transition("return_for_revision", "退回修改", (PaperState.FILED,), PaperState.RETURNED, "vitality.review_paper",
                   comment_required=True, effect=return_for_revision, notify=tell_union("被退回，请修改后再报")),
        Transition("approve", "批准", (PaperState.FILED,), PaperState.APPROVED, "vitality.review_paper",
                   guards=(filed_by_another,), effect=approve, notify=tell_union("已批准")),
    ],
)  # fmt: skip


def open_paper(*, round: Round, union: Union, kind: PaperKind) -> UnionPaper:
    """The union's plan or measures in a round, made at its first use.

    Raises:
        Refused: the round is not open, or this kind of union takes no part in it.
    """
    if not round.is_open:
        raise Refused(f"“{round}”现在不接收报送。")
    if not quotas_for(round, union):
        raise Refused(f"{union}不参加“{round}”。")
    return UnionPaper.objects.get_or_create(round=round, union=union, kind=kind)[0]


@transaction.atomic
def save_paper(*, paper: UnionPaper, text: str, revision: int, user: User) -> UnionPaper:
    """Save the text of a draft or returned paper.

    Raises:
        PermissionDenied: not of this union.
        PaperConflict: somebody saved in between.
        Refused: under review or approved.
    """
    locked = UnionPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if not user.has_perm("vitality.write_paper", locked):
        raise PermissionDenied
    if locked.text == text:
        return locked
    if locked.state not in (PaperState.DRAFT, PaperState.RETURNED):
        raise Refused(f"{locked}现为“{PaperState(locked.state).label}”，不能修改；您的输入仍在本页。")
    if revision != locked.revision:
        raise PaperConflict(locked)
    locked.text, locked.revision = text, locked.revision + 1
    locked.save(update_fields=["text", "revision"])
    return locked


def move_paper(*, paper: UnionPaper, transition: str, user: User, at: datetime, comment: str = "") -> UnionPaper:
    """File, return or approve.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    return perform(PAPER_FLOW, paper, transition, user=user, at=at, comment=comment)  # type: ignore[return-value]
