"""The register as a workbook, where it is too long to wait for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from office import files, jobs
from office.tables import Table
from policy.documents import Law
from unions.models import Union, User
from unions.selectors.listing import register_rows, repeated_superior_names
from unions.tables import REGISTER, ROSTER_TABLE, roster_rows

EXPORT: Final = "unions.export_register"
CHUNK: Final = 1_000


@jobs.handles(EXPORT, "导出工会名册")
def export_register(run: jobs.Run) -> dict[str, Any]:
    """The unions named by their keys, in their order, as far as the person still sees them.

    Parameters: `unions` (keys), `as_roster` (in the columns of the roster import).
    """
    keys: list[int] = run.params["unions"]
    rows: Iterator[Any] = _rows(keys, run.user, Law.on(run.clock().date()))
    table: Table = REGISTER
    if run.params["as_roster"]:
        table, rows = ROSTER_TABLE, roster_rows(rows, repeated_superior_names(run.user))
    name = f"工会名册{run.clock():%Y-%m-%d}"
    with table.workbook(rows, title=name, progress=lambda done, _: run.progress(done, len(keys), "写入")) as file:
        run.finish_with(file, f"{name}.xlsx", files.ALLOWED_TYPES[".xlsx"])
    return {"单位数": len(keys)}


def _rows(keys: Sequence[int], user: User, law: Law) -> Iterator[Union]:
    """In the order of the keys; read in chunks, so that the longest register fits."""
    seen = register_rows(user, law).select_related("superior__superior")
    for start in range(0, len(keys), CHUNK):
        chunk = seen.in_bulk(keys[start : start + CHUNK])
        yield from (chunk[key] for key in keys[start : start + CHUNK] if key in chunk)
