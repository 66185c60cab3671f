"""One Chinese term, one English word."""

import re
from collections import Counter
from pathlib import Path

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ROW = re.compile(r"^\| (?P<term>[^|]+) \| `(?P<word>[^`|]+)` \|$", re.MULTILINE)
MANY_TERMS = 150


def rows() -> list[tuple[str, str]]:
    return ROW.findall(GLOSSARY.read_text(encoding="utf-8"))


def listed_twice(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def test_every_row_of_the_tables_is_read() -> None:
    written = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    headings = [line for line in written if line == "| 中文 | 代码 |"]
    assert len(rows()) == len(written) - len(headings)
    assert len(rows()) > MANY_TERMS


def test_no_chinese_term_has_two_english_words() -> None:
    assert not listed_twice([term for term, _ in rows()])


def test_no_english_word_stands_for_two_chinese_terms() -> None:
    assert not listed_twice([word for _, word in rows()])


def test_every_english_word_can_be_a_name_in_code() -> None:
    assert [word for _, word in rows() if not (word.isidentifier() and word.islower())] == []
