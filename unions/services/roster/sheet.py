"""The columns of the roster workbook, as it is read, handed out blank, and exported."""

from __future__ import annotations

from typing import Final

from office.spreadsheets import Sheet, SheetColumn, choice, count, day, text, write_blank, yes_no
from unions.kinds import OwnershipType, SectorTier, UnionKind

# The two unions at the top are entered at installation, never by a roster.
ROSTER_KINDS: Final = tuple(
    kind for kind in UnionKind if kind not in (UnionKind.PROVINCIAL_FEDERATION, UnionKind.CITY_FEDERATION)
)
BY_KIND: Final = frozenset({"ownership_type", "employee_count"})

NAME: Final = SheetColumn("单位名称", text(120), required=True, key="name")
SUPERIOR: Final = SheetColumn(
    "上级工会", text(250), required=True, key="superior",
    hint="写上级工会的单位名称；上级可以在本表其他行。重名时写全：中山区总工会/桃源街道工会",
)  # fmt: skip
KIND: Final = SheetColumn("工会类别", choice([(kind, kind.label) for kind in ROSTER_KINDS]), required=True, key="kind")
CREDIT_CODE: Final = SheetColumn(
    "统一社会信用代码", text(18), key="credit_code", hint="填写后按代码认定同一单位，改名、转隶也认得出"
)

ROSTER: Final = Sheet(
    None,
    (
        NAME,
        SUPERIOR,
        KIND,
        SheetColumn(
            "单位性质", choice([(each, each.label) for each in OwnershipType], by_code=True), required=True,
            key="ownership_type", may_be_blank=True, hint="只有基层工会填写",
        ),
        SheetColumn(
            "职工人数", count(), required=True, key="employee_count", may_be_blank=True,
            hint="基层工会、联合基层工会、行业工会必填；是职工人数，不是会员人数",
        ),
        SheetColumn("会员人数", count(), key="member_count"),
        SheetColumn("工会主席", text(40), key="chair_name"),
        SheetColumn("联系方式", text(60), key="phone"),
        SheetColumn("单位地址", text(200), key="address"),
        CREDIT_CODE,
        SheetColumn("建会日期", day(), key="founded_on"),
        SheetColumn("国有控股", yes_no(), key="is_state_controlled", hint="股份制、联营企业由国有资本控股的填“是”"),
        SheetColumn("企业化管理", yes_no(), key="is_enterprise_managed", hint="企业化管理的事业单位填“是”"),
        SheetColumn(
            "行业层级", choice([(tier, tier.label) for tier in SectorTier]), key="sector_tier", hint="只有行业工会填写"
        ),
        SheetColumn("覆盖企业数量", count(), key="covered_enterprise_count", hint="行业工会、联合基层工会填写"),
        SheetColumn("备注", text(500), key="remark"),
    ),
)  # fmt: skip
COLUMNS: Final = {column.key: column for column in ROSTER.columns}

GUIDANCE: Final = (
    "每行一个单位。上级工会、下级工会可以在同一张表里，先后顺序不限。",
    "已登记的单位再次导入即为变更；空白单元格不改动已登记的内容；表中没有的单位不受影响。",
    "有统一社会信用代码的按代码认定同一单位，没有的按“单位名称＋上级工会”认定。",
)


def blank_roster() -> bytes:
    """The workbook people fill in."""
    return write_blank(ROSTER, title="工会名册", guidance=GUIDANCE)
