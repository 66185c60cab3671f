"""The columns of what a year came to: items, the lines of cards, the summary with every item of every union."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from office.tables import CellKind, Column, Table
from scoring.kinds import Outcome, Stage
from scoring.report_tables import RANKING
from scoring.rules.items import ItemVerdict
from scoring.rules.scheme import Item, Scheme
from scoring.selectors.results import CardResult, earned
from scoring.selectors.sheets import SheetLine

NOMINATIONS: Final = Table(
    key="nominations",
    title="提名汇总表",
    columns=(
        Column("award", "荣誉", "get_award_display", sort="award", width=16),
        Column("name", "提名对象", "nominee_name", width=24),
        Column("position", "单位和职务", "nominee_position", width=24),
        Column("union", "所在考核对象", "card.union", width=22),
        Column("merits", "主要成绩", "merits", width=60),
        Column("state", "决定", "get_state_display", width=10),
        Column("reason", "理由", "reason", width=26),
    ),
    default_sort="award",
    empty_text="还没有提名。",
    is_numbered=True,
)
ITEM_COUNTS: Final = Table(
    key="item_counts",
    title="各项得分情况",
    columns=(
        Column("number", "项目", "item.number", CellKind.COUNT, sort="pk", width=7),
        Column("name", "名称", "item.name", width=36),
        Column("departments", "责任部门", "departments", width=24),
        Column("points", "分值", "shown_points", width=7),
        Column("judged", "适用家数", "judged_count", CellKind.COUNT),
        Column("full", "得分家数", lambda row: None if row.item.is_bonus_only else row.full_count, CellKind.COUNT),
        Column("rate", "得分率", "full_rate", CellKind.RATE),
        Column("before", "上年得分率", "before", CellKind.RATE),
        Column("bonus", "加分合计", "bonus", width=10),
    ),
    default_sort="number",
    empty_text="这个年度还没有考核方案。",
)
UNIONS_IN_ITEM: Final = Table(
    key="unions_in_item",
    title="各考核对象得分情况",
    columns=(
        Column("pool", "类别", "row.pool", width=20),
        Column("union", "考核对象", "row.union_name", sort="pk", link=lambda row: row.url, width=28),
        Column("earned", "得分和加分", "shown", width=12),
        Column("before", "上年", "shown_before", width=10),
        Column("unmet", "未达到的指标", "unmet", width=40),
        Column("values", "实现值", "values", width=60),
    ),
    default_sort="union",
    empty_text="这个项目还没有考核表。",
)


def _points(stage: Stage, of: Callable[[ItemVerdict], Decimal]) -> Callable[[SheetLine], Decimal | None]:
    return lambda line: of(line.verdicts[stage]) if line.is_first and stage in line.verdicts else None


def _shown(stage: Stage) -> Callable[[SheetLine], str]:
    return lambda line: found.shown if (found := line.at(stage)) else ""


SHEET_LINES: Final = Table(
    key="sheet_lines",
    title="百分考核表",
    columns=(
        Column("union", "考核对象", "card.union", sort="pk", width=24),
        Column("pool", "类别", "pool", width=20),
        Column("action", "专项行动", "item.action", width=26),
        Column("item", "项目", "item.number", CellKind.COUNT, width=7),
        Column("name", "项目名称", "item.name", width=34),
        Column("departments", "责任部门", "departments", width=22),
        Column("full", "分值", lambda line: line.item.points if line.is_first else None, CellKind.POINTS, width=7),
        Column("number", "指标", lambda line: f"{line.item.number}.{line.indicator.number}", width=7),
        Column("indicator", "指标名称", "indicator.name", width=36),
        Column("asked", "标准", lambda line: line.indicator.asked or line.indicator.bonus_words, width=18),
        *(Column(f"{stage}_value", f"{stage.label}实现值", _shown(stage), width=16) for stage in Stage),
        *(
            Column(f"{stage}_{what}", f"{stage.label}{label}", _points(stage, of), CellKind.POINTS, width=10)
            for stage in Stage
            for what, label, of in (
                ("points", "得分", lambda each: each.judged.points),
                ("bonus", "加分", lambda each: each.judged.bonus),
            )
        ),
        Column("opinions", "审核意见", "opinion_words", width=50),
    ),
    default_sort="union",
    empty_text="还没有考核表。",
)


def summary_table(scheme: Scheme) -> Table:
    """The ranking with a column for each action and each item."""
    actions = dict.fromkeys(item.action for item in scheme.items)
    return Table(
        key="year_summary",
        title="百分考核汇总",
        columns=(
            *(_of_row(column) for column in RANKING.columns),
            *(
                Column(f"action_{action}", action.label, _action_points(scheme, action), CellKind.POINTS, width=14)
                for action in actions
            ),
            *(
                Column(f"item_{item.number}", f"第 {item.number} 项", _item_points(item), CellKind.POINTS, width=8)
                for item in scheme.items
            ),
        ),
        default_sort=RANKING.default_sort,
        empty_text=RANKING.empty_text,
    )


def _of_row(column: Column) -> Column:
    """A column of the ranking for a result, which holds the ranking's row."""
    return replace(column, value=lambda result: column.of(result.row), link=None)


def _action_points(scheme: Scheme, action: Any) -> Callable[[CardResult], Decimal]:
    numbers = [item.number for item in scheme.items if item.action is action]
    return lambda result: sum(
        (earned(result.items[number]) for number in numbers if number in result.items), Decimal(0)
    )


def _item_points(item: Item) -> Callable[[CardResult], Decimal | None]:
    """Nothing where the item does not exist for the union or applies to nothing of it."""

    def found(result: CardResult) -> Decimal | None:
        verdict = result.of(item)
        return None if verdict is None or verdict.judged.outcome is Outcome.NOT_APPLICABLE else earned(verdict)

    return found
