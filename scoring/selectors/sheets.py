"""The lines of cards as workbooks list them: one for each indicator, in all three columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from scoring.kinds import AssessmentState, Pool, Reviewer, Stage
from scoring.models import Assessment, Card, ItemOpinion
from scoring.rules.columns import CardEntries
from scoring.rules.items import IndicatorVerdict, ItemVerdict
from scoring.rules.scheme import Indicator, Item
from scoring.selectors.cards import YearTerms, entries_of, reached_columns, year_terms

Opinions = Mapping[tuple[int, int], list[ItemOpinion]]


@dataclass(frozen=True)
class SheetLine:
    """One indicator of one card.

    Attributes:
        verdicts: the item in each column that the season has reached.
        place: of the indicator within the item, from 0; points and opinions stand on the first line only, so that
            a column of points can be added up.
    """

    card: Card
    item: Item
    verdicts: Mapping[Stage, ItemVerdict]
    place: int
    opinions: tuple[ItemOpinion, ...]

    @property
    def pool(self) -> Pool:
        return Pool(self.card.pool)

    @property
    def indicator(self) -> Indicator:
        return self.item.indicators[self.place]

    @property
    def is_first(self) -> bool:
        return self.place == 0

    @property
    def opinion_words(self) -> str:
        """What the reviewers said, with their reasons."""
        if not self.is_first:
            return ""
        said = (f"{each.get_stage_display()}{each.get_verdict_display()}{_because(each)}" for each in self.opinions)
        return "；".join(said)

    def at(self, stage: Stage) -> IndicatorVerdict | None:
        """The indicator in one column; None in one not reached yet."""
        return self.verdicts[stage].indicators[self.place] if stage in self.verdicts else None

    @property
    def departments(self) -> str:
        return "、".join(each.label for each in self.item.reviewers)


def sheet_lines(assessment: Assessment, cards: QuerySet[Card], reviewer: Reviewer | None = None) -> list[SheetLine]:
    """The lines of these cards, of all items or of those a department answers for; a constant number of queries."""
    found = list(cards.select_related("union", "assessment"))
    year, entries, opinions = year_terms(assessment), entries_of(found), _opinions(found)
    columns = ((card, _columns(card, entries[card.pk], year)) for card in found)
    return [line for card, verdicts in columns for line in _lines(card, verdicts, opinions, reviewer)]


def _columns(card: Card, entries: CardEntries, year: YearTerms) -> list[dict[Stage, ItemVerdict]]:
    """Item by item, what each column gives it; not the department's while it has yet to say its word."""
    verdicts = {stage: verdict.items for stage, verdict in reached_columns(card, entries, year).items()}
    rows = [dict(zip(verdicts, row, strict=True)) for row in zip(*verdicts.values(), strict=True)]
    if card.assessment.state == AssessmentState.REVIEWING:
        for row in rows:
            if row[Stage.SELF].item.number not in entries.heard(Stage.DEPARTMENT):
                row.pop(Stage.DEPARTMENT, None)
    return rows


def _lines(
    card: Card, columns: Iterable[Mapping[Stage, ItemVerdict]], opinions: Opinions, reviewer: Reviewer | None
) -> Iterator[SheetLine]:
    for verdicts in columns:
        item = verdicts[Stage.SELF].item
        if reviewer is None or reviewer in item.reviewers:
            said = tuple(opinions.get((card.pk, item.number), ()))
            yield from (SheetLine(card, item, verdicts, place, said) for place in range(len(item.indicators)))


def _opinions(cards: Iterable[Card]) -> Opinions:
    found: dict[tuple[int, int], list[ItemOpinion]] = defaultdict(list)
    for each in ItemOpinion.objects.filter(card__in=list(cards)).select_related("item").order_by("pk"):
        found[each.card_id, each.item.number].append(each)
    return found


def _because(opinion: ItemOpinion) -> str:
    return f"：{opinion.reason}" if opinion.reason else ""
