"""What a cell may hold, and what it is refused for."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from office.spreadsheets import CellRefused, choice, count, day, number, percent, text, yes_no

DATE_CELL = datetime(2014, 9, 1)  # noqa: DTZ001 - Excel knows no time zones
OWNERSHIP = choice([("1", "国有及控股企业"), ("5", "私营企业")], by_code=True)
KIND = choice([("district_union", "区市县总工会"), ("sector_union", "行业工会")])


@pytest.mark.parametrize(
    "raw", [300, 300.0, "300", "300人", "３００ 人", " 300 ", "300 名", "300.0", "300\u3000", "\u200b300"]
)
def test_a_count_is_understood_however_an_office_writes_it(raw):
    assert count()(raw) == 300


@pytest.mark.parametrize("raw", ["1,234", "１，２３４", "1,234人"])
def test_a_count_may_have_thousands_separators(raw):
    assert count()(raw) == 1234


@pytest.mark.parametrize(
    "raw",
    [
        "约300",
        "300余人",
        "-5",
        -5,
        "300.5",
        300.5,
        "三百",
        "1,23",
        "300/2",
        True,
        date(2014, 9, 1),
        "",
        "人",
        "9" * 5000,
    ],
)
def test_a_count_refuses_what_is_no_plain_number(raw):
    with pytest.raises(CellRefused, match="整数"):
        count()(raw)


@pytest.mark.parametrize(("raw", "is_good"), [(0, False), (1, True), (10, True), (11, False)])
def test_a_count_keeps_to_its_bounds(raw, is_good):
    parse = count(1, 10)
    if is_good:
        assert parse(raw) == raw
    else:
        with pytest.raises(CellRefused, match="1 至 10"):
            parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        DATE_CELL,
        date(2014, 9, 1),
        "2014-9-1",
        "2014.9.1",
        "2014/9/1",
        "2014年9月1日",
        "２０１４年９月１日",
        "2014年09月01日 ",
        "2014-09-01 00:00:00",
        "20140901",
        20140901,
        20140901.0,
    ],
)
def test_a_day_is_understood_however_an_office_writes_it(raw):
    assert day()(raw) == date(2014, 9, 1)


@pytest.mark.parametrize("raw", ["2014-13-1", "2014-2-30", "14-9-1", "2014年9月", "去年", 2014, True, "1899-12-31"])
def test_a_day_refuses_what_is_not_on_the_calendar(raw):
    with pytest.raises(CellRefused, match="日期"):
        day()(raw)


@pytest.mark.parametrize(("raw", "value"), [("是", True), (" 是 ", True), ("√", True), ("否", False), ("×", False)])
def test_yes_and_no_are_understood(raw, value):
    assert yes_no()(raw) is value


@pytest.mark.parametrize("raw", ["也许", 1, "0", "有"])
def test_anything_but_yes_and_no_is_refused(raw):
    with pytest.raises(CellRefused, match="是 或 否"):
        yes_no()(raw)


@pytest.mark.parametrize(
    "raw", ["5", 5, 5.0, "５", "（5）", "私营企业", "（5）私营企业", "5 私营企业", "5.私营企业", "5、私营企业"]
)
def test_a_choice_is_understood_by_code_and_by_name(raw):
    assert OWNERSHIP(raw) == "5"


def test_a_choice_takes_no_code_where_nobody_types_one():
    with pytest.raises(CellRefused):
        KIND("sector_union")


def test_an_unknown_choice_is_refused_with_the_list_and_the_nearest_name():
    with pytest.raises(CellRefused) as refusal:
        KIND("区县总工会")

    assert "区市县总工会、行业工会" in str(refusal.value)
    assert "是否为“区市县总工会”" in str(refusal.value)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (" 大连甲厂 ", "大连甲厂"),
        ("大连\n甲厂", "大连甲厂"),
        ("大连（集团）公司", "大连（集团）公司"),
        ("大连Ａ１公司", "大连A1公司"),
        ("大连\u200b甲厂\ufeff", "大连甲厂"),
        ("甲厂_x000D_", "甲厂"),
        (13800000000.0, "13800000000"),
        (128, "128"),
        (DATE_CELL, "2014-09-01"),
    ],
)
def test_text_is_cleaned_of_what_nobody_sees(raw, value):
    assert text()(raw) == value


def test_text_keeps_its_lines_where_it_may_have_many():
    assert text(many_lines=True)("第一行\r\n 第二行 ") == "第一行\n第二行"


@pytest.mark.parametrize(("length", "is_good"), [(9, True), (10, True), (11, False)])
def test_text_has_a_greatest_length(length, is_good):
    parse = text(10)
    if is_good:
        assert len(parse("字" * length)) == length
    else:
        with pytest.raises(CellRefused, match="不超过 10 个字的文字，现有 11 个字"):
            parse("字" * length)


@pytest.mark.parametrize(("digits", "is_good"), [(14, True), (15, True), (16, False)])
def test_text_refuses_a_number_whose_end_excel_has_lost(digits, is_good):
    if is_good:
        assert text()(10 ** (digits - 1)) == str(10 ** (digits - 1))
    else:
        with pytest.raises(CellRefused, match="15 位"):
            text()(10 ** (digits - 1))


@pytest.mark.parametrize(
    ("raw", "value"), [("12.50", "12.50"), (0.1, "0.1"), (0.1 + 0.2, "0.3"), ("1,234.5", "1234.5"), (1e-7, "0.0000001")]
)
def test_a_number_is_the_decimal_that_was_typed(raw, value):
    assert number()(raw) == Decimal(value)


@pytest.mark.parametrize(("raw", "is_good"), [(-1, False), (0, True), (100, True), (Decimal("100.01"), False)])
def test_a_number_keeps_to_its_bounds(raw, is_good):
    if is_good:
        assert number(0, 100)(raw) == raw
    else:
        with pytest.raises(CellRefused, match="0 至 100"):
            number(0, 100)(raw)


@pytest.mark.parametrize("raw", ["107.9%", "１０７．９％", 1.079, "1.079"])
def test_a_percentage_is_an_exact_fraction(raw):
    assert percent()(raw) == Fraction(1079, 1000)


@pytest.mark.parametrize("raw", ["-3%", -0.5, "很多", "12%%"])
def test_a_percentage_refuses_what_is_none(raw):
    with pytest.raises(CellRefused, match="百分比"):
        percent()(raw)
