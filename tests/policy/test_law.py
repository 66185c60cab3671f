"""The law of a day answers exactly, and says what it knows where it cannot answer."""

import json
import pickle
from datetime import date
from fractions import Fraction

import pytest

from policy.documents import ChoiceRefused, Law, NotInForce, PolicyError, UnknownName, clause, parameters

LAW = Law.of_year(2014)


def test_a_value_is_asked_by_key_and_entry() -> None:
    assert LAW.value("typical_total") == 260
    assert LAW.value("new_typical_quota", "district_union") == 5
    assert LAW.entries("new_typical_nonpublic_quota") == (
        "district_union",
        "pilot_zone_union",
        "resident_industrial_union",
    )


def test_an_unknown_key_names_those_that_come_near() -> None:
    with pytest.raises(UnknownName, match="new_typical_quota"):
        LAW.value("new_typicals_quota")


def test_an_unknown_entry_names_those_there_are() -> None:
    with pytest.raises(UnknownName, match="district_union"):
        LAW.value("new_typical_quota", "township_union")


def test_an_entry_of_a_single_value_is_refused() -> None:
    with pytest.raises(UnknownName, match="single value"):
        LAW.value("typical_total", "district_union")


def test_a_value_asked_before_its_first_day_is_refused_with_both_dates() -> None:
    with pytest.raises(NotInForce, match=r"2014-09-17.*2014-09-16"):
        Law.on(date(2014, 9, 16)).value("quorum")


def test_a_value_holds_from_its_very_first_day() -> None:
    assert Law.on(date(2014, 9, 17)).value("quorum") == Fraction(2, 3)


@pytest.mark.parametrize(
    ("year", "targets"),
    [
        (2014, {}),
        (2015, {"nonpublic_100": Fraction(3, 10), "public": Fraction(1, 2)}),
        (2016, {"nonpublic_100": Fraction(3, 5), "public": Fraction(9, 10)}),
        (2017, {"nonpublic_100": Fraction(9, 10)}),
        (2018, {}),
    ],
)
def test_each_year_has_its_own_coverage_targets(year: int, targets: dict[str, Fraction]) -> None:
    assert Law.of_year(year).value("coverage_target") == targets


def test_a_target_the_text_does_not_set_is_no_line() -> None:
    assert Law.of_year(2017).threshold_if_any("coverage_target", "public") is None
    assert LAW.threshold_if_any("new_typical_nonpublic_quota", "nonresident_industrial_union") is None


def test_a_table_is_no_single_line() -> None:
    with pytest.raises(PolicyError, match="entry"):
        LAW.threshold("new_typical_quota")


def test_a_plain_amount_is_no_line() -> None:
    with pytest.raises(PolicyError, match="boundary"):
        LAW.threshold("m1_tranches", "startup")


def test_a_table_handed_out_cannot_change_the_law() -> None:
    LAW.value("new_typical_quota")["district_union"] = 1
    assert LAW.value("new_typical_quota", "district_union") == 5


def test_a_reading_is_our_default_until_another_is_chosen() -> None:
    assert LAW.choice("unit_composite") == "lower"
    assert Law.of_year(2014, {"unit_composite": "mean"}).choice("unit_composite") == "mean"


def test_an_unknown_reading_is_refused_with_the_options_and_the_clause() -> None:
    with pytest.raises(ChoiceRefused) as refusal:
        Law.of_year(2014, {"late_filing": "ignore"})
    assert "“ignore”" in str(refusal.value)
    assert "accept_marked（接收并标明逾期）；refuse（不再接收）（大工发〔2014〕31号 六、2）" in str(refusal.value)


@pytest.mark.parametrize("value", [1, "true", None])
def test_a_yes_or_no_is_not_chosen_by_something_like_it(value: object) -> None:
    with pytest.raises(ChoiceRefused):
        Law.of_year(2014, {"basic_counts_as_satisfied": value})


def test_what_the_text_fixes_cannot_be_chosen() -> None:
    with pytest.raises(ChoiceRefused, match="不能另选"):
        Law.of_year(2014, {"typical_total": 100})
    with pytest.raises(PolicyError, match="no choice"):
        LAW.choice("typical_total")


def test_a_choice_for_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(UnknownName, match="late_filing"):
        Law.of_year(2014, {"late_filings": "refuse"})


def test_a_clause_is_found_by_reference_and_cited_for_readers() -> None:
    assert LAW.clause("2014-31/4.2").cited == "大工发〔2014〕31号 四、2"
    with pytest.raises(UnknownName, match=r"2014-31/4\.2"):
        clause("2014-31/4.3")


def test_only_what_is_in_force_is_listed() -> None:
    assert all(found.clause.ref.startswith("2012-55/") for found in Law.of_year(2012).parameters())
    assert len(LAW.parameters()) == len(parameters())


def test_a_law_survives_pickling() -> None:
    assert pickle.loads(pickle.dumps(LAW)) == LAW


def test_a_sealed_law_computes_as_it_did() -> None:
    law = Law.of_year(2016, {"unit_composite": "mean", "rectification_days": 60})
    sealed = json.dumps(law.as_json(), ensure_ascii=False)
    assert Law.from_json(json.loads(sealed)) == law


def test_a_sealed_law_keeps_its_own_numbers_when_the_text_changes() -> None:
    sealed = LAW.as_json(["quorum"])
    sealed["parameters"]["quorum"]["value"] = "3/4"
    assert Law.from_json(sealed).threshold("quorum").sentence() == "不少于 75%"


def test_a_sealed_law_knows_only_what_was_sealed() -> None:
    with pytest.raises(UnknownName, match="not sealed"):
        Law.from_json(LAW.as_json(["quorum"])).value("typical_total")


def test_a_sealed_parameter_is_exact_and_cited() -> None:
    chosen = Law.of_year(2014, {"late_filing": "refuse"})
    assert chosen.as_json(["quorum", "late_filing"]) == {
        "day": "2014-12-31",
        "parameters": {
            "quorum": {"value": "2/3", "unit": "rate", "clause": "2014-31/4.2", "boundary": "at_least"},
            "late_filing": {"value": "refuse", "unit": "word", "clause": "2014-31/6.2", "is_default": False},
        },
    }
