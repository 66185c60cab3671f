"""A sheet read from a workbook: the heading found, every cell reported, remarks told from rows."""

from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from office.spreadsheets import Severity, Sheet, SheetColumn, count, read_sheet, text
from office.spreadsheets.safety import SheetRefused
from tests.office.spreadsheets.workbooks import GOOD_ROW, HEADINGS, ROSTER, saved, workbook


def sentences(reading):
    return [problem.sentence for problem in reading.problems]


def test_rows_are_read_under_a_merged_title():
    book = workbook(
        ["2014年基层工会名册"],
        ["填报单位：中山区总工会", None, None, "单位：人"],
        HEADINGS,
        GOOD_ROW,
        change=lambda sheet: sheet.merge_cells("A1:D1"),
    )

    reading = read_sheet(book, ROSTER)

    assert reading.header_row == 3
    assert reading.problems == ()
    assert [row.number for row in reading.rows] == [4]
    assert reading.rows[0]["name"] == "大连甲厂"
    assert reading.rows[0]["ownership"] == "5"
    assert reading.rows[0]["employee_count"] == 300
    assert reading.rows[0].cells["employee_count"] == "D4"


def test_columns_may_stand_in_any_order_and_unknown_ones_are_listed():
    book = workbook(
        ["序号", "职工数（人）", " 上级 工会*", "单位性质", "单位\n名称", None],
        [1, "300人", "中山区总工会", 5, "大连甲厂", "无表头"],
    )

    reading = read_sheet(book, ROSTER)

    assert reading.errors == ()
    assert reading.rows[0]["name"] == "大连甲厂"
    assert reading.rows[0]["employee_count"] == 300
    assert reading.ignored_columns == ("序号", "F 列（无表头）")


def test_a_heading_of_two_merged_rows_is_found():
    def merge(sheet):
        for column in "ABC":
            sheet.merge_cells(f"{column}1:{column}2")
        sheet.merge_cells("D1:E1")

    book = workbook(
        ["单位名称", "上级工会", "单位性质", "人员情况"],
        [None, None, None, "职工人数", "会员人数"],
        GOOD_ROW,
        change=merge,
    )

    reading = read_sheet(book, ROSTER)

    assert reading.header_row == 2
    assert [row["name"] for row in reading.rows] == ["大连甲厂"]


def test_a_cell_merged_down_counts_for_each_of_its_rows():
    book = workbook(
        HEADINGS,
        GOOD_ROW,
        ["大连乙厂", None, "私营企业", 120],
        change=lambda sheet: sheet.merge_cells("B2:B3"),
    )

    reading = read_sheet(book, ROSTER)

    assert [row["superior"] for row in reading.rows] == ["中山区总工会", "中山区总工会"]
    assert reading.rows[1].cells["superior"] == "B3"


def test_each_bad_cell_is_reported_with_its_address_value_and_expectation():
    book = workbook(
        [*HEADINGS, "建会日期"],
        ["大连甲厂", "中山区总工会", "私人企业", "约300", "2014-13-1"],
        [None, "中山区总工会", "私营企业", -1, None],
    )

    reading = read_sheet(book, ROSTER)

    assert sentences(reading) == [
        "C2 单位性质：“私人企业”应为以下之一：1 国有及控股企业、5 私营企业（是否为“私营企业”？）",
        "D2 职工人数：“约300”应为整数（0 至 9,999,999），如 300",
        "E2 建会日期：“2014-13-1”应为日期，如 2014-09-01",
        "A3 单位名称：不能为空，应为不超过 50 个字的文字",
        "D3 职工人数：“-1”应为整数（0 至 9,999,999），如 300",
    ]
    assert reading.rows[0].refused == {"ownership", "employee_count", "founded_on"}
    assert reading.rows[0]["employee_count"] is None
    assert reading.rows[0]["name"] == "大连甲厂"


def test_none_of_very_many_problems_is_left_out():
    book = workbook(HEADINGS, *(["大连甲厂", "中山区总工会", "私营企业", "约300"] for _ in range(2_000)))

    assert len(read_sheet(book, ROSTER).errors) == 2_000


def test_a_required_column_may_be_blank_where_only_some_rows_need_it():
    reading = read_sheet(workbook(HEADINGS, ["中山区总工会", "大连市总工会", None, 9]), ROSTER)

    assert reading.errors == ()
    assert reading.rows[0]["ownership"] is None


def test_a_missing_required_column_is_reported_with_the_headings_found():
    reading = read_sheet(workbook(["单位名称", "上级工会", "单位性质", "人数"], GOOD_ROW), ROSTER)

    assert sentences(reading) == ["第 1 行 职工人数：缺少这一列；表头有：单位名称、上级工会、单位性质、人数"]


def test_a_column_that_stands_twice_is_an_error():
    reading = read_sheet(workbook([*HEADINGS, "单位名称"], [*GOOD_ROW, "大连乙厂"]), ROSTER)

    assert sentences(reading) == ["E1 单位名称：这一列出现了两次，请只保留一列"]


@pytest.mark.parametrize(
    "remark",
    [
        ["填表人：张三", None, "审核人：李四", "日期："],
        ["注：职工人数含劳务派遣。"],
        ["合计", None, None, "=SUM(D2:D2)"],
        ["合 计", None, None, 300],
        [None, None, "2014年9月1日"],
        ["以上名册截至八月底；不含已撤并单位。"],
    ],
    ids=lambda remark: str(remark[0] or remark[2]),
)
def test_remarks_under_the_table_are_warnings_not_errors(remark):
    reading = read_sheet(workbook(HEADINGS, GOOD_ROW, [], remark), ROSTER)

    assert len(reading.rows) == 1
    assert reading.errors == ()
    assert [note.number for note in reading.note_rows] == [4]
    assert "看作表外说明，不导入" in reading.warnings[0].sentence


@pytest.mark.parametrize(
    "row", [["大连乙厂"], ["大连乙厂", "中山区总工会"], ["大连乙厂", None, None, 300]], ids=["name", "two", "count"]
)
def test_a_thin_last_row_is_no_remark(row):
    reading = read_sheet(workbook(HEADINGS, GOOD_ROW, row), ROSTER)

    assert reading.note_rows == ()
    assert reading.errors


def test_a_remark_like_name_in_the_middle_is_still_a_row():
    reading = read_sheet(workbook(HEADINGS, ["注：待核实"], GOOD_ROW), ROSTER)

    assert reading.note_rows == ()
    assert [problem.cell for problem in reading.errors] == ["B2", "D2"]


def test_section_titles_merged_across_and_repeated_headings_are_no_rows():
    book = workbook(
        HEADINGS,
        ["一、百人以上企业"],
        GOOD_ROW,
        HEADINGS,
        ["大连乙厂", "中山区总工会", "私营企业", 120],
        change=lambda sheet: sheet.merge_cells("A2:D2"),
    )

    reading = read_sheet(book, ROSTER)

    assert [row["name"] for row in reading.rows] == ["大连甲厂", "大连乙厂"]
    assert [note.number for note in reading.note_rows] == [2, 4]
    assert reading.errors == ()


def test_blank_rows_are_skipped_and_rows_keep_excels_numbers():
    reading = read_sheet(workbook(HEADINGS, [], ["  ", None, "\u3000"], GOOD_ROW), ROSTER)

    assert [row.number for row in reading.rows] == [4]
    assert reading.problems == ()


@pytest.mark.parametrize("content", ["=C2", "=1+1"])
def test_a_formula_is_an_error_with_its_cell(content):
    reading = read_sheet(workbook(HEADINGS, ["大连甲厂", "中山区总工会", "私营企业", content]), ROSTER)

    assert sentences(reading) == [f"D2 职工人数：“{content}”是公式；请复制后“选择性粘贴为数值”再上传"]


def test_a_formula_in_an_unknown_column_is_ignored_with_it():
    reading = read_sheet(workbook([*HEADINGS, "序号"], [*GOOD_ROW, "=ROW()"]), ROSTER)

    assert reading.problems == ()


def test_a_date_cell_is_a_day():
    reading = read_sheet(workbook([*HEADINGS, "建会日期"], [*GOOD_ROW, date(2014, 9, 1)]), ROSTER)

    assert reading.rows[0]["founded_on"] == date(2014, 9, 1)


def test_the_sheet_with_the_heading_is_found_and_its_like_is_named():
    book = Workbook()
    book.active.append(["说明", "请先阅读"])
    for title in ("中山区", "西岗区"):
        sheet = book.create_sheet(title)
        sheet.append(HEADINGS)
        sheet.append(GOOD_ROW)
    hidden = book.create_sheet("旧表")
    hidden.append(HEADINGS)
    hidden.sheet_state = "hidden"

    reading = read_sheet(saved(book), ROSTER)

    assert reading.sheet_title == "中山区"
    assert [(problem.severity, problem.expected[:8]) for problem in reading.problems] == [
        (Severity.WARNING, "工作表“西岗区”")
    ]


def test_a_sheet_is_found_by_its_title():
    sheet = Sheet("验收", ROSTER.columns)
    book = Workbook()
    for title in ("典型", "验收"):
        page = book.create_sheet(title)
        page.append(HEADINGS)
        page.append([title, *GOOD_ROW[1:]])

    assert read_sheet(saved(book), sheet).rows[0]["name"] == "验收"


def test_a_missing_sheet_is_refused_with_the_titles_there_are():
    with pytest.raises(SheetRefused, match="没有名为“验收”的工作表；文件中的工作表有：名册"):
        read_sheet(workbook(HEADINGS), Sheet("验收", ROSTER.columns))


def test_a_workbook_without_the_heading_is_refused_with_the_names_wanted():
    with pytest.raises(SheetRefused, match="找不到含有以下列名的一行：单位名称、上级工会、单位性质、职工人数"):
        read_sheet(workbook(["姓名", "电话"], ["张三", 123]), ROSTER)


def test_progress_is_told_up_to_the_last_row():
    told = []
    read_sheet(workbook(HEADINGS, *[GOOD_ROW] * 1_200), ROSTER, progress=lambda done, total: told.append((done, total)))

    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]


def test_a_law_beyond_one_cell_can_point_at_the_cell():
    row = read_sheet(workbook(HEADINGS, GOOD_ROW), ROSTER).rows[0]

    problem = row.problem(ROSTER.columns[1], "中山区总工会", "没有登记这个上级工会")

    assert problem.sentence == "B2 上级工会：“中山区总工会”没有登记这个上级工会"
    assert problem.is_error


def test_a_column_without_a_key_is_known_by_its_heading():
    sheet = Sheet(None, (SheetColumn("项目", count(), required=True), SheetColumn("说明", text())))

    assert read_sheet(workbook(["项目", "说明"], [1, "好"]), sheet).rows[0]["项目"] == 1


def test_a_file_given_open_stays_open():
    book = workbook(HEADINGS, GOOD_ROW)
    read_sheet(book, ROSTER)

    assert len(load_workbook(book).worksheets) == 1
