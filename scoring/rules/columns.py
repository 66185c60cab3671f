"""The three columns of a card: what a stage does not say falls back to the stage before it (R-X5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from policy.citing import cites
from scoring.kinds import OpinionVerdict, Pool, Stage
from scoring.rules.card import CardFacts
from scoring.rules.scheme import Key, Scheme

Given = Mapping[Key, Decimal | None]
STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class CardEntries:
    """Everything written into a card, by stage.

    Attributes:
        values: None where an indicator is claimed or declared not applicable.
        opinions: a reviewer's word on an item.
    """

    values: Mapping[Stage, Given]
    opinions: Mapping[Stage, Mapping[int, OpinionVerdict]]

    @property
    def latest(self) -> Stage:
        """The last stage that has said anything; self where nothing was said at all."""
        spoken = [stage for stage in STAGES if self.values.get(stage) or self.opinions.get(stage)]
        return spoken[-1] if spoken else Stage.SELF

    def heard(self, stage: Stage) -> frozenset[int]:
        """The items of which a stage has said anything itself; in all others its column is what was there before."""
        values, opinions = self.values.get(stage, {}), self.opinions.get(stage, {})
        return frozenset(item for item, _ in values) | frozenset(opinions)


@cites("2012-55/3.2", "2012-55/3.3", rule="R-X5")
def column(scheme: Scheme, pool: Pool, entries: CardEntries, stage: Stage) -> CardFacts:
    """The facts of one column.

    A later stage takes over every value and opinion it does not give itself. Two things a union may claim count in
    its own column only, until a department confirms them: that an indicator is not applicable (R-X4), and what the
    assessment team alone recognises (item 30).
    """
    values: dict[Key, Decimal | None] = {}
    claimed = _recognised_by_team(scheme)
    for each in _until(stage):
        given = entries.values.get(each, {})
        if each.is_claim and not stage.is_claim:
            given = {key: value for key, value in given.items() if value is not None and key not in claimed}
        values.update(given)
    return CardFacts(pool, values, _overruled(entries, stage))


def _recognised_by_team(scheme: Scheme) -> set[Key]:
    return {each.key for item in scheme.items if item.needs_recognition for each in item.indicators}


def _overruled(entries: CardEntries, stage: Stage) -> dict[int, bool]:
    """The last opinion on each item; one that accepts lets the values decide again."""
    last: dict[int, OpinionVerdict] = {}
    for each in _until(stage):
        last.update(entries.opinions.get(each, {}))
    return {item: verdict is OpinionVerdict.FULL for item, verdict in last.items() if verdict.overrules}


def _until(stage: Stage) -> Iterable[Stage]:
    return STAGES[: STAGES.index(stage) + 1]
