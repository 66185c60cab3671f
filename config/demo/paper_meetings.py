"""Meetings that were held on paper, entered as an office does: one workbook, one import."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook

from appraisal.services.importing import APPRAISALS, import_appraisals
from config.demo.accounts import Staff, union_named
from config.demo.reading import texts
from config.demo.script import Script
from office.spreadsheets import read_sheet
from unions.kinds import UnionKind
from unions.models import Union

YEAR: Final = 2014
HEADINGS: Final = tuple(column.name for column in APPRAISALS.columns)


def schedule_paper_meetings(staff: Staff, script: Script) -> None:
    """Note the import of the workbook."""
    told = texts("sessions")["paper"]

    def enter(at: datetime) -> None:
        reading = read_sheet(BytesIO(_workbook(told["meetings"])), APPRAISALS)
        plan = import_appraisals(reading=reading, user=staff.reviewer(), at=at, today=at.date(), source=told["source"])
        if plan.errors:
            raise ValueError("\n".join(f"{each.place} {each.value} {each.expected}" for each in plan.errors))

    script.at(told["entered_at"], enter)


def _workbook(meetings: list[list[Any]]) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(HEADINGS)
    for meeting in meetings:
        row = _row(*meeting)
        sheet.append([row.get(heading) for heading in HEADINGS])
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _row(
    superior: str, place: int, held_on: Any, counts: list[int], chair: list[int], committee: list[int],
    party: str, above: str, rights: str, welcomed: str,
) -> dict[str, Any]:  # fmt: skip
    unit = Union.objects.filter(superior=union_named(superior), kind=UnionKind.GRASSROOTS_UNION, closed_on=None)
    unit = unit.order_by("-pk")[place - 1]
    return {
        "工作年度": YEAR, "单位名称": unit.name, "上级工会": superior, "召开日期": held_on,
        **dict(zip(HEADINGS[4:17], (*counts, *chair, *committee), strict=True)),
        "同级党组织评价": party, "上级工会评价": above, "工会主席": unit.chair_name,
        "权益维护": rights, "受欢迎": welcomed,
    }  # fmt: skip
