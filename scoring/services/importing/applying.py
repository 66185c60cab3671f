"""Carrying out an import of achieved values: one transaction, few statements, whatever the number of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from django.db import transaction

from office import events
from office.refusals import Refused
from office.spreadsheets import SheetReading
from scoring.kinds import CardState, Stage
from scoring.models import AchievedValue, Card
from scoring.selectors.schemes import indicator_ids
from scoring.services.cards import cards_for
from scoring.services.importing.planning import plan_scores
from scoring.services.importing.plans import Entry, ScorePlan
from scoring.services.importing.snapshot import fault_of, snapshot
from scoring.services.opening import assessment_for_import
from scoring.services.values import box_name
from unions.models import User
from unions.services.placing import lock_tree

BATCH = 1000


@transaction.atomic
def import_scores(
    *, reading: SheetReading, year: int, stage: Stage, user: User | None, at: datetime, source: str, expected: str = ""
) -> ScorePlan:
    """Plan and carry out an import under one lock, so that nothing changes in between.

    A year that has no assessment yet is opened by the command, with the scheme of the text or of the year before.

    Args:
        source: the file's name, kept with the events.
        expected: fingerprint of the plan a person confirmed; empty to carry out whatever the plan is.

    Returns:
        the plan; with errors nothing was written.

    Raises:
        Refused: the plan is no longer the confirmed one, the year has taken a step or a card was filed meanwhile,
            or the year's draft scheme does not add up.
    """
    lock_tree()
    plan = plan_scores(reading, snapshot(year, stage, user))
    if expected and plan.fingerprint != expected and not plan.is_empty:
        raise Refused("预览之后考核表又有变化，本次没有导入任何内容；请重新核对变更预览后再确认。")
    if not plan.errors and not plan.is_empty:
        _carry_out(plan, user, at, source)
    return plan


def _carry_out(plan: ScorePlan, user: User | None, at: datetime, source: str) -> None:
    assessment = assessment_for_import(year=plan.year, at=at)
    if fault := fault_of(plan.year, plan.stage, user, assessment):  # the year took a step since it was read
        raise Refused(f"{fault}；本次没有导入任何内容。")
    cards = cards_for(assessment, {entry.union.pk: entry.union for entry in plan.entries}.values())
    if plan.stage is Stage.SELF:
        _renew_drafts(plan.entries, cards, user)
    indicators = indicator_ids(assessment.scheme)
    rows = [_row(entry, cards[entry.union.pk], indicators, plan.stage, user, at) for entry in plan.entries]
    AchievedValue.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["card", "indicator", "stage"],
        update_fields=["amount", "is_not_applicable", "note", "given_by", "given_at"],
    )
    events.record_all(_events(plan, cards, user, at, source))


def _renew_drafts(entries: Iterable[Entry], cards: dict[int, Card], user: User | None) -> None:
    """Pages open elsewhere are out of date now; a box that was kept as typed gives way to the sheet's value.

    Raises:
        Refused: a card was filed since it was read, and the import is a person's.
    """
    entered: dict[int, set[str]] = defaultdict(set)
    for entry in entries:
        entered[entry.union.pk].add(box_name(entry.indicator.key))
    drafts = {cards[key].pk: names for key, names in entered.items()}
    locked = list(Card.objects.select_for_update(of=("self",)).filter(pk__in=drafts).order_by("pk"))
    if user and any(card.state == CardState.FILED for card in locked):
        raise Refused("考核表刚已报送，撤回后才能导入自评；本次没有导入任何内容。")
    for card in locked:
        card.revision += 1
        card.unread = {name: said for name, said in card.unread.items() if name not in drafts[card.pk]}
    Card.objects.bulk_update(locked, ["revision", "unread"], batch_size=BATCH)


def _row(
    entry: Entry, card: Card, indicators: dict[tuple[int, int], int], stage: Stage, user: User | None, at: datetime
) -> AchievedValue:
    amount = entry.after.amount
    return AchievedValue(
        card=card, indicator_id=indicators[entry.indicator.key], stage=stage, amount=amount,
        is_not_applicable=amount is None, note=entry.after.note, given_by=user, given_at=at,
    )  # fmt: skip


def _events(
    plan: ScorePlan, cards: dict[int, Card], user: User | None, at: datetime, source: str
) -> Iterator[events.Entry]:
    """One event a card: what changed, item by item."""
    label = f"导入{plan.stage.label}"
    ordered = sorted(plan.entries, key=lambda entry: entry.union.path)
    for key, entries in groupby(ordered, key=lambda entry: entry.union.pk):
        yield events.Entry(cards[key], "import_scores", label, user, at, comment=source, changes=_changes(entries))


def _changes(entries: Iterable[Entry]) -> dict[str, list[str]]:
    return {
        label if label != "说明" else f"{entry.indicator.item}.{entry.indicator.number} 说明": pair
        for entry in entries
        for label, pair in entry.changes.items()
    }
