"""The review grid: every union against the items a department answers for."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.kinds import OpinionVerdict, Outcome, Pool, Stage
from scoring.models import Assessment, Card, CardItem
from scoring.rules.columns import CardEntries
from scoring.rules.items import ItemVerdict
from scoring.rules.scheme import Item, shown_points
from scoring.selectors.cards import entries_of, stage_verdict, year_terms
from unions.models import User


@dataclass(frozen=True)
class GridCell:
    """One union's item in the column under review.

    Attributes:
        verdict: None where the item does not exist for the union.
        said: the opinion of the stage, None while it has not spoken.
    """

    card: Card
    item: Item
    verdict: ItemVerdict | None
    said: OpinionVerdict | None
    is_waited_for: bool

    @property
    def shown(self) -> str:
        """The points, or what became of the item."""
        if self.verdict is None:
            return ""
        judged = self.verdict.judged
        if judged.outcome is Outcome.NOT_APPLICABLE:
            return judged.outcome.label
        return shown_points(judged.points + judged.bonus)

    @property
    def key(self) -> str:
        """Card and item, as the page sends them back."""
        return f"{self.card.pk}-{self.item.number}"


@dataclass(frozen=True)
class GridRow:
    """One union."""

    card: Card
    cells: tuple[GridCell, ...]


@dataclass(frozen=True)
class Grid:
    """Everything a reviewer has to look at."""

    items: tuple[Item, ...]
    rows: tuple[GridRow, ...]

    @property
    def waiting_count(self) -> int:
        """How many cells still have no opinion."""
        return sum(1 for row in self.rows for cell in row.cells if cell.verdict and cell.said is None)

    @property
    def count(self) -> int:
        """How many cells there are."""
        return sum(1 for row in self.rows for cell in row.cells if cell.verdict)


def review_grid(assessment: Assessment, user: User, stage: Stage) -> Grid:
    """The cells a person reviews in a stage: a department its items, the leading group all."""
    rows = {row.number: row for row in assessment.scheme.items.all()}
    year = year_terms(assessment)
    is_mine = {
        number: stage is Stage.FINAL or user.has_perm("scoring.review_item", row) for number, row in rows.items()
    }
    items = tuple(item for item in year.scheme.items if is_mine[item.number])
    cards = list(Card.objects.visible_to(user).filter(assessment=assessment).select_related("union", "assessment"))
    entries = entries_of(cards)
    waited = set(
        CardItem.objects.filter(card__assessment=assessment, answered_at=None)
        .exclude(asked_for="")
        .values_list("card_id", "item__number")
    )
    found = []
    for card in cards:
        verdicts = {each.item.number: each for each in stage_verdict(card, entries[card.pk], stage, year).items}
        cells = (_cell(card, item, verdicts, entries[card.pk], stage, waited) for item in items)
        found.append(GridRow(card, tuple(cells)))
    return Grid(items, tuple(found))


def _cell(
    card: Card,
    item: Item,
    verdicts: dict[int, ItemVerdict],
    entries: CardEntries,
    stage: Stage,
    waited: set[tuple[int, int]],
) -> GridCell:
    said = entries.opinions.get(stage, {}).get(item.number)
    verdict = verdicts.get(item.number) if Pool(card.pool) in item.assessees.pools else None
    return GridCell(card, item, verdict, said, (card.pk, item.number) in waited)
