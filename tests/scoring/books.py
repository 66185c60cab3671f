"""Workbooks of achieved values as offices make them, and the command that takes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from scoring.kinds import Pool
from tests.scoring.schemes import SCHEME
from tests.unions.rosters import workbook

HEADINGS = ("考核对象", "项目", "指标", "实现值", "说明")
YEAR = 2013


def row(union: str, item: Any, indicator: Any, value: Any, note: str = "") -> dict[str, Any]:
    """A row of the sheet."""
    return dict(zip(HEADINGS, (union, item, indicator, value, note), strict=True))


def all_right(union: str, pool: Pool = Pool.DISTRICT, **but: Any) -> list[dict[str, Any]]:
    """Every indicator of a union right on its line, as people write it, but those named like i1_3="97%"."""
    items = SCHEME.items_of(pool)
    lined = [each for item in items for each in item.indicators if each.line]
    said = {f"i{each.item}_{each.number}": each.shown(each.line.bound) for each in lined}
    return [row(union, *map(int, key[1:].split("_")), value) for key, value in {**said, **but}.items()]


def import_rows(
    folder: Path, rows: Iterable[Mapping[str, Any]], *, year: int = YEAR, stage: str = "final", **options: Any
) -> dict[str, Any]:
    """What `import_scores --json` prints; with errors it ends with 1, which is told as `exit`."""
    path = folder / "考核.xlsx"
    path.write_bytes(workbook(list(rows), headings=HEADINGS, title="百分考核").getvalue())
    out, code = StringIO(), 0
    try:
        call_command("import_scores", str(path), year=year, stage=stage, json=True, stdout=out, **options)
    except SystemExit as end:
        code = int(end.code or 0)
    return {**json.loads(out.getvalue()), "exit": code}


def ranked(year: int = YEAR) -> dict[str, Any]:
    """The object that `report ranking --json` prints."""
    out = StringIO()
    call_command("report", "ranking", year=year, json=True, stdout=out)
    return json.loads(out.getvalue())
