"""A badly written text is refused at once, with the names that are known."""

from pathlib import Path

import pytest

from policy.documents import TextError
from policy.loading import load_documents

HEAD = """
[document]
id = "2099-1"
number = "某发〔2099〕1号"
short = "试"
title = "试行"
issued_on = 2099-01-01

[[clause]]
id = "1"
label = "一"
subject = "试"
"""
GOOD = """
[parameters.floor]
clause = "1"
meaning = "下限"
unit = "unions"
boundary = "at_least"
values = [{ first_day = 2099-01-01, value = 5 }]
"""
CHOICE = """
[parameters.reading]
clause = "1"
meaning = "读法"
unit = "word"
chosen = true
reading = "page"
options = [{ value = "a", meaning = "甲" }, { value = "b", meaning = "乙" }]
values = [{ first_day = 2099-01-01, value = "a" }]
"""


def load(folder: Path, *texts: str) -> None:
    for number, text in enumerate(texts):
        (folder / f"{number}.toml").write_text(HEAD + text, encoding="utf-8")
    load_documents(folder)


def test_a_well_written_text_is_read(tmp_path: Path) -> None:
    load(tmp_path, GOOD + CHOICE)


@pytest.mark.parametrize(
    ("text", "before", "after", "named"),
    [
        (GOOD, 'clause = "1"', 'clause = "2"', r"unknown clause 2099-1/2; known: 2099-1/1"),
        (GOOD, '"at_least"', '"from"', r"unknown boundary from; known: at_least, at_most, exactly, more_than"),
        (GOOD, '"unions"', '"heads"', r"unknown unit heads; known: .*unions"),
        (GOOD, "first_day = 2099-01-01, ", "", "first_day"),
        (GOOD, "values = [{ first_day = 2099-01-01, value = 5 }]", "", "first days"),
        (GOOD, "value = 5", "value = 5.0", "0.toml: floor: .*float"),
        (GOOD, "value = 5", 'value = "five"', "floor"),
        (GOOD, 'meaning = "下限"', "", "meaning is missing"),
        (GOOD, "boundary =", "bound =", "unknown field bound; known: boundary"),
        (GOOD, "}]", "}, { first_day = 2098-01-01, value = 6 }]", "ascending"),
        (CHOICE, "options = ", "# options = ", "come together"),
        (CHOICE, 'reading = "page"', "", "come together"),
        (CHOICE, "chosen = true", "", "come together"),
    ],
)
def test_a_badly_written_text_is_refused(tmp_path: Path, text: str, before: str, after: str, named: str) -> None:
    assert before in text
    with pytest.raises(TextError, match=named):
        load(tmp_path, text.replace(before, after))


def test_a_default_that_is_no_option_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="the default must be an option; known: a, b"):
        load(tmp_path, CHOICE.replace('value = "a" }]', 'value = "c" }]'))


def test_one_parameter_in_two_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="floor"):
        load(tmp_path, GOOD, GOOD)
