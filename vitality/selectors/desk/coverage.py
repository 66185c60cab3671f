"""Coverage and typical units on the work desk, as sealed or as the night last counted them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from django.db.models import Sum
from django.urls import reverse
from django.utils.timezone import localtime

from office.desk import Figure
from policy.units import exact, percent
from unions.kinds import RoleKind, UnionKind
from unions.models import User
from vitality.models import SnapshotFigure, YearSnapshot
from vitality.rules.coverage import COVERED, NO_TARGET, Coverage, coverage
from vitality.selectors.typicals import city_total

Counts = Mapping[tuple[int, str], tuple[int, int]]
# They work with the money and have its figures on their desks.
MONEY_ROLES: Final = (RoleKind.FINANCE, RoleKind.AUDITOR)


def coverage_figures(user: User, on: date) -> tuple[Figure, ...]:
    """Each category of the city, or of the person's own district, pilot zone or industrial union; two queries.

    Of this year once a unit has reached the standard in it, before that of last year.
    """
    if user.post is None or user.has_role(*MONEY_ROLES) or not user.has_perm("vitality.read_coverage"):
        return ()
    is_city = user.post.is_at_city
    if not is_city and not UnionKind(user.post.union.kind).files_batches:
        return ()
    kept = list(_kept(on.year))
    counts = _counts(kept, None if is_city else user.post.union_id)
    told = [each for each in kept if each.sealed_at or any(counts.get((each.pk, one), (0, 0))[0] for one in COVERED)]
    return tuple(_figures(told[-1], counts, is_city=is_city)) if told else ()


def total_figures(user: User, on: date) -> tuple[Figure, ...]:
    """The city's typical units against the project's total, for those at the city who look at the whole."""
    is_whole = user.post is not None and user.post.is_at_city and user.has_perm("office.do_business")
    if not is_whole or user.has_role(*MONEY_ROLES) or user.has_perm("vitality.review_application"):
        return ()
    total = city_total(on.year)
    url = f"{reverse('vitality:typical_list')}?until={on.year}"
    line, met = f"目标{total.target.sentence()}", total.is_met or None  # the project is not over
    return (
        Figure(
            "累计典型单位", f"{total.cumulative_count:,}", "个", url, target=line, met=met,
            percent=total.percent, target_percent=100,
        ),
    )  # fmt: skip


def _kept(year: int) -> Iterator[YearSnapshot]:
    """The figures that are kept of last year and of this one: of each the version in force, else its draft."""
    newest = {each.year: each for each in YearSnapshot.objects.filter(year__in=[year - 1, year]).order_by("version")}
    yield from (newest[each] for each in sorted(newest))


def _counts(kept: list[YearSnapshot], filer_id: int | None) -> Counts:
    rows = SnapshotFigure.objects.filter(snapshot__in=kept).order_by()
    if filer_id is not None:
        rows = rows.filter(filer=filer_id)
    counted = rows.values("snapshot_id", "category").annotate(standard=Sum("standard_count"), total=Sum("total_count"))
    return {(row["snapshot_id"], row["category"]): (row["standard"], row["total"]) for row in counted}


def _figures(snapshot: YearSnapshot, counts: Counts, *, is_city: bool) -> Iterator[Figure]:
    law = snapshot.sealed_law
    for category in COVERED:
        standard, total = counts.get((snapshot.pk, category), (0, 0))
        yield _figure(snapshot, coverage(category, standard, total, law, is_city=is_city))


def _figure(snapshot: YearSnapshot, found: Coverage) -> Figure:
    target = exact(found.target.value) if found.target else None
    counted = "已封存" if snapshot.sealed_at else f"{localtime(snapshot.computed_at):%m-%d %H:%M} 统计"
    return Figure(
        label=f"{snapshot.year} 年{found.category.label}覆盖面",
        value=percent(found.rate),
        url=snapshot.get_absolute_url(),
        note=f"{found.standard_count} / {found.total_count}，{counted}" + ("" if target else f"，目标{NO_TARGET}"),
        target=f"目标{found.target_shown}" if target else "",
        met=found.met if snapshot.sealed_at or found.met else None,  # a running year is not missed yet
        percent=None if found.rate is None else int(found.rate * 100),
        target_percent=None if target is None else int(target * 100),
    )
