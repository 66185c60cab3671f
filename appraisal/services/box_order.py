"""Taking the order of the votes out of a box that has just been closed.

While the voting runs, a database engine notes more than its columns: where a row lies, and which transaction wrote
it. A used slip and its sealed ballot share that transaction. So at the closing every row of the box is laid down anew,
in one transaction, ballots by the SHA-256 of their sealed bytes and slips by their MAC: neither order has to do with
who voted when. What stays in write-ahead logs and backups is told in docs/ballot-box.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from appraisal.box.record import canonical_key
from appraisal.models import BoxItem, Slip

ROWS_AT_ONCE = 500
Row = TypeVar("Row")


def ballots_in_canonical_order(poll: UUID) -> Iterator[bytes]:
    """Every sealed ballot of a box, each row laid down anew on the way; the caller holds the poll's row."""
    rows = BoxItem.objects.filter(poll=poll).values_list("pk", "sealed").iterator(chunk_size=ROWS_AT_ONCE)
    ordered = [key for _, key in sorted((canonical_key(bytes(sealed)), key) for key, sealed in rows)]
    for keys in _parts(ordered):
        found = BoxItem.objects.in_bulk(keys)
        sealed = [bytes(found[key].sealed) for key in keys]
        BoxItem.objects.filter(pk__in=keys).delete()
        BoxItem.objects.bulk_create(BoxItem(poll=poll, sealed=each) for each in sealed)
        yield from sealed


def forget_slip_order(poll: UUID) -> None:
    """Lay down every slip anew, sorted by MAC; the caller holds the poll's row."""
    macs = sorted(bytes(mac) for mac in Slip.objects.filter(poll=poll).values_list("mac", flat=True))
    for part in _parts(macs):
        slips = sorted(Slip.objects.filter(mac__in=part), key=lambda slip: bytes(slip.mac))
        Slip.objects.filter(mac__in=part).delete()
        Slip.objects.bulk_create(slips)


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    walk = iter(rows)
    while part := list(islice(walk, ROWS_AT_ONCE)):
        yield part
