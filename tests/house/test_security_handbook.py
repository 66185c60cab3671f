"""What docs/security.md and docs/asvs.md lean on is there: every test they name, every requirement of the standard."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANDBOOK = (ROOT / "docs" / "security.md").read_text("utf-8")
ANSWERS = (ROOT / "docs" / "asvs.md").read_text("utf-8")
LEVELS = tomllib.loads((Path(__file__).parent / "asvs_levels.toml").read_text("utf-8"))
APPS = ("config", "office", "unions", "appraisal", "vitality", "scoring", "funding", "policy")
# How many requirements of levels 1, 2 and 3 version 5.0.0 has, and how many of the first two in each chapter.
OF_EACH_LEVEL = {1: 70, 2: 183, 3: 92}
OF_EACH_CHAPTER = dict(enumerate((27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7), start=1))
MET, IN_PART, DEVIATION, NONE = STANDINGS = ("met", "in part", "deviation", "none")
LEAST_REASON = 20  # signs that are more than a test's name


class Row(NamedTuple):
    """One requirement as answered."""

    key: str
    level: int
    what: str
    standing: str
    how: str

    @property
    def chapter(self) -> int:
        return int(self.key[1:].split(".")[0])

    @property
    def reason(self) -> str:
        """What is said beside the names of tests."""
        return re.sub(r"`test_\w+`[,.; ]*", "", self.how).strip()


ROWS = [
    Row(key, int(level), what, standing, how)
    for key, level, what, standing, how in re.findall(
        r"^\| (V[\d.]+) \| (\d) \| (.+?) \| (.+?) \| (.+) \|$", ANSWERS, re.MULTILINE
    )
]


def levels() -> dict[str, int]:
    """Each requirement with its level."""
    return {
        f"{section}.{number}": int(level)
        for section, digits in LEVELS.items()
        for number, level in enumerate(digits, start=1)
    }


def named(text: str) -> set[str]:
    return set(re.findall(r"`(test_\w+)`", text))


def defined_tests() -> set[str]:
    texts = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"def (test_\w+)", text)}


@pytest.mark.parametrize(("text", "least"), [(HANDBOOK, 50), (ANSWERS, 150)], ids=["security.md", "asvs.md"])
def test_every_test_named_is_there(text, least):
    assert len(named(text)) > least
    assert named(text) - defined_tests() == set()


def test_the_list_of_requirements_is_that_of_the_standard():
    assert Counter(levels().values()) == OF_EACH_LEVEL
    assert Counter(int(key[1:].split(".")[0]) for key, level in levels().items() if level < 3) == OF_EACH_CHAPTER


def test_every_requirement_of_the_first_two_levels_is_answered_once_in_order():
    assert [(row.key, row.level) for row in ROWS] == [(key, level) for key, level in levels().items() if level < 3]


def test_every_answer_has_its_standing_and_what_is_not_met_its_reason():
    assert [row.key for row in ROWS if row.standing not in STANDINGS] == []
    assert [row.key for row in ROWS if row.standing in (IN_PART, DEVIATION) and len(row.reason) < LEAST_REASON] == []
    assert [row.key for row in ROWS if row.standing == NONE and not row.reason] == []
    assert [row.key for row in ROWS if row.standing == MET and not (row.reason or named(row.how))] == []
    assert [row.key for row in ROWS if not 2 <= len(row.what.split()) <= 10] == []


def test_the_summary_counts_what_the_tables_say():
    counted = Counter((row.chapter, row.standing) for row in ROWS)
    told = {
        int(chapter): [int(number) for number in numbers.split(" | ")]
        for chapter, numbers in re.findall(r"^\| V(\d+) [^|]+ \| ([\d |]+) \|$", ANSWERS, re.MULTILINE)
    }
    assert told == {
        chapter: [number, *(counted[chapter, standing] for standing in STANDINGS)]
        for chapter, number in OF_EACH_CHAPTER.items()
    }
    met, in_part, deviation, none = (sum(counted[chapter, standing] for chapter in told) for standing in STANDINGS)
    assert f"| all | {len(ROWS)} | {met} | {in_part} | {deviation} | {none} |" in ANSWERS
    assert (
        f"of {len(ROWS)} requirements {met} are met, {in_part} in part, {deviation} are deviations, and of {none} there"
    ) in " ".join(HANDBOOK.split())


def test_every_exception_from_a_security_rule_has_its_reason():
    silent = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"noqa: S\d+\s*$", line)
    ]
    assert silent == []


def test_no_app_is_forgotten():
    assert set(APPS) == {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "faults", "tests"}
