"""Amounts stay exact, and are shown on the side that does not flatter."""

from decimal import Decimal
from fractions import Fraction

import pytest

from policy.units import Boundary, Threshold, Unit, as_json, exact, money, percent, rate, yuan, yuan_in_column

FIVE_OR_MORE = Threshold(5, Boundary.AT_LEAST, Unit.UNIONS)
HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction("0.69996"), "69.99%"),
        (Fraction("0.7"), "70.00%"),
        (Fraction(2, 3), "66.66%"),
        (Fraction(0), "0.00%"),
        (Fraction("0.00001"), "0.00%"),
        (Fraction(1), "100.00%"),
        (Fraction("0.999999"), "99.99%"),
        (Fraction("1.079"), "107.90%"),
        (None, "不适用"),
    ],
)
def test_a_rate_that_flatters_upward_is_cut_downward(value: Fraction | None, shown: str) -> None:
    assert percent(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (HALF, "50.00%"),
        (Fraction("0.500001"), "50.01%"),
        (Fraction(30, 59), "50.85%"),
        (Fraction(0), "0.00%"),
        (Fraction("0.00001"), "0.01%"),
        (None, "不适用"),
    ],
)
def test_a_rate_that_flatters_downward_is_cut_upward(value: Fraction | None, shown: str) -> None:
    assert percent(value, flattering="down") == shown


def test_a_rate_of_nothing_is_not_applicable() -> None:
    assert rate(0, 0) is None
    assert rate(3, 0) is None
    assert rate(0, 3) == 0


def test_a_rate_is_never_rounded() -> None:
    assert rate(2, 3) == Fraction(2, 3)


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (1, -3)])
def test_a_rate_refuses_negative_counts(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        rate(part, whole)


@pytest.mark.parametrize("inexact", [0.1, True, "1", None])
def test_what_is_not_exact_is_refused(inexact: object) -> None:
    with pytest.raises(TypeError):
        exact(inexact)
    with pytest.raises(TypeError):
        FIVE_OR_MORE.is_met_by(inexact)


@pytest.mark.parametrize("show", [money, yuan])
def test_money_refuses_a_float(show) -> None:
    with pytest.raises(TypeError, match="float"):
        show(20000.0)


def test_money_has_two_places_and_no_more() -> None:
    assert str(money(20000)) == "20000.00"
    with pytest.raises(ValueError, match="two decimal places"):
        money(Decimal("0.001"))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (20000, "20,000 元"),
        (Decimal("20000.50"), "20,000.50 元"),
        (Decimal("-10000"), "-10,000 元"),
        (0, "0 元"),
        (Decimal("1234567.89"), "1,234,567.89 元"),
    ],
)
def test_money_is_shown_with_thousands_and_fen_only_if_any(amount: Decimal, shown: str) -> None:
    assert yuan(amount) == shown


def test_money_in_a_column_always_has_its_fen() -> None:
    assert [yuan_in_column(each) for each in (20000, Decimal("-1234.5"), 0)] == ["20,000.00", "-1,234.50", "0.00"]


@pytest.mark.parametrize(
    ("boundary", "under", "on", "over"),
    [
        (Boundary.AT_LEAST, False, True, True),
        (Boundary.MORE_THAN, False, False, True),
        (Boundary.EXACTLY, False, True, False),
        (Boundary.AT_MOST, True, True, False),
    ],
)
def test_each_boundary_word_decides_under_on_and_over(boundary: Boundary, under: bool, on: bool, over: bool) -> None:
    threshold = Threshold(HALF, boundary, Unit.RATE)
    answers = [threshold.is_met_by(amount) for amount in (Fraction("0.49999"), HALF, Fraction("0.50001"))]
    assert answers == [under, on, over]


@pytest.mark.parametrize(
    ("boundary", "amount", "gap"),
    [
        (Boundary.AT_LEAST, 3, 2),
        (Boundary.AT_LEAST, 5, 0),
        (Boundary.AT_LEAST, 7, 0),
        (Boundary.MORE_THAN, 3, 3),
        (Boundary.MORE_THAN, 5, 1),
        (Boundary.MORE_THAN, 6, 0),
        (Boundary.EXACTLY, 4, 1),
        (Boundary.EXACTLY, 5, 0),
        (Boundary.EXACTLY, 6, -1),
        (Boundary.AT_MOST, 5, 0),
        (Boundary.AT_MOST, 7, -2),
    ],
)
def test_the_gap_is_what_must_be_added(boundary: Boundary, amount: int, gap: int) -> None:
    assert Threshold(5, boundary, Unit.UNIONS).gap(amount) == gap


def test_the_gap_of_a_rate_is_exact() -> None:
    assert Threshold(Fraction(7, 10), Boundary.AT_LEAST, Unit.RATE).gap(Fraction(2, 3)) == Fraction(1, 30)


@pytest.mark.parametrize(
    ("threshold", "sentence"),
    [
        (FIVE_OR_MORE, "不少于 5 个"),
        (Threshold(HALF, Boundary.MORE_THAN, Unit.RATE), "超过 50%"),
        (Threshold(Fraction(2, 3), Boundary.AT_LEAST, Unit.RATE), "不少于 2/3"),
        (Threshold(5, Boundary.EXACTLY, Unit.UNIONS), "正好 5 个"),
        (Threshold(Decimal("2"), Boundary.AT_MOST, Unit.POINTS), "不超过 2 分"),
        (Threshold(Decimal("4000"), Boundary.AT_LEAST, Unit.YUAN), "不少于 4,000 元"),
        (Threshold(value=True, boundary=Boundary.EXACTLY, unit=Unit.FACT), "是"),
    ],
)
def test_a_threshold_says_itself_in_words(threshold: Threshold, sentence: str) -> None:
    assert threshold.sentence() == sentence


def test_a_fact_is_met_by_yes_only() -> None:
    fact = Threshold(value=True, boundary=Boundary.EXACTLY, unit=Unit.FACT)
    assert [fact.is_met_by(amount=answer) for answer in (True, False)] == [True, False]


def test_json_holds_exact_values_as_text() -> None:
    value = {"rate": Fraction(2, 3), "whole": Fraction(1), "money": Decimal("20000.00"), "unit": Unit.YUAN, "n": 3}
    assert as_json(value) == {"rate": "2/3", "whole": "1/1", "money": "20000.00", "unit": "yuan", "n": 3}


def test_json_refuses_a_float() -> None:
    with pytest.raises(TypeError, match="float"):
        as_json({"rate": [0.5]})
