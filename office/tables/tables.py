"""A table: its columns and the three forms it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Final

from django.db.models import QuerySet
from django.http import QueryDict

from office.documents import Paper, render_pdf

from .columns import Column
from .pages import (
    SORT,
    BasisOf,
    Ordering,
    TablePage,
    is_filtered,
    ordering_from,
    page_links,
    page_of,
    page_url,
    plain_headings,
    rows_of,
    sorting_headings,
)
from .workbooks import NUMBER_WIDTH, Progress, write_workbook

PER_PAGE: Final = 50
NOTHING_FITS: Final = "没有符合条件的内容，可以放宽或清除筛选。"
MAX_PRINTED_ROWS: Final = 500  # a thousand rows take WeasyPrint five seconds


class TableTooLong(Exception):
    """The table is too long for paper; the message says what to do instead, in Chinese."""


@dataclass(frozen=True)
class Table:
    """A table of one kind of row.

    Attributes:
        key: its name, unlike that of any other table.
        title: the heading of the workbook and the paper.
        default_sort: a column's key, with "-" before it for descending.
        empty_text: what stands where rows would be, unless a filter keeps them out: what will be here and what to do
            first.
        is_numbered: a first column 序号 counts the rows, on screen, in the workbook and on paper.

    Raises:
        ValueError: for two columns of one key, or a default that cannot be sorted by.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    default_sort: str
    empty_text: str = "这里还没有记录。"
    is_numbered: bool = False

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) < len(keys):
            raise ValueError(f"table {self.key} has two columns of one key: {keys}")
        self._default_ordering()

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns of screen and paper."""
        return tuple(column for column in self.columns if not column.hidden)

    def ordering(self, params: QueryDict) -> Ordering:
        """The ordering an address asks for, the default where it asks for none or an unknown one."""
        return ordering_from(params.get(SORT, ""), self.columns) or self._default_ordering()

    def sorted(self, queryset: QuerySet, params: QueryDict) -> QuerySet:
        """The queryset in the order of the screen, for an export of what the screen shows."""
        return queryset.order_by(*self.ordering(params).fields)

    def page(self, queryset: QuerySet, params: QueryDict, per_page: int = PER_PAGE) -> TablePage:
        """One page for `components/table.html`, with one query for the count and one for the rows.

        Args:
            queryset: with the joins the columns need already selected.
            params: `request.GET`; reads `sort` and `page`, keeps everything else in the addresses it makes.
            per_page: rows of a page.
        """
        ordering = self.ordering(params)
        page = page_of(queryset, ordering, params, per_page)
        return TablePage(
            key=self.key,
            title=self.title,
            empty_text=NOTHING_FITS if is_filtered(params) else self.empty_text,
            is_numbered=self.is_numbered,
            headings=sorting_headings(self.shown_columns, ordering, params),
            rows=rows_of(page.object_list, self.shown_columns, page.start_index()),
            total_count=page.paginator.count,
            first=page.start_index(),
            last=page.end_index(),
            sorted_by=str(ordering),
            page_links=page_links(page, params),
            previous_url=page_url(params, page.number - 1) if page.has_previous() else "",
            next_url=page_url(params, page.number + 1) if page.has_next() else "",
        )

    def whole(self, rows: Iterable[Any], *, basis: BasisOf | None = None) -> TablePage:
        """All rows on one page without sorting, for a short table or one that is no queryset.

        Args:
            basis: gives the 依据 of a row's figures, opened in a last column.
        """
        shown = rows_of(rows, self.shown_columns, basis=basis)
        return TablePage(
            key=self.key,
            title=self.title,
            empty_text=self.empty_text,
            is_numbered=self.is_numbered,
            headings=plain_headings(self.shown_columns),
            rows=shown,
            total_count=len(shown),
            first=1 if shown else 0,
            last=len(shown),
            has_basis=basis is not None,
        )

    def workbook(
        self, rows: Iterable[Any], *, title: str = "", note: str = "", progress: Progress | None = None
    ) -> IO[bytes]:
        """All rows as an xlsx in a temporary file; see `write_workbook`."""
        return write_workbook(
            self.columns,
            rows,
            title=title or self.title,
            note=note,
            is_numbered=self.is_numbered,
            progress=progress,
        )

    def paper(
        self,
        rows: Iterable[Any],
        *,
        title: str = "",
        note: str = "",
        made_on: date | None = None,
        template: str = "print/table.html",
        **more: Any,
    ) -> Paper:
        """All rows on A4 landscape, as a pair for `render_pdf` or `render_batch`.

        Args:
            rows: no more than MAX_PRINTED_ROWS.
            title: instead of the table's own.
            note: a line under the title.
            made_on: the day printed at the foot and kept in the file.
            template: one that extends `print/table.html`.
            more: further variables of that template.

        Raises:
            TableTooLong: for more rows; nothing is ever cut short.
        """
        sources = list(rows)
        if len(sources) > MAX_PRINTED_ROWS:
            raise TableTooLong(f"共 {len(sources):,} 行，超过打印上限 {MAX_PRINTED_ROWS} 行；请导出 Excel，或先筛选。")
        context = {"table": self.whole(sources), "title": title or self.title, "note": note, "made_on": made_on}
        return template, {**more, **context, "shares": self._shares()}

    def pdf(self, rows: Iterable[Any], **options: Any) -> bytes:
        """The paper as a PDF file; options as for `paper`."""
        return render_pdf(*self.paper(rows, **options))

    def _default_ordering(self) -> Ordering:
        ordering = ordering_from(self.default_sort, self.columns)
        if ordering is None:
            raise ValueError(f"table {self.key} cannot be sorted by {self.default_sort!r}")
        return ordering

    def _shares(self) -> list[float]:
        """The share of each shown column in the width of a printed page, in percent."""
        widths = [NUMBER_WIDTH] * self.is_numbered + [column.excel_width for column in self.shown_columns]
        return [round(100 * width / sum(widths), 2) for width in widths]
