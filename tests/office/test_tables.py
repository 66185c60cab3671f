"""One column list gives the screen, the workbook and the paper."""

import gc
import re
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.template.loader import render_to_string
from openpyxl import load_workbook

from office.spreadsheets import Sheet, SheetColumn, count, read_sheet, text
from office.tables import CellKind, Column, Table, TableTooLong, workbooks
from office.tables.tables import NOTHING_FITS

GROUPS = Table(
    "groups",
    "工会名册",
    (
        Column("name", "单位名称", "name", sort="name", link=lambda group: f"/groups/{group.pk}/"),
        Column("length", "字数", lambda group: len(group.name), CellKind.COUNT),
        Column("number", "编号", "pk", CellKind.COUNT, hidden=True),
    ),
    default_sort="name",
    empty_text="导入名册后，这里列出全部单位。",
)


def table_of(*columns, **options):
    return Table("any", "表", columns, default_sort=columns[0].key, **options)


def sheet_of(file):
    return load_workbook(file).worksheets[0]


def values(file):
    return [[cell.value for cell in row] for row in sheet_of(file).iter_rows()]


@pytest.fixture
def groups(db):
    Group.objects.bulk_create(Group(name=f"单位{number:03}") for number in range(1, 121))
    return Group.objects.all()


# Screen ------------------------------------------------------------------------------------------------


def test_a_page_takes_one_count_and_one_query_however_many_rows(groups, django_assert_num_queries):
    for per_page in (10, 100):
        with django_assert_num_queries(2):
            assert len(GROUPS.page(groups, QueryDict(), per_page).rows) == per_page


def test_an_empty_table_says_what_to_do_first(db):
    html = render_to_string("components/table.html", {"table": GROUPS.page(Group.objects.all(), QueryDict())})

    assert "导入名册后，这里列出全部单位。" in html
    assert "<table" not in html


@pytest.mark.parametrize(
    ("asked", "is_filtered"),
    [("", False), ("sort=-name&page=2", False), ("name=", False), ("name=厂", True), ("sort=name&kind=&kind=5", True)],
)
def test_a_table_that_a_filter_empties_says_so(db, asked, is_filtered):
    shown = GROUPS.page(Group.objects.none(), QueryDict(asked)).empty_text
    assert shown == (NOTHING_FITS if is_filtered else GROUPS.empty_text)


@pytest.mark.parametrize(
    ("asked", "first_row", "sorted_by"),
    [
        ("", "单位001", "name"),
        ("name", "单位001", "name"),
        ("-name", "单位120", "-name"),
        ("length", "单位001", "name"),
        ("password", "单位001", "name"),
        ("name;drop", "单位001", "name"),
    ],
)
def test_only_columns_that_say_so_can_be_sorted_by(groups, asked, first_row, sorted_by):
    page = GROUPS.page(groups, QueryDict(f"sort={asked}"))

    assert page.rows[0].cells[0].text == first_row
    assert page.sorted_by == sorted_by


@pytest.mark.parametrize(
    ("asked", "shown"), [("1", (1, 50)), ("3", (101, 120)), ("99", (101, 120)), ("-1", (101, 120)), ("x", (1, 50))]
)
def test_a_page_number_that_does_not_exist_gives_the_nearest(groups, asked, shown):
    page = GROUPS.page(groups, QueryDict(f"page={asked}"))

    assert (page.first, page.last) == shown
    assert page.total_count == 120


def test_sorting_turns_round_and_goes_back_to_the_first_page(groups):
    params = QueryDict("q=大连&sort=name&page=2")

    heading = GROUPS.page(groups, params).headings[0]

    assert heading.direction == "ascending"
    assert QueryDict(heading.sort_url[1:]) == QueryDict("q=大连&sort=-name")


def test_turning_pages_keeps_filters_and_sorting(groups):
    page = GROUPS.page(groups, QueryDict("q=大连&q=沈阳&sort=-name&page=2"))

    assert QueryDict(page.next_url[1:]) == QueryDict("q=大连&q=沈阳&sort=-name&page=3")
    assert [link.number for link in page.page_links if link.is_current] == [2]


def test_pages_neither_repeat_nor_lose_rows_of_equal_sorting(db):
    Group.objects.bulk_create(Group(name=f"单位{number:02}") for number in range(30))
    table = table_of(Column("kind", "类别", "name", sort="permissions__id"), Column("name", "名称", "name"))

    seen = [
        row.pk for number in (1, 2, 3) for row in table.page(Group.objects.all(), QueryDict(f"page={number}"), 10).rows
    ]

    assert len(set(seen)) == 30


def test_the_component_prints_links_figures_and_ticks(groups):
    html = render_to_string("components/table.html", {"table": GROUPS.page(groups, QueryDict()), "tick_form": "bulk"})
    first = groups.first()

    assert f'href="/groups/{first.pk}/"' in html
    assert '<td class="num">5</td>' in html
    assert f'name="selected" value="{first.pk}" form="bulk"' in html
    assert 'aria-sort="ascending"' in html
    assert "编号" not in html


def test_text_is_escaped_on_screen(db):
    Group.objects.create(name="<script>alert(1)</script>")

    html = render_to_string("components/table.html", {"table": GROUPS.page(Group.objects.all(), QueryDict())})

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


# Values ------------------------------------------------------------------------------------------------

MOMENT = datetime(2014, 9, 25, 6, 3, 59, tzinfo=UTC)  # 14:03:59 in Shanghai


@pytest.mark.parametrize(
    ("kind", "value", "shown", "in_excel"),
    [
        (CellKind.TEXT, "大连", "大连", "大连"),
        (CellKind.TEXT, None, "—", None),
        (CellKind.TEXT, "", "—", None),
        (CellKind.TEXT, True, "是", "是"),
        (CellKind.FLAG, False, "否", "否"),
        (CellKind.BADGE, SimpleNamespace(label="已申报", tone="good"), "已申报", "已申报"),
        (CellKind.COUNT, 0, "0", 0),
        (CellKind.COUNT, 12345, "12,345", 12345),
        (CellKind.YUAN, Decimal("20000.00"), "20,000.00", 20000),
        (CellKind.RATE, Fraction(69996, 100000), "69.99%", 0.6999),
        (CellKind.RATE, None, "不适用", "不适用"),
        (CellKind.ADVERSE_RATE, Fraction(50001, 100000), "50.01%", 0.5001),
        (CellKind.DAY, date(2014, 9, 5), "2014-09-05", datetime(2014, 9, 5)),  # noqa: DTZ001
        (CellKind.MOMENT, MOMENT, "2014-09-25 14:03", datetime(2014, 9, 25, 14, 3, 59)),  # noqa: DTZ001
    ],
)
def test_screen_and_workbook_tell_the_same(kind, value, shown, in_excel):
    table = table_of(Column("value", "值", "value", kind, sort="value"))
    row = SimpleNamespace(value=value)

    assert table.whole([row]).rows[0].cells[0].text == shown
    assert values(table.workbook([row]))[2][0] == in_excel if in_excel is not None else True


def test_a_badge_carries_the_tone_of_its_state():
    table = table_of(Column("state", "状态", "state", CellKind.BADGE, sort="state"))

    cell = table.whole([SimpleNamespace(state=SimpleNamespace(label="已申报", tone="good"))]).rows[0].cells[0]

    assert cell.tone == "good"


def test_a_path_stops_at_nothing_and_calls_methods():
    column = Column("superior", "上级工会", "superior.full_name")
    superior = SimpleNamespace(full_name=lambda: "中山区总工会")

    assert column.of(SimpleNamespace(superior=None)) is None
    assert column.of(SimpleNamespace(superior=superior)) == "中山区总工会"
    assert column.of({"superior": superior}) == "中山区总工会"


def test_a_misspelt_path_is_a_fault_not_an_empty_cell():
    with pytest.raises(AttributeError):
        Column("name", "名称", "nmae").of(SimpleNamespace(name="x"))


@pytest.mark.parametrize(
    "columns",
    [
        (Column("a", "甲", "a", sort="a"), Column("a", "乙", "b")),
        (Column("a", "甲", "a"),),
    ],
    ids=["two columns of one key", "a default that cannot be sorted by"],
)
def test_a_table_that_cannot_work_is_refused_when_it_is_made(columns):
    with pytest.raises(ValueError, match="any"):
        table_of(*columns)


# Workbook ----------------------------------------------------------------------------------------------


def test_the_workbook_holds_every_row_and_the_hidden_columns(groups):
    rows = values(GROUPS.workbook(groups.order_by("name"), note="中山区总工会　2014-09-25"))

    assert rows[0][0] == "工会名册"
    assert rows[1][0] == "中山区总工会　2014-09-25"
    assert rows[2] == ["单位名称", "字数", "编号"]
    assert [row[0] for row in rows[3:]] == [f"单位{number:03}" for number in range(1, 121)]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_begins_like_a_formula_stays_text(sign):
    table = table_of(Column("name", "名称", "name", sort="name"))

    cell = sheet_of(table.workbook([SimpleNamespace(name=f"{sign}HYPERLINK(1)")]))["A3"]

    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value.endswith("HYPERLINK(1)")


def test_a_title_and_a_heading_are_guarded_too():
    table = table_of(Column("name", "=1+1", "name", sort="name"))

    sheet = sheet_of(table.workbook([], title="=2+2", note="=3+3"))

    assert [sheet[cell].data_type for cell in ("A1", "A2", "A3")] == ["s", "s", "s"]


def test_characters_excel_does_not_take_are_left_out():
    table = table_of(Column("name", "名称", "name", sort="name"))

    assert values(table.workbook([SimpleNamespace(name="大\x00连\x0b")]))[2][0] == "大连"


@pytest.mark.parametrize(("length", "is_cut"), [(32_766, False), (32_767, False), (32_768, True)])
def test_a_text_longer_than_a_cell_says_that_it_is_cut(length, is_cut):
    table = table_of(Column("name", "名称", "name", sort="name"))

    cell = values(table.workbook([SimpleNamespace(name="字" * length)]))[2][0]

    assert len(cell) <= 32_767
    assert ("全文 32,768 字" in cell) is is_cut


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_SHEET_ROWS", 4)
    table = table_of(Column("name", "名称", "name", sort="name"), is_numbered=True)

    book = load_workbook(table.workbook([SimpleNamespace(name=f"单位{number}") for number in range(1, 6)]))

    assert [sheet.title for sheet in book.worksheets] == ["表", "表2", "表3"]
    assert [cell.value for sheet in book.worksheets for cell in sheet["A"][2:]] == [1, 2, 3, 4, 5]


def test_the_head_stays_in_sight_and_has_filter_arrows(groups):
    sheet = sheet_of(GROUPS.workbook(groups))

    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:C122"
    assert sheet.column_dimensions["A"].width == 20


def test_progress_is_told_to_the_end(groups, monkeypatch):
    monkeypatch.setattr(workbooks, "CHUNK", 50)
    told = []

    GROUPS.workbook(groups, progress=lambda done, total: told.append((done, total)))

    assert told == [(50, 120), (100, 120), (120, 120)]


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_workbook_given_up_half_way_leaves_neither_a_complaint_nor_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "CHUNK", 2)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def stop(done, total):
        raise LookupError

    with pytest.raises(LookupError):
        table_of(Column("name", "甲", str, sort="name")).workbook(["一", "二", "三"], progress=stop)
    gc.collect()

    assert list(tmp_path.iterdir()) == []


def test_an_export_can_be_read_in_again(groups):
    sheet = Sheet(None, (SheetColumn("单位名称", text(), required=True), SheetColumn("字数", count(), required=True)))

    reading = read_sheet(GROUPS.workbook(groups, note="说明：自系统导出"), sheet)

    assert len(reading.rows) == 120
    assert reading.problems == ()


# Paper -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rows", "is_good"), [(499, True), (500, True), (501, False)])
def test_paper_refuses_a_table_it_would_have_to_cut(rows, is_good):
    table = table_of(Column("name", "名称", "name", sort="name"))
    sources = [SimpleNamespace(name="单位")] * rows
    if is_good:
        assert table.paper(sources)[1]["table"].total_count == rows
    else:
        with pytest.raises(TableTooLong, match=re.escape("共 501 行")):
            table.paper(sources)
