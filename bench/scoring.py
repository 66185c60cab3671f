"""How long it takes to score and rank 10 000 cards, as a ratio to what the database alone must do.

    .venv/bin/python -m bench.scoring [--cards N] [--json]

The floor: at most three times one window query over stored totals plus one pass over the values. Both read the same
rows; scoring falls back through the columns, judges every item and ranks both pools. Exits with 1 above the floor.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from statistics import median
from time import perf_counter

from django.db.models import F, Window
from django.db.models.functions import Rank
from django.test.utils import setup_databases, teardown_databases

from office import clock
from scoring.kinds import Pool, Stage
from scoring.models import AchievedValue, Assessment, SealedCard
from scoring.rules.scheme import Indicator
from scoring.selectors.ranking_report import ranking_report
from scoring.selectors.schemes import indicator_ids, scheme_values
from scoring.services.cards import cards_for
from scoring.services.opening import assessment_for_import
from unions.kinds import UnionKind
from unions.models import Union
from unions.models.union import path_segment
from unions.services.tree import init_federation

CARD_COUNT = 10_000
YEAR = 2013
TURNS = 3
MOST_RATIO = 3
BATCH = 5_000


def measure(card_count: int) -> dict[str, float]:
    """Seconds of both and their ratio, over a database made for this run and dropped after it."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        assessment = _filled(card_count)
        return _measured(assessment, card_count)
    finally:
        teardown_databases(databases, verbosity=0)


def _filled(card_count: int) -> Assessment:
    """A year in which every union has filled in every indicator of its pool, each a little differently."""
    unions = _unions(card_count)
    assessment = assessment_for_import(year=YEAR, at=clock.now())
    cards = cards_for(assessment, unions)
    scheme, keys, now = scheme_values(assessment.scheme), indicator_ids(assessment.scheme), clock.now()
    rows = (
        AchievedValue(
            card=card, indicator_id=keys[each.key], stage=Stage.SELF, amount=_amount(each, number), given_at=now
        )
        for number, card in enumerate(cards.values())
        for item in scheme.items_of(Pool(card.pool))
        for each in item.indicators
    )  # fmt: skip
    _insert(rows)
    sealed = [
        SealedCard(
            card=card, pool=card.pool, union_name=card.union.name, base_points=number % 100, bonus_points=0,
            total_points=number % 100, attainable_points=100, sealed={}, sealed_at=now,
        )
        for number, card in enumerate(cards.values())
    ]  # fmt: skip
    SealedCard.objects.bulk_create(sealed, batch_size=BATCH)
    return assessment


def _amount(indicator: Indicator, number: int) -> Decimal:
    """Right on the line, but for one indicator in seven of each card, another one from card to card."""
    bound = indicator.line.bound if indicator.line else Decimal(1)
    return bound / 2 if (number + indicator.item + indicator.number) % 7 == 0 else bound


def _insert(rows: Iterable[AchievedValue]) -> None:
    batch: list[AchievedValue] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            AchievedValue.objects.bulk_create(batch)
            batch = []
    AchievedValue.objects.bulk_create(batch)


def _unions(count: int) -> list[Union]:
    """Districts and, every third one, industrial unions under the city."""
    init_federation(province="辽宁省总工会", city="大连市总工会", user=None, at=clock.now())
    city = Union.objects.get(kind=UnionKind.CITY_FEDERATION)
    kinds = (UnionKind.DISTRICT_UNION, UnionKind.PILOT_ZONE_UNION, UnionKind.RESIDENT_INDUSTRIAL_UNION)
    first = Union.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    unions = [
        Union(
            pk=first + number, kind=kinds[number % 3], name=f"第{number}考核对象", name_pinyin=str(number),
            superior=city, path=city.path + path_segment(first + number), founded_on=date(2000, 1, 1),
        )
        for number in range(count)
    ]  # fmt: skip
    return Union.objects.bulk_create(unions, batch_size=BATCH)


def _measured(assessment: Assessment, card_count: int) -> dict[str, float]:
    def scored() -> None:
        if len(ranking_report(assessment.year, None).rows) != card_count:
            raise RuntimeError("not every card was ranked")

    def bare() -> None:
        ranks = Window(Rank(), partition_by=F("pool"), order_by=F("total_points").desc())
        list(SealedCard.objects.annotate(rank=ranks).values_list("pk", "rank"))
        values = AchievedValue.objects.filter(card__assessment=assessment).values_list(
            "card_id", "stage", "indicator__item__number", "indicator__number", "amount"
        )
        for _ in values:
            pass

    turns = [(_timed(scored), _timed(bare)) for _ in range(TURNS)]
    took, floor = (median(each) for each in zip(*turns, strict=True))
    return {"scored_seconds": took, "bare_seconds": floor, "ratio": took / floor}


def _timed(act: Callable[[], None]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def main() -> int:
    """Measure, print, and judge by the floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cards", type=int, default=CARD_COUNT, help="how many cards")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    found = measure(options.cards)
    meets_floor = found["ratio"] <= MOST_RATIO
    if options.json:
        print(json.dumps({"cards": options.cards, **found, "meets_floor": meets_floor}))
    else:
        print(
            f"{options.cards:,} cards scored and ranked: {found['scored_seconds']:.2f} s; window query and one pass: "
            f"{found['bare_seconds']:.2f} s; ratio {found['ratio']:.2f}"
        )
        print(f"floor: at most {MOST_RATIO} times: {'met' if meets_floor else 'NOT MET'}")
    return 0 if meets_floor else 1


if __name__ == "__main__":
    sys.exit(main())
