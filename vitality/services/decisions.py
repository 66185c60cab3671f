"""The leading group: decisions prepared one by one, checked, then published together (R-F3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events
from office.refusals import Refused
from office.workflow import perform
from unions.models import User
from vitality.kinds import AnnexForm, ApplicationState, Outcome, TypicalLevel
from vitality.models import Application, Decision, DecisionSheet, Round
from vitality.selectors.decisions import (
    pending_decisions,
    picked_from,
    publication_obstacles,
    recommendation_obstacles,
)
from vitality.services.application_flow import APPLICATION_FLOW

# Copied as they stand into the provincial form: nothing is typed again.
COPIED = (
    "batch", "unit", "head_city", "head_place", "unit_name", "chair_name", "address", "contact", "ownership_type",
    "is_state_controlled", "is_enterprise_managed", "sector_tier", "covered_enterprise_count", "employee_count",
    "goals", "measures", "declares_new", "is_newness_checked", "submitted_at", "submitted_by",
    "endorsed_at", "endorsed_by", "passed_at", "passed_by", "decided_at",
)  # fmt: skip


@transaction.atomic
def prepare_decision(
    *, application: Application, outcome: Outcome | None, reason: str, user: User, at: datetime
) -> Decision | None:
    """Put down, change or (with None) drop what the leading group is going to decide on a form.

    Raises:
        PermissionDenied: neither the reviewing department nor the leading group.
        Refused: the form has not passed the review, the outcome does not fit its form, or a decline has no reason.
    """
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("batch__superior", "batch__round")
        .get(pk=application.pk)
    )
    if not user.has_perm("vitality.prepare_decision", locked):
        raise PermissionDenied
    if locked.state != ApplicationState.PASSED:
        raise Refused(f"{locked}现为“{ApplicationState(locked.state).label}”，初审通过后才能拟定决定。")
    Decision.objects.filter(application=locked, sheet=None).delete()
    if outcome is None:
        return None
    _refuse_unfit(locked, outcome, reason)
    return Decision.objects.create(
        application=locked, outcome=outcome, reason=reason.strip(), prepared_by=user, prepared_at=at
    )


def _refuse_unfit(application: Application, outcome: Outcome, reason: str) -> None:
    if outcome == Outcome.DECLINE and not reason.strip():
        raise Refused(f"{application}：不同意须写明理由。", fields={"reason": "请写明理由。"})
    if outcome != Outcome.RECOMMEND:
        return
    obstacles = recommendation_obstacles(application, picked_from(application.batch.round))
    if obstacles:
        told = "；".join(str(reason) for reason in obstacles)
        raise Refused(f"{application}：{told}。", reasons=obstacles, fields={"outcome": told})


@dataclass(frozen=True)
class Wish:
    """What is to be put down for one form; no outcome drops what is pending."""

    application: Application
    outcome: Outcome | None
    reason: str = ""


@transaction.atomic
def prepare_decisions(*, wishes: Iterable[Wish], user: User, at: datetime) -> list[Decision]:
    """Put down all of a board at once: every row is kept, or none.

    Raises:
        PermissionDenied: as for one.
        Refused: names every row that cannot be; `fields` holds its sentence by the application's key.
    """
    kept, refusals = [], {}
    for wish in wishes:
        try:
            kept.append(_prepared(wish, user, at))
        except Refused as refusal:
            refusals[str(wish.application.pk)] = refusal.sentence
    if refusals:
        raise Refused("有的决定不能保存，全部未保存：" + "".join(refusals.values()), fields=refusals)
    return [decision for decision in kept if decision]


def _prepared(wish: Wish, user: User, at: datetime) -> Decision | None:
    return prepare_decision(application=wish.application, outcome=wish.outcome, reason=wish.reason, user=user, at=at)


@transaction.atomic
def publish_decisions(
    *, round: Round, meeting_on: date, minutes_number: str, user: User, at: datetime
) -> DecisionSheet:
    """Publish all pending decisions of a round as one meeting's: every form moves, or none does.

    Raises:
        PermissionDenied: not the leading group.
        Refused: nothing is pending, the number of recommendations is not the round's, or the minutes have no number.
    """
    if not user.has_perm("vitality.decide"):
        raise PermissionDenied
    Round.objects.select_for_update().get(pk=round.pk)
    pending = list(pending_decisions(round))
    reasons = publication_obstacles(round, pending)
    if reasons:
        raise Refused("不能公布：" + "；".join(str(reason) for reason in reasons) + "。", reasons=reasons)
    if not minutes_number.strip():
        raise Refused("须填会议纪要文号。", fields={"minutes_number": "请填写会议纪要文号。"})
    if meeting_on > at.date():
        raise Refused(f"会议日期 {meeting_on} 在今天之后。", fields={"meeting_on": "会议日期不能在今天之后。"})
    sheet = DecisionSheet.objects.create(
        round=round, meeting_on=meeting_on, minutes_number=minutes_number.strip(), published_at=at, published_by=user
    )
    for decision in pending:
        _carry_out(decision, sheet, user, at)
    events.record(
        events.Entry(round, "publish", "公布领导小组决定", user, at, changes={"会议": str(sheet), "件数": len(pending)})
    )
    return sheet


def _carry_out(decision: Decision, sheet: DecisionSheet, user: User, at: datetime) -> None:
    application = decision.application
    decision.sheet = sheet
    decision.save(update_fields=["sheet"])
    step = transition_of(Outcome(decision.outcome), AnnexForm(application.form))
    comment = "；".join(filter(None, [decision.reason, str(sheet)]))
    moved = perform(APPLICATION_FLOW, application, step, user=user, at=at, comment=comment)
    if decision.outcome == Outcome.RECOMMEND:
        _make_provincial_form(moved, user, at)  # type: ignore[arg-type]


def transition_of(outcome: Outcome, form: AnnexForm) -> str:
    """The step a decision takes a form: approval of a provincial form sends it on to the province."""
    if outcome == Outcome.APPROVE:
        return "forward" if form.level == TypicalLevel.PROVINCIAL else "approve"
    return str(outcome.value)


def _make_provincial_form(origin: Application, user: User, at: datetime) -> Application:
    successor = Application(
        origin=origin,
        form=AnnexForm(origin.form).recommended_as,
        state=ApplicationState.FORWARDED,
        **{name: getattr(origin, name) for name in COPIED},
    )
    successor.save()
    events.record(events.Entry(successor, "create_from", "由市级申报表生成", user, at, changes={"来自": str(origin)}))
    return successor
