"""The two texts are whole: cited, dated, exact, explained, and in our own words."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from policy.documents import Law, Parameter, clauses, documents, parameters
from policy.loading import TEXTS

READINGS = Path(__file__).parents[2] / "docs" / "readings"
LONGEST_PARAPHRASE = 45
EVERY_PARAMETER = pytest.mark.parametrize("found", parameters().values(), ids=parameters().keys())


def floats_in(value: object, place: str) -> list[str]:
    if isinstance(value, dict):
        return [hit for key, each in value.items() for hit in floats_in(each, f"{place}.{key}")]
    if isinstance(value, list):
        return [hit for each in value for hit in floats_in(each, place)]
    return [place] if isinstance(value, float) else []


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.toml")), ids=lambda path: path.name)
def test_no_number_of_a_text_is_a_float(path: Path) -> None:
    assert not floats_in(tomllib.loads(path.read_text(encoding="utf-8")), path.stem)


@EVERY_PARAMETER
def test_a_parameter_cites_a_known_clause_of_its_own_document(found: Parameter) -> None:
    document = next(document for document in documents() if found.key in document.parameters)
    assert document.clauses[found.clause.ref] is found.clause


@EVERY_PARAMETER
def test_a_parameter_holds_from_the_day_its_document_was_issued_on(found: Parameter) -> None:
    document = next(document for document in documents() if found.key in document.parameters)
    assert found.first_day == document.issued_on


@EVERY_PARAMETER
def test_a_parameter_is_described_briefly_in_our_own_words(found: Parameter) -> None:
    assert 0 < len(found.meaning) <= LONGEST_PARAPHRASE


def test_a_clause_is_described_briefly_in_our_own_words() -> None:
    assert all(0 < len(clause.subject) <= LONGEST_PARAPHRASE for clause in clauses().values())


def test_every_choice_of_reading_has_its_page_and_every_page_its_choice() -> None:
    chosen = {found.reading for found in parameters().values() if found.reading}
    pages = {path.stem for path in READINGS.glob("*.md")} - {"README"}
    assert pages == chosen


def spelled(value: object) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


@pytest.mark.parametrize("page", sorted(READINGS.glob("*-*.md")), ids=lambda page: page.stem)
def test_a_reading_names_its_clause_its_options_and_the_default(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = next(found for found in parameters().values() if found.reading == page.stem)
    default = spelled(found.values[-1].value)
    assert f"条款 {found.clause.cited}，参数 `{found.key}`，默认 {default}" in text
    assert all(text.count(f"| {spelled(option.value)} |") == 2 for option in found.options)


def test_the_index_lists_every_reading() -> None:
    index = (READINGS / "README.md").read_text(encoding="utf-8")
    for found in (found for found in parameters().values() if found.reading):
        default = spelled(found.values[-1].value)
        assert f"({found.reading}.md) | {found.clause.cited} | `{found.key}` | {default} |" in index


def test_the_points_of_the_card_add_up_to_a_hundred_for_districts_and_79_for_industries() -> None:
    law = Law.of_year(2012)
    points, assessees = law.value("item_points"), law.value("item_assessees")
    assert sum(points.values()) == 100
    assert sum(value for item, value in points.items() if assessees[item] == "both") == 79


def test_the_points_of_each_action_are_the_sum_of_its_items() -> None:
    law = Law.of_year(2012)
    points, actions = law.value("item_points"), law.value("item_action")
    for action, total in law.value("action_points").items():
        assert total == sum(value for item, value in points.items() if actions[item] == action)


def test_every_scored_item_has_indicators_numbered_without_gaps() -> None:
    for item in Law.of_year(2012).entries("item_points"):
        numbers = [int(key.split("_")[2]) for key in parameters() if key.startswith(f"indicator_{item}_")]
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers


@pytest.mark.parametrize(
    ("scheme", "total"),
    [("m1_tranches", 80_000), ("m2_tranches", 20_000), ("m3_tranches", 50_000), ("m4_tranches", 20_000),
     ("m5_tranches", 30_000), ("m6_city_amount", 0)],
)  # fmt: skip
def test_the_tranches_of_a_scheme_add_up_to_its_sum(scheme: str, total: int) -> None:
    value = Law.of_year(2014).value(scheme)
    assert sum(value.values() if isinstance(value, dict) else [value]) == Decimal(total)


@pytest.mark.parametrize("key", ["default_weights", "default_weights_without_party"])
def test_default_weights_sum_to_one_and_respect_the_floors(key: str) -> None:
    law = Law.of_year(2014)
    weights = law.value(key)
    assert sum(weights.values()) == 1
    assert law.threshold("member_weight_floor").is_met_by(weights["member"])
    assert law.threshold("superior_weight_floor").is_met_by(1 - weights["member"])


def test_the_first_round_is_due_on_the_days_of_the_text() -> None:
    law = Law.on(date(2014, 9, 17))
    assert law.value("first_round_due_on") == date(2014, 9, 25)
    assert law.value("safeguard_due_on") == date(2014, 9, 30)


def test_the_card_is_due_in_the_following_year() -> None:
    law = Law.of_year(2012)
    assert date(2013, **law.value("self_assessment_due")) == date(2013, 2, 28)
    assert date(2013, **law.value("city_assessment_due")) == date(2013, 3, 31)


def test_honours_go_to_the_first_four_and_the_next_five() -> None:
    law = Law.of_year(2012)
    assert law.value("excellent_places") == {"first": 1, "last": 4}
    assert law.value("advanced_places") == {"first": 5, "last": 9}
