"""Filing a batch: all forms of a superior union at once, checked for number and sub-quota (R-F2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from office.notices import Message
from office.workflow import Act, Transition, Workflow, perform
from policy.citing import Reason
from unions.models import User
from vitality.kinds import BatchState
from vitality.models import Batch
from vitality.rules.eligibility import is_late, late_filing_reasons
from vitality.selectors.batches import batch_content
from vitality.selectors.rounds import law_of_round
from vitality.services import recipients
from vitality.services.application_flow import APPLICATION_FLOW


def round_open(batch: Batch, act: Act) -> Iterable[Reason]:
    if not batch.round.is_open:
        return [Reason("round_closed", False, f"“{batch.round}”现在不接收申报")]
    return late_filing_reasons(act.at.date(), batch.round.due_on, law_of_round(batch.round))


def content_fits(batch: Batch, act: Act) -> Iterable[Reason]:
    """Number and sub-quota, every form agreed to, and something new to send."""
    content = batch_content(batch)
    reasons = [*content.verdict.unmet, *content.unendorsed]
    if not reasons and not content.ready_to_file:
        filed = f"，已于 {localtime(batch.filed_at):%Y-%m-%d %H:%M} 由{batch.filed_by}申报" if batch.filed_at else ""
        reasons.append(Reason("nothing_to_file", False, f"没有待申报的申报表{filed}"))
    return reasons


def file_all(batch: Batch, act: Act) -> dict[str, Any]:
    """File each form that is ready; the first filing fixes the time and whether it was late."""
    ready = batch_content(batch).ready_to_file
    for application in ready:
        perform(APPLICATION_FLOW, application, "file", user=act.user, at=act.at)
    if batch.filed_at is None:
        batch.filed_at, batch.filed_by = act.at, act.user
        batch.is_late = is_late(act.at.date(), batch.round.due_on)
    return {"申报表": "、".join(str(application) for application in ready), "逾期": batch.is_late}


def tell_reviewers(batch: Batch, act: Act) -> list[Message]:
    late = "（逾期）" if batch.is_late else ""
    return [
        Message(recipients.reviewer_ids(act.at.date()), f"{batch}已报送{late}，等待您初审", batch.get_absolute_url())
    ]


BATCH_FLOW = Workflow(
    Batch,
    BatchState,
    [
        Transition(
            "file", "申报批次", (BatchState.DRAFT, BatchState.FILED), BatchState.FILED, "vitality.file_batch",
            guards=(round_open, content_fits), effect=file_all, notify=tell_reviewers,
        ),
    ],
)  # fmt: skip


def file_batch(*, batch: Batch, user: User, at: datetime) -> Batch:
    """File the batch, or the forms that took the place of declined ones.

    Raises:
        PermissionDenied: not of the union that files it.
        Refused: names every missing unit, every form not agreed to, and the clause; nothing is filed then.
    """
    return perform(BATCH_FLOW, batch, "file", user=user, at=at)  # type: ignore[return-value]
