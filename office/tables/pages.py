"""A page of a table for the screen: headings that sort, typed cells, page numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from .columns import CellKind, Column, tone

SORT, PAGE = "sort", "page"
# A cell with no more signs is a name; with more, a sentence.
SHORT, LONG = 8, 30
BasisOf = Callable[[Any], Mapping[str, Any] | None]
ON_ONE_LINE = frozenset({CellKind.MOMENT, CellKind.DAY, CellKind.CODE})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `sort_url` sorts by it, the other way round where it already does."""

    label: str
    is_number: bool
    sort_url: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the text to print and how; `url` is empty where it leads nowhere."""

    kind: CellKind
    text: str
    url: str
    tone: str

    @property
    def is_number(self) -> bool:
        """Whether the cell stands at the right."""
        return self.kind.is_number

    @property
    def look(self) -> str:
        """The class of the cell on screen: figures at the right, days and short names on one line, room for a sentence.

        So no row grows tall and thin.
        """
        if self.is_number:
            return "num"
        if self.kind in ON_ONE_LINE or len(self.text) <= SHORT:
            return "nowrap"
        return "is-long" if len(self.text) > LONG else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the whole table, from 1, its cells, and the object they were made from.

    Attributes:
        basis: the 依据 of its figures for `components/basis.html`, where the table opens one.
    """

    number: int
    source: Any
    cells: tuple[Cell, ...]
    basis: Mapping[str, Any] | None = None

    @property
    def pk(self) -> Any:
        """What a tick box of the row sends."""
        return getattr(self.source, "pk", None)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page number; `number` is None where numbers are left out."""

    number: int | None
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class TablePage:
    """What `components/table.html` prints.

    Attributes:
        is_numbered: whether a first column 序号 counts the rows.
        total_count: rows of all pages.
        first, last: numbers of the first and last row shown, from 1; 0 where there is none.
        sorted_by: the ordering in force as in the address: "name", "-employee_count".
        has_basis: whether the rows open their 依据.
    """

    key: str
    title: str
    empty_text: str
    is_numbered: bool
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    total_count: int
    first: int
    last: int
    sorted_by: str = ""
    page_links: tuple[PageLink, ...] = ()
    previous_url: str = ""
    next_url: str = ""
    has_basis: bool = False


@dataclass(frozen=True, slots=True)
class Ordering:
    """A column and a direction, as an address writes them: "name" or "-name"."""

    column: Column
    is_descending: bool

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields for `order_by`; the primary key last, so that pages neither repeat nor lose a row."""
        sign = "-" if self.is_descending else ""
        return (*(f"{sign}{name}" for name in self.column.sort_fields), "pk")

    def __str__(self) -> str:
        return f"{'-' if self.is_descending else ''}{self.column.key}"


def ordering_from(text: str, columns: Sequence[Column]) -> Ordering | None:
    """The ordering an address asks for, or None: only columns that say how they are sorted can be asked for."""
    key = text.removeprefix("-")
    column = next((column for column in columns if column.key == key and column.sort_fields), None)
    return Ordering(column, text.startswith("-")) if column else None


def is_filtered(params: QueryDict) -> bool:
    """Whether an address asks for some rows only: names anything but an order or a page."""
    return any(any(values) for name, values in params.lists() if name not in (SORT, PAGE))


def page_of(queryset: QuerySet, ordering: Ordering, params: QueryDict, per_page: int) -> Page:
    """The page an address asks for; a page number that does not exist gives the nearest. One count, one query."""
    return Paginator(queryset.order_by(*ordering.fields), per_page).get_page(params.get(PAGE))


def plain_headings(columns: Iterable[Column]) -> tuple[Heading, ...]:
    """The headings of a table that is not sorted."""
    return tuple(Heading(column.heading, column.kind.is_number) for column in columns)


def sorting_headings(columns: Iterable[Column], ordering: Ordering, params: QueryDict) -> tuple[Heading, ...]:
    """The headings, each that can be sorted by with the address that does it."""
    return tuple(_heading(column, ordering, params) for column in columns)


def rows_of(
    sources: Iterable[Any], columns: Sequence[Column], first: int = 1, basis: BasisOf | None = None
) -> tuple[Row, ...]:
    """The rows with their cells, numbered from `first`."""
    return tuple(
        Row(number, source, tuple(_cell(column, source) for column in columns), basis(source) if basis else None)
        for number, source in enumerate(sources, start=first)
    )


def page_links(page: Page, params: QueryDict) -> tuple[PageLink, ...]:
    """The first, the last and the neighbouring page numbers; none where there is one page."""
    if page.paginator.num_pages == 1:
        return ()
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return tuple(
        PageLink(number, page_url(params, number), number == page.number)
        if isinstance(number, int)
        else PageLink(None, "", False)
        for number in shown
    )


def page_url(params: QueryDict, number: int) -> str:
    """The same address with another page number."""
    return _with(params, **{PAGE: str(number)})


def _heading(column: Column, ordering: Ordering, params: QueryDict) -> Heading:
    if not column.sort_fields:
        return Heading(column.heading, column.kind.is_number)
    if column.key != ordering.column.key:
        return Heading(column.heading, column.kind.is_number, _with(params, **{SORT: column.key, PAGE: ""}))
    direction = "descending" if ordering.is_descending else "ascending"
    other_way = column.key if ordering.is_descending else f"-{column.key}"
    return Heading(column.heading, column.kind.is_number, _with(params, **{SORT: other_way, PAGE: ""}), direction)


def _cell(column: Column, source: Any) -> Cell:
    value = column.of(source)
    url = column.link(source) if column.link else None
    return Cell(column.kind, column.shown(value), url or "", tone(value))


def _with(params: QueryDict, **changes: str) -> str:
    """The query string with some values changed; an empty one is taken out."""
    changed = params.copy()
    for name, value in changes.items():
        if value:
            changed[name] = value
        else:
            changed.pop(name, None)
    return f"?{changed.urlencode()}"
