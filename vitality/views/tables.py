"""The tables of the filing side: one list of columns each, for screen and workbook alike."""

from __future__ import annotations

from typing import Final

from office.tables import CellKind, Column, Table
from policy.documents import Law
from unions.kinds import Category, OwnershipType, UnionKind
from unions.models import Union, User
from vitality.kinds import AnnexForm
from vitality.models import Application
from vitality.selectors.applications import filed_category
from vitality.selectors.batches import Entry
from vitality.selectors.readers import standing_of


def applications_table(user: User, law: Law) -> Table:
    """Annex forms of a round, worded for this person."""
    return Table(
        key="applications",
        title="申报表",
        columns=(
            Column("unit", "单位", "unit_name", sort="unit_name", link=Application.get_absolute_url, width=32),
            Column("superior", "申报工会", "batch.superior.name", sort=("batch__superior__path",), width=24),
            Column("form", "申报表", lambda row: AnnexForm(row.form), sort=("form", "batch__superior__path")),
            Column("category", "计为", lambda row: filed_category(row, law), width=24),
            Column("ownership", "单位性质", lambda row: ownership_word(row.ownership_type), hidden=True),
            Column("employees", "职工人数", "employee_count", CellKind.COUNT, sort="employee_count"),
            Column("chair", "工会主席", "chair_name", hidden=True),
            Column("contact", "联系方式", "contact", hidden=True),
            Column("address", "单位地址", "address", hidden=True, width=32),
            Column("state", "状态", lambda row: standing_of(row, user), CellKind.BADGE, sort="state", width=26),
            Column("filed_at", "申报时间", "batch.filed_at", CellKind.MOMENT, sort="batch__filed_at"),
            Column("late", "逾期", lambda row: "逾期" if row.batch.is_late else ""),
        ),
        default_sort="superior",
        empty_text="还没有申报表。选定申报单位后，会出现在这里。",
    )


def entries_table(user: User) -> Table:
    """The forms of one batch."""
    return Table(
        key="entries",
        title="申报单位",
        columns=(
            Column("unit", "单位", "application.unit_name", sort="unit", link=_entry_url, width=32),
            Column("category", "计为", "category", width=24),
            Column("ownership", "单位性质", lambda row: ownership_word(row.application.ownership_type)),
            Column("employees", "职工人数", "application.employee_count", CellKind.COUNT),
            Column("state", "状态", lambda row: standing_of(row.application, user), CellKind.BADGE, width=26),
        ),
        default_sort="unit",
        empty_text="还没有选定单位。请先从“选择单位”中选出要申报的单位。",
    )


CANDIDATES: Final = Table(
    key="candidates",
    title="可申报的单位",
    columns=(
        Column("name", "单位", "name", sort="name_pinyin", link=Union.get_absolute_url, width=32),
        Column("superior", "上级工会", "superior.name", sort=("superior__path", "name_pinyin"), width=24),
        Column("category", "计为", lambda row: Category(row.category), width=24),
        Column("ownership", "单位性质", lambda row: ownership_word(row.ownership_type)),
        Column("employees", "职工人数", "employee_count", CellKind.COUNT, sort="employee_count"),
        Column("chair", "工会主席", "chair_name"),
    ),
    default_sort="name",
    empty_text="没有还未申报的单位。名册里没有的，请先在“工会”中登记。",
)

BOARD: Final = Table(
    key="board",
    title="申报进度",
    columns=(
        Column("union", "申报工会", "union.name", sort="union", link=lambda row: row.url, width=28),
        Column("kind", "类别", lambda row: UnionKind(row.union.kind), width=20),
        Column("form", "申报表", "form", width=10),
        Column("due", "应报", lambda row: row.due_words, width=14),
        Column("count", "已选", "count", CellKind.COUNT),
        Column("nonpublic", "其中百人以上非公", lambda row: row.nonpublic_words, CellKind.PART, width=16),
        Column("filed", "已报市总", "filed_count", CellKind.COUNT),
        Column("returned", "退回修改中", lambda row: row.returned_count or None, CellKind.COUNT),
        Column("progress", "进度", "progress", CellKind.BADGE, width=16),
        Column("filed_at", "申报时间", "batch.filed_at", CellKind.MOMENT),
        Column("filer", "申报人", "batch.filed_by", hidden=True),
        Column("gap", "还差", lambda row: "；".join(row.gaps), width=60, hidden=True),
    ),
    default_sort="union",
    empty_text="还没有申报工会。区市县、产业工会登记后，各工会的申报进度列在这里。",
)

PAPERS: Final = Table(
    key="papers",
    title="实施方案和保障措施",
    columns=(
        Column("union", "报送工会", "union.name", sort="union", link=lambda row: row.url, width=28),
        Column("kind", "材料", "kind", width=12),
        Column("due_on", "截止日", "due_on", CellKind.DAY),
        Column("state", "状态", "standing", CellKind.BADGE, width=22),
        Column("filed_at", "报送时间", "paper.filed_at", CellKind.MOMENT),
        Column("late", "逾期", lambda row: "逾期" if row.paper.is_late else ""),
        Column("approved_at", "批准时间", "paper.approved_at", CellKind.MOMENT),
        Column("reason", "退回理由", "paper.return_reason", width=40, hidden=True),
    ),
    default_sort="union",
    empty_text="还没有材料。各工会报送的实施方案和保障措施会出现在这里。",
)


def ownership_word(code: str) -> str:
    """A code of 单位性质 by its name; empty where there is none."""
    return OwnershipType(code).label if code else ""


def _entry_url(entry: Entry) -> str:
    return entry.application.get_absolute_url()
