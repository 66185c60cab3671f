"""The cards of an assessment: one for each assessed union."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.kinds import POOLS
from scoring.models import Assessment, Card
from unions.kinds import UnionKind
from unions.models import Union


def cards_for(assessment: Assessment, unions: Iterable[Union]) -> dict[int, Card]:
    """The cards of these unions, by union; those that are missing are made."""
    wanted = {union.pk: union for union in unions}
    made = [Card(assessment=assessment, union=each, pool=POOLS[UnionKind(each.kind)]) for each in wanted.values()]
    Card.objects.bulk_create(made, ignore_conflicts=True)
    found = Card.objects.filter(assessment=assessment, union_id__in=wanted).select_related("union", "assessment")
    return {card.union_id: card for card in found}


def hold_cards(assessment: Assessment) -> list[Card]:
    """The cards of a year, held for one of its steps.

    What somebody is just writing into one is waited for; whoever writes later finds the step taken, because the year's
    state is read after the card is held.
    """
    cards = Card.objects.select_for_update(of=("self",)).filter(assessment=assessment)
    return list(cards.select_related("union").order_by("pk"))


def assessed_unions() -> list[Union]:
    """Every open union that is assessed, in the order of the tree."""
    return list(Union.objects.filter(kind__in=POOLS, closed_on=None))
