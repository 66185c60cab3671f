"""The tables of the register: one list of columns each, for screen, workbook and re-import alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from office.spreadsheets import SheetColumn
from office.tables import CellKind, Column, Table
from unions.kinds import Category, SizeClass, UnionKind, WorkMode
from unions.models import Union
from unions.rules.particulars import shown
from unions.services.roster import ROSTER
from unions.services.roster.nodes import SEPARATOR

EMPTY: Final = "还没有登记工会。请先“导入名册”或“登记工会”。"


def _term(kind: type, field: str) -> Any:
    return lambda row: kind(getattr(row, field)) if getattr(row, field) else ""


REGISTER: Final = Table(
    key="unions",
    title="工会名册",
    columns=(
        Column("name", "单位名称", "name", sort="name_pinyin", link=Union.get_absolute_url, width=34),
        Column("superior", "上级工会", "superior.name", sort=("superior__path", "name_pinyin"), width=24),
        Column("kind", "工会类别", _term(UnionKind, "kind"), sort=("kind", "name_pinyin"), width=18),
        Column("ownership", "单位性质", lambda row: shown("ownership_type", row.ownership_type), sort="ownership_type"),
        Column("employees", "职工人数", "employee_count", CellKind.COUNT, sort="employee_count"),
        Column("members", "会员人数", "member_count", CellKind.COUNT, sort="member_count", hidden=True),
        Column("category", "计为", _term(Category, "category"), width=26),
        Column("size", "规模", _term(SizeClass, "size_class"), hidden=True, width=20),
        Column("mode", "模式", _term(WorkMode, "work_mode"), width=8),
        Column("chair", "工会主席", "chair_name"),
        Column("phone", "联系方式", "phone", hidden=True, width=18),
        Column("address", "单位地址", "address", hidden=True, width=34),
        Column("code", "统一社会信用代码", "credit_code", hidden=True, width=22),
        Column("founded", "建会日期", "founded_on", CellKind.DAY, hidden=True),
        Column("controlled", "国有控股", "is_state_controlled", CellKind.FLAG, hidden=True),
        Column("managed", "企业化管理", "is_enterprise_managed", CellKind.FLAG, hidden=True),
        Column("tier", "行业层级", lambda row: shown("sector_tier", row.sector_tier), hidden=True),
        Column("covered", "覆盖企业数量", "covered_enterprise_count", CellKind.COUNT, hidden=True),
        Column("closed", "撤销日期", "closed_on", CellKind.DAY, hidden=True),
        Column("remark", "备注", "remark", hidden=True, width=30),
    ),
    default_sort="name",
    empty_text=EMPTY,
)


class RosterRow:
    """A union as a row of the roster workbook, its superior written in full where the name alone is not enough."""

    def __init__(self, union: Union, superior_name: str) -> None:
        self.union, self.superior_name = union, superior_name

    def shown(self, field: str) -> Any:
        """The cell of a roster column; figures and days stay figures and days."""
        if field == "name":
            return self.union.name
        if field == "superior":
            return self.superior_name
        value = getattr(self.union, field)
        return value if field.endswith(("_count", "_on")) else shown(field, value)


def roster_rows(unions: Iterable[Union], repeated_names: frozenset[str]) -> Iterator[RosterRow]:
    """The rows of a roster export; `repeated_names` are names of superiors that several unions bear."""
    for union in unions:
        yield RosterRow(union, _superior_cell(union.superior, repeated_names))


def _superior_cell(superior: Union | None, repeated_names: frozenset[str]) -> str:
    if superior is None:
        return ""
    if superior.name in repeated_names and superior.superior:
        return f"{superior.superior.name}{SEPARATOR}{superior.name}"
    return superior.name


def _roster_column(column: SheetColumn) -> Column:
    kind = CellKind.COUNT if column.key.endswith("_count") else CellKind.TEXT
    kind = CellKind.DAY if column.key.endswith("_on") else kind
    return Column(column.key, column.name, lambda row: row.shown(column.key), kind, sort=column.key)


ROSTER_TABLE: Final = Table(
    key="roster",
    title="工会名册",
    columns=tuple(_roster_column(column) for column in ROSTER.columns),
    default_sort="name",
    empty_text=EMPTY,
)
