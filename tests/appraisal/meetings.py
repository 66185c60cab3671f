"""Workbooks of paper meetings as offices make them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.unions.rosters import workbook

HEADINGS = (
    "工作年度", "单位名称", "上级工会", "召开日期", "应到", "实到", "发出票", "收回票", "无效票",
    "主席满意", "主席基本满意", "主席不满意", "主席弃权",
    "委员会满意", "委员会基本满意", "委员会不满意", "委员会弃权",
    "同级党组织评价", "上级工会评价", "工会主席", "计划已落实", "权益维护", "受欢迎",
)  # fmt: skip
SUPERIOR = "中山区总工会"
CHAIR, COMMITTEE = HEADINGS[9:13], HEADINGS[13:17]


def meeting(
    name: str = "机床厂工会",
    year: int = 2015,
    *,
    people: tuple[int, int, int, int] = (100, 90, 90, 88),
    invalid: int = 0,
    chair: tuple[int, int, int, int] = (60, 20, 6, 2),
    committee: tuple[int, int, int, int] = (70, 10, 6, 2),
    **more: Any,
) -> dict[str, Any]:
    """A row: due, present, issued, returned; answers are 满意, 基本满意, 不满意, 弃权; all confirmed."""
    return {
        "工作年度": year, "单位名称": name, "上级工会": SUPERIOR, "召开日期": f"{year}-12-10",
        **dict(zip(HEADINGS[4:8], people, strict=True)), "无效票": invalid,
        **dict(zip(CHAIR, chair, strict=True)), **dict(zip(COMMITTEE, committee, strict=True)),
        "同级党组织评价": "满意", "上级工会评价": "满意", "工会主席": "甲一",
        "计划已落实": "是", "权益维护": "是", "受欢迎": "是", **more,
    }  # fmt: skip


def voted(dissatisfied: int, valid: int, name: str = "机床厂工会", year: int = 2015, **more: Any) -> dict[str, Any]:
    """A row of a quorate meeting where so many of the valid ballots reject the chair."""
    answers = (valid - dissatisfied, 0, dissatisfied, 0)
    return meeting(name, year, people=(valid, valid, valid, valid), chair=answers, committee=(valid, 0, 0, 0), **more)


def book(*rows: Mapping[str, Any], **layout: Any):
    return workbook(rows, headings=layout.pop("headings", HEADINGS), **layout)
