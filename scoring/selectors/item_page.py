"""One item of one card with everything about it: columns, notes, opinions, evidence, objections."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.kinds import Stage
from scoring.models import Card, CardItem, Objection, SchemeItem
from scoring.rules.scheme import Item
from scoring.selectors.card_page import ItemRow, card_page


@dataclass(frozen=True)
class ItemPage:
    """What the page of an item shows.

    Attributes:
        previous, following: numbers of the neighbouring items of the card, None at its ends.
    """

    row: ItemRow
    part: CardItem | None
    objections: tuple[Objection, ...]
    previous: int | None
    following: int | None

    @property
    def item(self) -> Item:
        return self.row.item

    @property
    def columns(self) -> list[tuple[Stage, dict[str, object]]]:
        """Each column with its cell."""
        return list(zip(self.row.columns, self.row.cells, strict=True))


def item_page(card: Card, item: SchemeItem) -> ItemPage:
    """The page of one item."""
    rows = [row for part in card_page(card).parts for row in part.rows]
    index = next(place for place, row in enumerate(rows) if row.item.number == item.number)
    part = CardItem.objects.filter(card=card, item=item).select_related("asked_by").first()
    objections = Objection.objects.filter(card=card, item=item).select_related("raised_by", "answered_by")
    before = rows[index - 1].item.number if index else None
    after = rows[index + 1].item.number if index + 1 < len(rows) else None
    return ItemPage(rows[index], part, tuple(objections), before, after)
