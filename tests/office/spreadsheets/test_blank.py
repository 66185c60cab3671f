"""The blank workbook that people fill in."""

from io import BytesIO

from openpyxl import load_workbook

from office.spreadsheets import read_sheet, write_blank
from tests.office.spreadsheets.workbooks import GOOD_ROW, ROSTER


def filled_in(*rows):
    book = load_workbook(BytesIO(write_blank(ROSTER, title="名册", guidance=["红色列名为必填。"])))
    for row in rows:
        book["名册"].append(row)
    out = BytesIO()
    book.save(out)
    return out


def test_what_the_blank_asks_for_is_what_is_read():
    reading = read_sheet(filled_in([*GOOD_ROW, "2014-9-1", "是", None]), ROSTER)

    assert reading.sheet_title == "名册"
    assert reading.problems == ()
    assert reading.ignored_columns == ()
    assert reading.rows[0]["name"] == "大连甲厂"


def test_columns_of_text_are_set_to_text_so_that_codes_stay_whole():
    sheet = load_workbook(filled_in())["名册"]

    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.column_dimensions["E"].number_format == "yyyy-mm-dd"


def test_choices_are_offered_as_lists():
    rules = {
        str(rule.sqref): rule.formula1 for rule in load_workbook(filled_in())["名册"].data_validations.dataValidation
    }

    assert rules == {"C2:C10000": '"国有及控股企业,私营企业"', "F2:F10000": '"是,否"'}


def test_a_second_sheet_explains_each_column():
    guide = load_workbook(filled_in())["填表说明"]
    rows = [[cell.value for cell in row] for row in guide.iter_rows()]

    assert rows[0][0] == "红色列名为必填。"
    assert [row[:2] for row in rows[2:]] == [
        ["单位名称", "必填"],
        ["上级工会", "必填"],
        ["单位性质", "视类别必填"],
        ["职工人数", "必填"],
        ["建会日期", "选填"],
        ["国有控股", "选填"],
        ["备注", "选填"],
    ]
