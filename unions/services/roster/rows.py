"""What one row states of a union, and whether that can stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from office.spreadsheets import CellProblem, Severity, SheetRow
from unions.kinds import UnionKind
from unions.models import Union
from unions.rules.particulars import PARTICULARS, doubtful, foreign, missing, shown
from unions.services.roster.sheet import COLUMNS, CREDIT_CODE

CODE: Final = re.compile(r"[0-9A-Z]{18}")
NOTHING: Final[Mapping[str, Any]] = {
    field: Union._meta.get_field(field).get_default()  # type: ignore[union-attr]  # a column, not a relation back
    for field in PARTICULARS
    if field != "kind"
}


def credit_code(row: SheetRow) -> str:
    """The credit code a row gives, in capital letters; empty for none."""
    return (row["credit_code"] or "").replace(" ", "").upper()


def stated(row: SheetRow, kind: UnionKind) -> tuple[dict[str, Any], list[CellProblem]]:
    """The particulars that a row states and a union of this kind has; what it does not have is warned of, not taken."""
    values = {field: row[field] for field in PARTICULARS if row[field] is not None and field not in row.refused}
    if "credit_code" in values:
        values["credit_code"] = credit_code(row)
    problems = []
    for field, sentence in foreign(kind, values):
        problems.append(_problem(row, field, f"{sentence}，未采用", Severity.WARNING))
        del values[field]
    return values, problems


def completed(values: Mapping[str, Any], kind: UnionKind, before: Mapping[str, Any]) -> dict[str, Any]:
    """All particulars as the import leaves them: stated ones over those before, without what the kind does not have."""
    after = {**before, **values}
    return after | {field: NOTHING[field] for field, _ in foreign(kind, after)}


def faults(row: SheetRow, kind: UnionKind, after: Mapping[str, Any]) -> Iterator[CellProblem]:
    """What is missing, as errors, and what looks like a slip, as warnings."""
    for field, reason in missing(kind, after):
        if field in row.cells and field not in row.refused:
            yield _problem(row, field, f"不能为空：{reason}")
    for field, sentence in doubtful(kind, after):
        yield _problem(row, field, sentence, Severity.WARNING)
    code = credit_code(row)
    if code and not CODE.fullmatch(code):
        yield row.problem(CREDIT_CODE, code, "统一社会信用代码一般是 18 位数字或大写字母", Severity.WARNING)


def needs_columns(rows: tuple[SheetRow, ...]) -> frozenset[str]:
    """Names of the columns that only some kinds need and some row here does."""
    kinds = {row["kind"] for row in rows if row["kind"]}
    fields = {field for kind in kinds for field, _ in missing(kind, {})}
    return frozenset(COLUMNS[field].name for field in fields)


def _problem(row: SheetRow, field: str, expected: str, severity: Severity = Severity.ERROR) -> CellProblem:
    return row.problem(COLUMNS[field], shown(field, row.values[field]), expected, severity)
