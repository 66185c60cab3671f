"""The roster of the demonstration, made as the workbook an office would hand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from config.demo.people import Inventor
from config.demo.reading import table
from unions.kinds import OwnershipType
from unions.services.roster import ROSTER

CITY: Final = "大连市总工会"
TITLE: Final = "大连市工会名册（演示数据，单位与人员均为虚构）"
NOTE: Final = "注：开放先导区、产业工会列在区市县之后；产业工会为占位名称。"
HEADINGS: Final = tuple(column.name for column in ROSTER.columns)
# On either side of the two lines that decide what a private enterprise counts as.
SIZES_AT_THE_LINES: Final = (49, 50, 99, 100)
EVERY_NTH_AT_A_LINE: Final = 6

Row = dict[str, Any]


@dataclass(frozen=True)
class Extent:
    """How much of the city there is.

    Attributes:
        superiors: names of the federations; none for all.
        times: how often each has the units of its table.
    """

    superiors: frozenset[str] = frozenset()
    times: int = 1

    def holds(self, superior: str) -> bool:
        """Whether a federation, or what stands in a table under it, is there."""
        return not self.superiors or superior.partition("/")[0] in {CITY, *self.superiors}


WHOLE: Final = Extent()


def roster_rows(invent: Inventor, extent: Extent = WHOLE) -> list[Row]:
    """Every row by heading: federations, townships, units, sector unions, in the order of the tables."""
    superiors = [each for each in table("superiors") if extent.holds(each["单位名称"])]
    places = {each["单位名称"]: each["地址"] for each in superiors}
    return [
        *(_superior(each, invent) for each in superiors),
        *(
            _township(each, places[each["上级工会"]], invent)
            for each in table("townships")
            if each["上级工会"] in places
        ),
        *_units(superiors, invent, extent.times),
        *(_sector(each, invent) for each in table("sectors") if extent.holds(each["上级工会"])),
    ]


def roster_workbook(rows: list[Row]) -> bytes:
    """The rows under a merged title, with a note beneath, as offices send such sheets."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "名册"
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(HEADINGS))
    sheet["A1"].font, sheet["A1"].alignment = Font(size=16, bold=True), Alignment(horizontal="center")
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append([row.get(heading) for heading in HEADINGS])
    sheet.append([NOTE])
    for index, heading in enumerate(HEADINGS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = 30 if index <= 2 else len(heading) * 2 + 4
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _superior(entry: dict[str, str], invent: Inventor) -> Row:
    known = {
        "单位名称": entry["单位名称"],
        "上级工会": "大连市总工会",
        "工会类别": entry["工会类别"],
        "备注": entry["备注"],
    }
    return known | _contacts(entry["地址"], invent)


def _township(entry: dict[str, str], place: str, invent: Inventor) -> Row:
    place += entry["单位名称"].removesuffix("工会")
    return {**entry, "工会类别": "乡镇街道工会", **_contacts(place, invent)}


def _sector(entry: dict[str, str], invent: Inventor) -> Row:
    counts = {heading: int(entry[heading]) for heading in ("职工人数", "覆盖企业数量")}
    members = {"会员人数": counts["职工人数"] * 9 // 10, "建会日期": invent.founding_day()}
    return {**entry, "工会类别": "行业工会", **counts, **members, **_contacts("大连市", invent)}


def _units(superiors: list[dict[str, str]], invent: Inventor, times: int) -> Iterator[Row]:
    townships: dict[str, list[str]] = {each["单位名称"]: [] for each in superiors}
    for each in table("townships"):
        if each["上级工会"] in townships:
            townships[each["上级工会"]].append(each["单位名称"])
    at_the_lines = cycle(SIZES_AT_THE_LINES)
    number = 0
    for superior in superiors:
        name = superior["单位名称"]
        # Two of five units hang under a township, where the union has any.
        places = cycle([name, name, *([f"{name}/{each}" for each in townships[name]] or [name])])
        trades = _trades_of(superior, invent)
        for trade in (next(trades) for _ in range(times * int(superior["基层工会数"]))):
            number += 1
            is_at_line = number % EVERY_NTH_AT_A_LINE == 0 and trade["性质"] == OwnershipType.PRIVATE
            yield _unit(trade, next(places), superior["地址"], invent, next(at_the_lines) if is_at_line else None)
        for index in range(int(superior["联合工会数"])):
            yield _joint(superior, townships[name][index].removesuffix("工会") if townships[name] else "", invent)


def _trades_of(superior: dict[str, str], invent: Inventor) -> Iterator[dict[str, str]]:
    """The trades of such a place in a shuffled order, again and again."""
    fitting = [trade for trade in table("trades") if superior["业态"] in trade["业态"].split()]
    while True:
        yield from invent.chance.sample(fitting, len(fitting))


def _unit(trade: dict[str, str], superior: str, place: str, invent: Inventor, size: int | None) -> Row:
    low, high = int(trade["人数从"]), int(trade["人数到"])
    employees = size or round(invent.chance.triangular(low, high, low + (high - low) * 0.25))
    return {
        "单位名称": invent.brand() + trade["名称"],
        "上级工会": superior,
        "工会类别": "基层工会",
        "单位性质": trade["性质"],
        "国有控股": trade["国有控股"],
        "企业化管理": trade["企业化管理"],
        **_people_of(employees, invent),
        **_contacts(place, invent),
    }


def _joint(superior: dict[str, str], township: str, invent: Inventor) -> Row:
    firms = invent.chance.randint(9, 34)
    return {
        "单位名称": f"{township or superior['单位名称'].removesuffix('总工会')}小企业联合工会",
        "上级工会": superior["单位名称"],
        "工会类别": "联合基层工会",
        "覆盖企业数量": firms,
        **_people_of(firms * invent.chance.randint(12, 22), invent),
        **_contacts(superior["地址"] + township, invent),
    }


def _people_of(employees: int, invent: Inventor) -> Row:
    members = employees * invent.chance.randint(84, 100) // 100
    return {"职工人数": employees, "会员人数": members, "建会日期": invent.founding_day()}


def _contacts(place: str, invent: Inventor) -> Row:
    return {"工会主席": invent.person(), "联系方式": invent.phone(), "单位地址": invent.address(place)}
