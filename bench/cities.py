"""A city as large as the real one, filled through the same services as an installation."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook

from office import clock
from office.spreadsheets import read_sheet
from unions.kinds import UnionKind
from unions.models import Union
from unions.services.roster import ROSTER, import_roster
from unions.services.tree import init_federation

DISTRICT_COUNT, TOWNSHIP_COUNT = 10, 100


def filled_city(union_count: int) -> Union:
    """A city federation with so many unions under ten districts and a hundred townships."""
    init_federation(province="辽宁省总工会", city="大连市总工会", user=None, at=clock.now())
    reading = read_sheet(BytesIO(roster(union_count)), ROSTER)
    plan = import_roster(reading=reading, user=None, at=clock.now(), source="bench.xlsx")
    if plan.errors:
        raise ValueError(plan.errors[0].sentence)
    return Union.objects.get(kind=UnionKind.CITY_FEDERATION)


def roster(union_count: int) -> bytes:
    """The workbook of such a city."""
    book = Workbook()
    sheet = book.active
    sheet.append(["单位名称", "上级工会", "工会类别", "单位性质", "职工人数", "工会主席", "联系方式"])
    for number in range(DISTRICT_COUNT):
        sheet.append([f"第{number}区总工会", "大连市总工会", "区市县总工会"])
    for number in range(TOWNSHIP_COUNT):
        sheet.append([f"第{number}街道工会", f"第{number % DISTRICT_COUNT}区总工会", "乡镇街道工会"])
    for number in range(union_count - DISTRICT_COUNT - TOWNSHIP_COUNT):
        place = f"第{number % TOWNSHIP_COUNT}街道工会"
        facts = ["基层工会", number % 9 + 1, number % 300, "某某", "0411-88888888"]
        sheet.append([f"大连第{number}机械制造有限公司工会", place, *facts])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
