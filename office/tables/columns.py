"""A column of a table: where its value comes from, and how it is shown on screen, in a workbook and on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from django.utils.timezone import is_aware, localtime

from policy.units import NOT_APPLICABLE, percent, yuan_in_column

NOTHING: Final = "—"
NEUTRAL: Final = "neutral"


class CellKind(StrEnum):
    """What a column holds. Each kind knows its look; no page formats a value by itself."""

    TEXT = "text"
    CODE = "code"
    BADGE = "badge"
    COUNT = "count"
    PART = "part"
    YUAN = "yuan"
    RATE = "rate"
    ADVERSE_RATE = "adverse_rate"
    POINTS = "points"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"

    @property
    def is_number(self) -> bool:
        """Whether cells stand at the right, in figures of one width."""
        return self in _NUMBERS


_NUMBERS: Final = frozenset(
    {CellKind.COUNT, CellKind.PART, CellKind.YUAN, CellKind.RATE, CellKind.ADVERSE_RATE, CellKind.POINTS}
)
EXCEL_FORMATS: Final = {
    CellKind.COUNT: "#,##0",
    CellKind.YUAN: "#,##0.00",
    CellKind.RATE: "0.00%",
    CellKind.ADVERSE_RATE: "0.00%",
    CellKind.POINTS: "0.0##",
    CellKind.DAY: "yyyy-mm-dd",
    CellKind.MOMENT: "yyyy-mm-dd hh:mm",
}
_RATES: Final = frozenset({CellKind.RATE, CellKind.ADVERSE_RATE})
_AS_THEY_ARE: Final = frozenset({CellKind.COUNT, CellKind.YUAN, CellKind.POINTS, CellKind.DAY})
EXCEL_WIDTHS: Final = {
    CellKind.TEXT: 20,
    CellKind.BADGE: 12,
    CellKind.YUAN: 16,
    CellKind.DAY: 12,
    CellKind.MOMENT: 17,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        key: its name in addresses (`?sort=-key`).
        label: its heading.
        value: a path from the row ("superior.name", a method without arguments is called) or a function of the row.
            Rates are Fractions, 1 being 100 %; yuan and points are Decimals; moments are aware.
        kind: how values are shown. PART is so many of so many, in words: "3/4". ADVERSE_RATE is a rate that looks
            better when it is low.
        sort: the field or fields of `order_by` that sort by this column; None where it cannot be sorted.
        link: the address a row's cell leads to, or None for that row.
        width: in half-width characters, for the workbook and the shares of a printed page.
        hidden: left out on screen and paper, there in the workbook.
        absent: what stands for a rate that is None: 不适用 without a denominator, — before there is one.
    """

    key: str
    label: str
    value: str | Callable[[Any], Any]
    kind: CellKind = CellKind.TEXT
    sort: str | tuple[str, ...] | None = None
    link: Callable[[Any], str | None] | None = None
    width: int | None = None
    hidden: bool = False
    absent: str = NOT_APPLICABLE

    @property
    def heading(self) -> str:
        """The label; of money with its unit, which the cells leave out."""
        return f"{self.label}（元）" if self.kind is CellKind.YUAN else self.label

    @property
    def sort_fields(self) -> tuple[str, ...]:
        """The ordering of the column, ascending."""
        return (self.sort,) if isinstance(self.sort, str) else self.sort or ()

    @property
    def excel_width(self) -> int:
        """The width given, or one that fits the heading and the kind."""
        return self.width or max(EXCEL_WIDTHS.get(self.kind, 10), 2 * len(self.heading) + 2)

    @property
    def excel_format(self) -> str:
        """The number format of the column's cells in a workbook."""
        return EXCEL_FORMATS.get(self.kind, "General")

    def of(self, row: Any) -> Any:
        """The row's value; None anywhere along a path is None."""
        if callable(self.value):
            return self.value(row)
        found = row
        for name in self.value.split("."):
            if found is None:
                return None
            found = found[name] if isinstance(found, dict) else getattr(found, name)
            found = found() if callable(found) else found
        return found

    def shown(self, value: Any) -> str:
        """The value as people read it, on screen and paper."""
        if self.kind in _RATES:
            return self.absent if value is None else _rate(self.kind, value)
        if value is None or value == "":
            return NOTHING
        return _SHOWN.get(self.kind, words)(value)

    def for_excel(self, value: Any) -> str | int | Decimal | date | datetime | None:
        """The value as a workbook keeps it: figures as figures, days as days, cut as on screen."""
        if self.kind in _RATES:
            return self.absent if value is None else Decimal(_rate(self.kind, value).removesuffix("%")) / 100
        if value is None or self.kind in _AS_THEY_ARE:
            return value
        if self.kind is CellKind.MOMENT:
            return local(value).replace(tzinfo=None, microsecond=0)
        return self.shown(value) if value != "" else None


def words(value: Any) -> str:
    """Anything as text: a term of a list by its label, yes and no as 是 and 否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(getattr(value, "label", value))


def tone(value: Any) -> str:
    """The colour a term asks for by an attribute `tone`; neutral otherwise."""
    return str(getattr(value, "tone", NEUTRAL))


def points(value: Decimal) -> str:
    """Points with at least one decimal place and no digit lost: 99.0, 101.4."""
    tenths = value.quantize(Decimal("0.1"))
    return f"{tenths if tenths == value else value.normalize():f}"


def local(moment: datetime) -> datetime:
    """The moment on the wall clock of the site."""
    return localtime(moment) if is_aware(moment) else moment


def _rate(kind: CellKind, value: Fraction) -> str:
    return percent(value, flattering="up" if kind is CellKind.RATE else "down")


_SHOWN: Final[dict[CellKind, Callable[[Any], str]]] = {
    CellKind.COUNT: lambda value: f"{value:,}",
    CellKind.YUAN: yuan_in_column,
    CellKind.POINTS: points,
    CellKind.DAY: lambda value: f"{value:%Y-%m-%d}",
    CellKind.MOMENT: lambda value: f"{local(value):%Y-%m-%d %H:%M}",
}
