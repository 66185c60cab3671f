"""Sealing a year: the standing of every unit and the figures of coverage, written at once and never changed (R-C1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BigIntegerField, Value
from django.utils.timezone import localtime

from office import events
from office.bulk_rows import insert_rows
from office.refusals import Refused
from office.years import law_of_year
from policy.documents import Law
from unions.models import User
from vitality.kinds import SnapshotState
from vitality.models import SnapshotFigure, SnapshotUnit, YearSnapshot
from vitality.rules.coverage import COVERED, snapshot_day
from vitality.selectors.coverage.figures import Filer, YearFigures, is_covered, live_figures, sealed_figures
from vitality.selectors.coverage.sealed_units import FIGURE_COLUMNS, counted_figures, counted_units, empty_figures
from vitality.selectors.coverage.units import COLUMNS, DOCUMENT, Counts, units_of_year

FIRST_VERSION = 1
ROWS_AT_ONCE = 2000


@transaction.atomic
def refresh_draft(*, year: int, at: datetime) -> YearSnapshot:
    """Count a year that is not sealed anew and keep the figures as its draft.

    Raises:
        Refused: the year is sealed, or lies before the project.
    """
    draft = _locked_draft(year, at)
    _refuse_sealed(year)
    draft.figures.all().delete()
    figures = live_figures(year)
    _write_figures(draft, figures)
    draft.law, draft.computed_at = figures.law.as_json(), at
    draft.digest = figures_digest(figures)
    draft.save()
    return draft


def refresh_or_seal(*, at: datetime) -> list[YearSnapshot]:
    """What the night does: seal last year if its draft was kept, and count the running year anew.

    A year of which no draft was ever made ran before the system did; its results are imported, and people seal it.
    """
    done, last_year = [], at.year - 1
    if YearSnapshot.objects.filter(year=last_year, version=0).exists() and not YearSnapshot.objects.in_force(last_year):
        done.append(seal_year(year=last_year, at=at))
    if is_covered(law_of_year(DOCUMENT, at.year)):
        done.append(refresh_draft(year=at.year, at=at))
    return done


@transaction.atomic
def seal_year(*, year: int, at: datetime) -> YearSnapshot:
    """Seal a year that has ended, once; the nightly task does it on the first day of the next year.

    Raises:
        Refused: the year still runs, is sealed already, or lies before the project.
    """
    _refuse_running(year, at)
    draft = _locked_draft(year, at)
    _refuse_sealed(year)
    return _seal(draft, FIRST_VERSION, at=at)


@transaction.atomic
def seal_by_hand(*, year: int, user: User, at: datetime) -> YearSnapshot:
    """Seal an ended year before the night does, or one that the system did not yet run in.

    Raises:
        PermissionDenied: the reviewing department and the leading group seal.
        Refused: as `seal_year`.
    """
    if not user.has_perm("vitality.seal_year"):
        raise PermissionDenied
    snapshot = seal_year(year=year, at=at)
    events.record(events.Entry(snapshot, "seal_year", "封存年度达标情况", user, at, changes=_told(snapshot)))
    return snapshot


@transaction.atomic
def seal_again(*, year: int, reason: str, user: User, at: datetime) -> YearSnapshot:
    """Take what came in late into a new version of a sealed year, by decision of the leading group.

    The earlier versions stay as they are; the newest one holds.

    Raises:
        PermissionDenied: only the leading group decides.
        Refused: no reason, or a year that is not sealed yet.
    """
    if not user.has_perm("vitality.reopen_year"):
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise Refused("重新封存须写明理由。", fields={"reason": "请写明理由，如“补认定某单位的双评”。"})
    draft = _locked_draft(year, at)
    former = YearSnapshot.objects.in_force(year)
    if former is None:
        raise Refused(f"{year} 年尚未封存，无须重新封存。")
    snapshot = _seal(draft, former.version + 1, at=at, user=user, reason=reason)
    told = {"版本": [str(former.version), str(snapshot.version)], **_told(snapshot)}
    events.record(events.Entry(snapshot, "seal_again", "重新封存年度达标情况", user, at, comment=reason, changes=told))
    return snapshot


def figures_digest(figures: YearFigures) -> str:
    """SHA-256 over day, law and every count, whichever database they come from; 64 hexadecimal digits."""
    counts = sorted((key or 0, category, *pair) for (key, category), pair in figures.counts.items() if pair[1])
    content = [figures.year, figures.law.as_json(), [[each.pk, each.name] for each in figures.filers], counts]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def recomputed(snapshot: YearSnapshot) -> YearFigures:
    """A sealed year's figures counted once more from its sealed units; their digest must be the snapshot's."""
    sealed = sealed_figures(snapshot)
    return YearFigures(snapshot.year, sealed.law, sealed.filers, counted_units(snapshot), snapshot)


def _locked_draft(year: int, at: datetime) -> YearSnapshot:
    """The year's draft, locked: whoever counts or seals the year holds it."""
    law = law_of_year(DOCUMENT, year)
    if not is_covered(law):
        raise Refused(f"项目自 2014 年起实施，{year} 年没有达标情况。")
    started = {"day": snapshot_day(year, law), "law": law.as_json(), "computed_at": at}
    YearSnapshot.objects.get_or_create(year=year, version=0, defaults=started)
    return YearSnapshot.objects.select_for_update().get(year=year, version=0)


def _refuse_running(year: int, at: datetime) -> None:
    if at.date() <= date(year, 12, 31):
        raise Refused(f"{year} 年到 12 月 31 日才结束，次日起才能封存。")


def _refuse_sealed(year: int) -> None:
    sealed = YearSnapshot.objects.in_force(year)
    if sealed:
        raise Refused(
            f"{year} 年已于 {localtime(sealed.sealed_at):%Y-%m-%d} 封存；要计入其后的认定，须由领导小组决定重新封存。"
        )


def _seal(
    draft: YearSnapshot, version: int, *, at: datetime, user: User | None = None, reason: str = ""
) -> YearSnapshot:
    law = law_of_year(DOCUMENT, draft.year)
    snapshot = YearSnapshot.objects.create(
        year=draft.year, version=version, day=snapshot_day(draft.year, law), law=law.as_json(), computed_at=at,
        decided_by=user, reason=reason,
    )  # fmt: skip
    write_snapshot(snapshot, law)
    snapshot.digest = figures_digest(sealed_figures(snapshot))
    snapshot.sealed_at, snapshot.state = at, SnapshotState.SEALED
    snapshot.save()
    draft.figures.all().delete()
    return snapshot


def write_snapshot(snapshot: YearSnapshot, law: Law) -> None:
    """Judge and write every unit of the year in one statement, then the figures counted from what was written."""
    of_snapshot = Value(snapshot.pk, BigIntegerField())
    # In the order of the key: its index then grows at the end alone, which halves the time of 100 000 rows.
    units = units_of_year(snapshot.year, law).annotate(of_snapshot=of_snapshot).order_by("pk")
    snapshot.unit_count = insert_rows(SnapshotUnit, units, {"snapshot": "of_snapshot", **COLUMNS})
    insert_rows(SnapshotFigure, counted_figures(snapshot), FIGURE_COLUMNS)
    for category in COVERED:
        insert_rows(SnapshotFigure, empty_figures(snapshot, law, category), FIGURE_COLUMNS)


def _write_figures(draft: YearSnapshot, figures: YearFigures) -> None:
    SnapshotFigure.objects.bulk_create(_figure_rows(draft, figures.filers, figures.counts), batch_size=ROWS_AT_ONCE)


def _figure_rows(snapshot: YearSnapshot, filers: Sequence[Filer], counts: Counts) -> Iterator[SnapshotFigure]:
    """One for each superior union and category, with or without units; and for units under none of them."""
    for filer in filers:
        for category in COVERED:
            yield _figure_row(snapshot, filer, category, counts.get((filer.pk, category), (0, 0)))
    for category in COVERED:
        if (None, category) in counts:
            yield _figure_row(snapshot, None, category, counts[None, category])


def _figure_row(snapshot: YearSnapshot, filer: Filer | None, category: str, pair: tuple[int, int]) -> SnapshotFigure:
    standard, total = pair
    return SnapshotFigure(
        snapshot=snapshot, filer_id=filer.pk if filer else None, filer_name=filer.name if filer else "",
        category=category, standard_count=standard, total_count=total,
    )  # fmt: skip


def _told(snapshot: YearSnapshot) -> dict[str, str]:
    return {"统计基准日": snapshot.day.isoformat(), "单位数": str(snapshot.unit_count), "摘要": snapshot.digest[:16]}
