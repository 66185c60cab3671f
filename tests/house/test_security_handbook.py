"""What docs/security.md leans on is there: every test it names, every section of the two standards."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HANDBOOK = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = set(re.findall(r"`(test_\w+)`", HANDBOOK))


def defined_tests() -> set[str]:
    texts = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"def (test_\w+)", text)}


def test_every_test_named_is_there():
    assert len(NAMED) > 70
    assert NAMED - defined_tests() == set()


def test_every_chapter_of_the_verification_standard_is_answered():
    answered = {int(chapter) for chapter in re.findall(r"^\| V(\d+)", HANDBOOK, re.MULTILINE)}
    assert answered == set(range(1, 18))


def test_every_exception_from_a_security_rule_has_its_reason():
    silent = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for app in ("config", "office", "unions", "appraisal", "vitality", "policy")
        for path in (ROOT / app).rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"noqa: S\d+\s*$", line)
    ]
    assert silent == []
