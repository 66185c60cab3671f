"""The workbooks in which an office hands in what is kept on paper: meetings, approvals, and results of a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook

from appraisal.kinds import Answer, Subject
from appraisal.services.importing import APPRAISALS
from appraisal.services.importing.sheet import COUNTS, answer_key
from config.demo.past_years import PastYears, UnitYear
from office.spreadsheets import Sheet
from unions.models import Union
from unions.rules.tree import BATCH_FILERS
from vitality.kinds import TypicalKind, TypicalLevel
from vitality.services.history.sheet import FAILED, HISTORY, PASSED, RESULTS, TYPICALS, YEARS

Row = Mapping[str, Any]
NO, YES = "否", "是"
LARGEST_MEETING: Final = 400


def appraisals_workbook(past: PastYears, year: int) -> bytes:
    """Every meeting of a year, one row each."""
    workbook = Workbook()
    _fill(workbook.active, APPRAISALS, (_meeting(each, past) for each in past.unit_years[year]))
    return _saved(workbook)


def awards_workbook(past: PastYears, year: int) -> bytes:
    """What was approved in a year: the new typicals, the plans and measures of the federations."""
    return _history_workbook({TYPICALS: _typicals(past, year), YEARS: _approvals(year)})


def results_workbook(past: PastYears, year: int) -> bytes:
    """What a year came to: the acceptances, and which federations were found innovative."""
    return _history_workbook({RESULTS: _results(past, year), YEARS: _findings(past, year)})


def _history_workbook(rows: Mapping[str, Iterable[Row]]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in HISTORY.sheets:
        if sheet.title in rows:
            _fill(workbook.create_sheet(sheet.title), sheet, rows[str(sheet.title)])
    return _saved(workbook)


def _fill(table: Any, sheet: Sheet, rows: Iterable[Row]) -> None:
    table.append([column.name for column in sheet.columns])
    for row in rows:
        table.append([row.get(column.key) for column in sheet.columns])


def _saved(workbook: Workbook) -> bytes:
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _meeting(told: UnitYear, past: PastYears) -> Row:
    unit, chance = told.place.unit, past.chance
    due = min(unit.member_count or 20, LARGEST_MEETING)
    present = max(due * chance.randint(82, 98) // 100, 2 * due // 3 + 1)
    returned = present - chance.randint(0, min(2, present - 1))
    valid = returned - chance.randint(0, min(1, returned - 1))
    counts = dict(zip(COUNTS, (due, present, present, returned, returned - valid), strict=True))
    is_content = "composite" not in told.lacks
    content = -(-valid * told.percent // 100) if is_content else valid * told.percent // 100
    answers = {answer_key(each, answer): votes for each in Subject for answer, votes in _votes(content, valid).items()}
    return {
        "work_year": told.year, "name": unit.name, "superior": unit.superior.name,
        "held_on": date(told.year, 12, chance.randint(1, 24)), **counts, **answers,
        "party": told.percent if unit.is_state_controlled else None, "superior_given": told.percent,
        "chair_name": unit.chair_name, "plan_implemented": NO if "plan" in told.lacks else YES,
        "is_rights_kept": NO if "rights" in told.lacks else YES,
        "is_welcomed": None if "welcome" in told.lacks else YES,
    }  # fmt: skip


def _votes(content: int, valid: int) -> dict[Answer, int]:
    """The content ones are mostly satisfied; of the others half abstain."""
    basically, unhappy = content // 5, (valid - content + 1) // 2
    return {
        Answer.SATISFIED: content - basically, Answer.BASICALLY_SATISFIED: basically, Answer.DISSATISFIED: unhappy,
        Answer.ABSTAIN: valid - content - unhappy,
    }  # fmt: skip


def _typicals(past: PastYears, year: int) -> Iterator[Row]:
    firsts: set[int] = set()
    for won in past.typicals:
        if won.year == year:
            yield _typical(year, won.place.unit, TypicalKind.ENTERPRISE, is_provincial=won.place.filer.pk not in firsts)
            firsts.add(won.place.filer.pk)
    for index, (sector, first_year) in enumerate(past.sectors):
        if first_year == year:
            yield _typical(year, sector.unit, TypicalKind.SECTOR, is_provincial=index % 4 == 0)


def _typical(year: int, unit: Union, kind: TypicalKind, *, is_provincial: bool) -> Row:
    level = TypicalLevel.PROVINCIAL if is_provincial else TypicalLevel.CITY
    return {**_named(year, unit), "level": level.label, "kind": kind.label}


def _results(past: PastYears, year: int) -> Iterator[Row]:
    for won in past.typicals:
        if won.year == year:
            yield _result(year, won.place.unit, is_passed=won.is_passed)
    for index, (sector, first_year) in enumerate(past.sectors):
        if first_year <= year:
            yield _result(year, sector.unit, is_passed=index % 7 != 5 or year != first_year)


def _result(year: int, unit: Union, *, is_passed: bool) -> Row:
    return {**_named(year, unit), "is_passed": PASSED if is_passed else FAILED}


def _named(year: int, unit: Union) -> Row:
    return {"year": year, "name": unit.name, "superior": unit.superior.name}


def _approvals(year: int) -> Iterator[Row]:
    for filer in _filers():
        yield {"year": year, "name": filer.name, "implementation_plan": YES, "safeguard_measures": YES}


def _findings(past: PastYears, year: int) -> Iterator[Row]:
    for filer in _filers():
        yield {"year": year, "name": filer.name, "is_innovative": YES if past.is_innovative(filer, year) else NO}


def _filers() -> Iterable[Union]:
    return Union.objects.filter(kind__in=BATCH_FILERS, closed_on=None).order_by("path")
