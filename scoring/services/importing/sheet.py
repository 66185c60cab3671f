"""The columns of the workbook of achieved values, and how a value is understood by the kind of its indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from office.spreadsheets import CellRefused, Parser, Sheet, SheetColumn, text, write_blank
from office.spreadsheets.cells import compact, count, number, yes_no
from policy.units import Boundary
from scoring.kinds import IndicatorKind
from scoring.rules.items import bonus_points
from scoring.rules.scheme import Indicator, cut

ITEM: Final = re.compile(r"第?(\d{1,3})项?")
PERCENT: Final = re.compile(r"(\d{1,12}|\d{1,3}(?:,\d{3})+)(\.\d+)?%")
MEASURE: Final = re.compile(r"(元|项|分|次|个|份|家|人|期|场|处)$")
NOT_APPLICABLE_WORDS: Final = {"不适用", "N/A", "n/a", "NA", "na"}
YES_NO_WORDS: Final = {"有": True, "无": False, "没有": False}
PLACE: Final = Decimal("1E-10")
HIGHEST_YUAN: Final = 10**11 - 1
MOST_BONUS: Final = 999  # the columns of points hold a card whose every bonus is that high
# A bare number up to 2 is a share as Excel keeps it (1.079 is 107.9 %), a higher one a percent without its sign.
SHARE_UP_TO: Final = Decimal(2)


@dataclass(frozen=True, slots=True)
class Achieved:
    """What a cell says: an amount, or not applicable; with a doubt that a person should see."""

    amount: Decimal | None
    doubt: str = ""

    @property
    def is_not_applicable(self) -> bool:
        return self.amount is None


def item_number() -> Parser:
    """The number of an item: 1, 第1项."""
    expected = "项目序号（1 至 30）"

    def convert(raw: Any) -> int:
        found = None if isinstance(raw, bool) else ITEM.fullmatch(compact(raw))
        if not found:
            raise CellRefused(expected)
        return int(found[1])

    return Parser(expected, convert, excel_format="0")


def achieved(raw: str, indicator: Indicator) -> Achieved:
    """The amount a cell means for an indicator.

    Raises:
        CellRefused: with what was expected; a slip of some digits in a figure whose bonus has no cap is told as such.
    """
    found = _achieved(raw, indicator)
    if indicator.bonus and found.amount is not None and bonus_points(indicator.bonus, found.amount) > MOST_BONUS:
        raise CellRefused(f"折合加分不超过 {MOST_BONUS} 分的数，请核对单位和位数")
    return found


def _achieved(raw: str, indicator: Indicator) -> Achieved:
    typed = compact(raw)
    if typed in NOT_APPLICABLE_WORDS:
        return Achieved(None)
    match indicator.kind:
        case IndicatorKind.PERCENT:
            return _percent(typed, indicator)
        case IndicatorKind.YES_NO:
            is_so = YES_NO_WORDS[typed] if typed in YES_NO_WORDS else yes_no()(typed)
            return Achieved(Decimal(int(is_so)))
        case IndicatorKind.MONEY:
            return Achieved(cut(number(0, HIGHEST_YUAN)(MEASURE.sub("", typed)), Decimal("0.01")))
        case IndicatorKind.POINTS:
            return Achieved(cut(number(0, 100)(MEASURE.sub("", typed)), Decimal("0.01")))
    return Achieved(Decimal(count()(MEASURE.sub("", typed))))


def _percent(typed: str, indicator: Indicator) -> Achieved:
    if found := PERCENT.fullmatch(typed):
        share = Decimal(f"{found[1].replace(',', '')}{found[2] or ''}") / 100
        return Achieved(cut(share, PLACE), _excess(share, indicator))
    expected = "百分比，如 107.9%"
    try:
        bare = number(0, 10**6)(typed)
    except CellRefused:
        raise CellRefused(expected) from None
    if bare <= SHARE_UP_TO:
        return Achieved(cut(bare, PLACE), _excess(bare, indicator))
    share = cut(bare / 100, PLACE)
    return Achieved(share, _excess(share, indicator) or f"没有百分号，按 {typed}% 理解")


def _excess(share: Decimal, indicator: Indicator) -> str:
    """A share of a whole is never more than all of it."""
    is_share = indicator.line is not None and indicator.line.boundary is Boundary.EXACTLY
    return "超过 100%，不等于标准，按未达到计；请核对" if is_share and share > 1 else ""


SCORES: Final = Sheet(
    None,
    (
        SheetColumn("考核对象", text(120), required=True, key="name", aliases=("单位名称", "考核单位")),
        SheetColumn("项目", item_number(), required=True, key="item", aliases=("项目序号", "考核项目"), hint="1 至 30"),
        SheetColumn(
            "指标", text(120), required=True, key="indicator", aliases=("指标序号", "指标名称"),
            hint="项目内的序号（1、2……）或名称",
        ),
        SheetColumn(
            "实现值", text(60), required=True, key="value", hint="数字、107.9%、是、否，或 不适用（须在说明中写理由）"
        ),
        SheetColumn("说明", text(500), key="note"),
    ),
)  # fmt: skip
COLUMNS: Final = {column.key: column for column in SCORES.columns}

GUIDANCE: Final = (
    "每行一个考核对象的一个指标；行的先后不限，同一指标只能有一行。",
    "百分比请写百分号（107.9%）；是/否指标写 是 或 否；确实不存在的指标写 不适用，并在说明中写理由。",
    "第 8 项：指标 1 为市级行业集体合同数，2 为区市县级行业工资专项集体合同数。",
    "第 30 项：指标 1 为市总认定的创新项目数，2 为考核组给予的加分，须在说明中写理由。",
    "第 1、26 项的加分由指标 1.1 和 26.9 算出，不必另填。再次导入即为更正；内容相同则不变。",
)


def blank_scores() -> bytes:
    """The workbook people fill in."""
    return write_blank(SCORES, title="百分考核实现值", guidance=GUIDANCE)
