"""The units behind the figures: which lack what, and which are nearest to the standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from appraisal.selectors.standing_rows import with_lacks
from unions.models import User
from vitality.models import SnapshotUnit
from vitality.rules.coverage import COVERED, Coverage
from vitality.selectors.coverage.figures import CITY, YearFigures
from vitality.selectors.coverage.units import units_of_year


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a superior union still needs to reach a category's target.

    Attributes:
        near_count: units that lack exactly one condition.
    """

    filer_id: int | None
    superior: str
    coverage: Coverage
    near_count: int

    @property
    def missing_count(self) -> int | None:
        """How many more units must reach the standard; None without a target or units."""
        return None if self.coverage.met is None else self.coverage.missing_count

    @property
    def outlook(self) -> str:
        """Whether the nearest units are enough."""
        if self.missing_count is None:
            return "不适用"
        if self.missing_count == 0:
            return "已达到"
        enough = self.near_count >= self.missing_count
        return "只差一项的单位补齐即可达到" if enough else "只差一项的单位全部补齐仍不够"


def unit_rows(figures: YearFigures, user: User) -> Any:
    """Every unit of the year within the person's scope, sealed or of this moment, with what it lacks.

    Columns: `union_id`, `filer_id`, `name_then`, `category`, the facts, `is_standard`, `LACKS` and `lack_count`.
    """
    rows: Any
    if figures.snapshot:
        rows = SnapshotUnit.objects.filter(snapshot=figures.snapshot).annotate(name_then=F("name"))
    else:
        rows = units_of_year(figures.year, figures.law).annotate(union_id=F("pk"), filer_id=F("filer_then_id"))
    if user.post is None or not user.scope_path:
        return rows.none()
    if not user.post.is_at_city:
        seen = [filer.pk for filer in figures.filers if filer.path.startswith(user.scope_path)]
        rows = rows.filter(filer_id__in=seen)
    return with_lacks(rows, figures.law)


def forecasts(figures: YearFigures, user: User) -> tuple[Forecast, ...]:
    """Per superior union and category, and for the whole city where the person sees it; one query more."""
    rows = unit_rows(figures, user).filter(category__in=COVERED, lack_count=1).order_by()
    counted = rows.values("filer_id", "category").annotate(near=Count("union_id"))
    near: Mapping[tuple[int | None, str], int] = {(row["filer_id"], row["category"]): row["near"] for row in counted}
    seen = [filer for filer in figures.filers if user.scope_path and filer.path.startswith(user.scope_path)]
    found = [
        Forecast(filer.pk, filer.name, each, near.get((filer.pk, each.category), 0))
        for filer in seen
        for each in figures.of(filer.pk)
    ]
    if user.post and user.post.is_at_city and figures.filers:
        city = {category: sum(count for (_, kind), count in near.items() if kind == category) for category in COVERED}
        found += [Forecast(None, CITY, each, city[each.category]) for each in figures.of(None)]
    return tuple(found)


def matching(rows: Any, chosen: Mapping[str, Any]) -> Any:
    """The rows that fit a filter: words of the name, superior union, category, standard or not, what is lacking."""
    for word in str(chosen.get("q", "")).split():
        rows = rows.filter(name_then__icontains=word)
    if filer := chosen.get("filer"):
        rows = rows.filter(filer_id=filer)
    if category := chosen.get("category"):
        rows = rows.filter(category=category)
    lack = chosen.get("lack", "")
    if lack == "none":
        return rows.filter(is_standard=True)
    if lack == "any":
        return rows.filter(is_standard=False)
    if lack == "one":
        return rows.filter(lack_count=1)
    return rows.filter(Q(**{lack: True})) if lack else rows
