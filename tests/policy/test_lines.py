"""Every line of the texts is met and missed where the worked examples say."""

from typing import Any

import pytest

from policy.documents import Law, clauses, parameters
from tests.cases import case_file, case_files

Line = dict[str, Any]


def lines() -> list[Line]:
    """Every [[line]] of every file, with the year of its file."""
    found = [(case_file(name), line) for name in case_files() for line in case_file(name).get("line", ())]
    return [{"year": file.get("year"), **line} for file, line in found]


def amounts(line: Line) -> list[tuple[str, object, bool]]:
    return [(side, line[side], side in line["meets"]) for side in ("under", "on", "over") if side in line]


def name(line: Line) -> str:
    return "-".join(str(line[part]) for part in ("year", "parameter", "entry") if part in line)


@pytest.mark.parametrize("line", lines(), ids=name)
def test_a_line_is_met_exactly_where_the_example_says(line: Line) -> None:
    threshold = Law.of_year(line["year"]).threshold(line["parameter"], line.get("entry"))
    for side, raw, is_met in amounts(line):
        amount = threshold.unit.read(raw)
        assert threshold.is_met_by(amount) is is_met, f"{side} ({raw}) against {threshold}"
        if is_met:
            assert threshold.gap(amount) == 0


@pytest.mark.parametrize("line", lines(), ids=name)
def test_on_the_line_is_the_number_of_the_text_itself(line: Line) -> None:
    threshold = Law.of_year(line["year"]).threshold(line["parameter"], line.get("entry"))
    assert threshold.unit.read(line["on"]) == threshold.value


def counted_cases() -> list[Any]:
    """Every [[case]] of a file that names a single parameter at its top."""
    files = [case_file(name) for name in case_files()]
    pairs = [(file, case) for file in files if "parameter" in file for case in file.get("case", ())]
    return [pytest.param(file, case, id=case["name"]) for file, case in pairs]


@pytest.mark.parametrize(("file", "case"), counted_cases())
def test_a_counted_case_comes_out_as_written(file: dict[str, Any], case: dict[str, Any]) -> None:
    threshold = Law.of_year(file["year"]).threshold(file["parameter"])
    assert threshold.is_met_by(threshold.unit.read(case["amount"])) is case["met"]


def test_every_line_of_the_texts_has_an_example_under_and_on_it() -> None:
    shown = {(line["parameter"], line.get("entry")) for line in lines()}
    missing = [
        (found.key, entry)
        for found in parameters().values()
        if found.boundary
        for dated in found.values
        for entry in (dated.value if isinstance(dated.value, dict) else [None])
        if (found.key, entry) not in shown
    ]
    assert not missing


@pytest.mark.parametrize("file_name", case_files())
def test_a_case_file_names_its_rule_and_a_known_clause(file_name: str) -> None:
    file = case_file(file_name)
    assert file["clause"] in clauses()
    assert file["clause"].partition("/")[0] == file_name.partition("/")[0]
