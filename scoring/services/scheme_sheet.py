"""The scheme as a workbook: one row an indicator, out and in by the same columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final

from office.refusals import Refused
from office.spreadsheets import CellProblem, Sheet, SheetColumn, SheetReading, SheetRefused, SheetRow, read_sheet, text
from office.spreadsheets.cells import CellRefused, Parser, choice, compact, count, number
from policy.units import Boundary
from scoring.kinds import Action, Assessees, IndicatorKind, Reviewer
from scoring.models import SchemeVersion
from scoring.rules.scheme import Bonus, Indicator, Item, Line, Scheme
from scoring.selectors.schemes import scheme_values
from scoring.services.schemes import replace_items
from unions.models import User

BOUNDARIES: Final = [(Boundary.AT_LEAST, "不少于"), (Boundary.EXACTLY, "正好")]
LONGEST_LIST: Final = 20


def _reviewers() -> Parser:
    """Departments by their names, 、 between them."""
    expected = "责任部门的名称，多个以顿号分隔：" + "、".join(each.label for each in Reviewer)

    def convert(raw: Any) -> tuple[Reviewer, ...]:
        found = [Reviewer.from_label(word) for word in compact(raw).replace(",", "、").split("、") if word]
        if not found or None in found:
            raise CellRefused(expected)
        return tuple(each for each in found if each)

    return Parser(expected, convert)


COLUMNS: Final = (
    SheetColumn("项目", count(1, 99), required=True, key="item"),
    SheetColumn("项目名称", text(120), required=True, key="item_name"),
    SheetColumn("专项行动", choice(Action.choices()), required=True, key="action"),
    SheetColumn("分值", number(0, 100), required=True, key="points", hint="加分项目填 0"),
    SheetColumn("考核对象", choice(Assessees.choices()), required=True, key="assessees"),
    SheetColumn("责任部门", _reviewers(), required=True, key="reviewers"),
    SheetColumn("指标", count(1, 99), required=True, key="number"),
    SheetColumn("指标名称", text(120), required=True, key="name"),
    SheetColumn("类别", choice(IndicatorKind.choices()), required=True, key="kind"),
    SheetColumn("量词", text(4), key="measure"),
    SheetColumn("比较", choice(BOUNDARIES), key="boundary"),
    SheetColumn("标准", number(0), key="bound", hint="百分比填小数，100% 为 1；是/否填 1"),
    SheetColumn("每档加分", number(0), key="bonus_points"),
    SheetColumn("每档", number(0), key="bonus_step"),
    SheetColumn("加分上限", number(0), key="bonus_cap"),
    SheetColumn("加分复核线", number(0), key="bonus_review_line"),
)
SCHEME_SHEET: Final = Sheet(None, COLUMNS)
BY_KEY: Final = {column.key: column for column in COLUMNS}
OF_ITEM: Final = ("item_name", "action", "points", "assessees", "reviewers")


class SchemeRefused(Refused):
    """A workbook that is no scheme; `problems` are told by cell."""

    def __init__(self, problems: Iterable[CellProblem]) -> None:
        self.problems = tuple(problems)
        shown = "；".join(each.sentence for each in self.problems[:LONGEST_LIST])
        super().__init__(f"工作簿有 {len(self.problems)} 处错误，没有导入任何内容：{shown}")


def load_scheme(
    *, version: SchemeVersion, source: BinaryIO, revision: int, user: User, at: datetime, name: str
) -> SchemeVersion:
    """Put a workbook's items in the place of a draft's.

    Raises:
        PermissionDenied: not one who keeps the scheme.
        SchemeRefused: cells that cannot be understood or contradict each other.
        Refused: no workbook at all, frozen, or changed meanwhile.
    """
    try:
        reading = read_sheet(source, SCHEME_SHEET)
    except SheetRefused as refusal:
        raise Refused(str(refusal)) from refusal
    scheme = _scheme(reading, scheme_values(version))
    return replace_items(version=version, scheme=scheme, revision=revision, user=user, at=at, comment=name)


def scheme_rows(version: SchemeVersion) -> list[dict[str, Any]]:
    """The rows of the workbook, by column key, as their cells hold them."""
    scheme = scheme_values(version)
    return [_row(item, each) for item in scheme.items for each in item.indicators]


def _row(item: Item, indicator: Indicator) -> dict[str, Any]:
    line, bonus = indicator.line, indicator.bonus
    return {
        "item": item.number, "item_name": item.name, "action": item.action.label, "points": _text(item.points),
        "assessees": item.assessees.label, "reviewers": "、".join(each.label for each in item.reviewers),
        "number": indicator.number, "name": indicator.name, "kind": indicator.kind.label, "measure": indicator.measure,
        "boundary": line.boundary.label if line else "", "bound": _text(line.bound if line else None),
        "bonus_points": _text(bonus.points if bonus else None), "bonus_step": _text(bonus.step if bonus else None),
        "bonus_cap": _text(bonus.cap if bonus else None),
        "bonus_review_line": _text(bonus.review_line if bonus else None),
    }  # fmt: skip


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}"


def _scheme(reading: SheetReading, before: Scheme) -> Scheme:
    problems = [*reading.errors, *_contradictions(reading.rows)]
    if problems:
        raise SchemeRefused(problems)
    grouped: dict[int, list[SheetRow]] = {}
    for row in reading.rows:
        grouped.setdefault(row["item"], []).append(row)
    items = tuple(_item(number, grouped[number]) for number in sorted(grouped))
    return Scheme(items, before.action_points, before.pool_points)


def _contradictions(rows: Iterable[SheetRow]) -> Iterable[CellProblem]:
    """What single cells cannot know: an item said twice in different words, an indicator twice, a line half given."""
    firsts: dict[int, SheetRow] = {}
    seen: set[tuple[int, int]] = set()
    for row in rows:
        if row.refused or row["item"] is None or row["number"] is None:
            continue
        first = firsts.setdefault(row["item"], row)
        for key in OF_ITEM:
            if row[key] != first[key]:
                yield row.problem(BY_KEY[key], row[key], f"与第 {first.number} 行同一项目的内容不同")
        if (row["item"], row["number"]) in seen:
            yield row.problem(BY_KEY["number"], row["number"], "同一项目的指标序号重复")
        seen.add((row["item"], row["number"]))
        if (row["bound"] is None) != (row["boundary"] is None):
            yield row.problem(BY_KEY["bound"], row["bound"], "标准和比较须一起填写")
        if row["bound"] is None and row["bonus_points"] is None:
            yield row.problem(BY_KEY["bound"], None, "指标须有标准或每档加分")


def _item(number: int, rows: list[SheetRow]) -> Item:
    first = rows[0]
    indicators = tuple(_indicator(row) for row in sorted(rows, key=lambda row: row["number"]))
    return Item(
        number, first["item_name"], Action(first["action"]), first["points"], Assessees(first["assessees"]),
        first["reviewers"], indicators,
    )  # fmt: skip


def _indicator(row: SheetRow) -> Indicator:
    line = Line(row["bound"], Boundary(row["boundary"])) if row["bound"] is not None else None
    bonus = None
    if row["bonus_points"] is not None:
        start = line.bound if line else Decimal(0)
        bonus = Bonus(row["bonus_points"], start, row["bonus_step"], row["bonus_cap"], row["bonus_review_line"])
    kind, measure = IndicatorKind(row["kind"]), row["measure"] or ""
    return Indicator(row["item"], row["number"], row["name"], kind, line, bonus, measure)
