"""Worked examples as data, which a union officer can read and correct.

Every file names its `rule` and `clause` at the top. Two shapes of example:

    [[case]]                          # one example: a name, and whatever its rule needs
    name = "应到 50 人，收回 33 张"

    [[line]]                          # a line of the text: amounts under, on and over it, and which of them meet it
    parameter = "standard_line"
    under = "69.99%"
    on = "70%"
    over = "70.01%"
    meets = ["on", "over"]
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent


@cache
def case_file(name: str) -> dict[str, Any]:
    """One file, as "2014-31/quorum.toml"; refused if it names no rule and clause, or two cases alike."""
    found = tomllib.loads((CASES / name).read_text(encoding="utf-8"))
    assert {"rule", "clause"} <= found.keys(), f"{name} must name its rule and its clause at the top"
    names = [case["name"] for case in found.get("case", ())]
    assert len(names) == len(set(names)), f"{name} has two cases of one name"
    return found


def case_files() -> list[str]:
    """All files by name, as "2014-31/quorum.toml"."""
    return sorted(str(path.relative_to(CASES)) for path in CASES.glob("*/*.toml"))


def each_case(name: str) -> pytest.MarkDecorator:
    """Run a test once for every [[case]] of the file; the test takes `case`, a dict, and is named after it."""
    cases = case_file(name)["case"]
    return pytest.mark.parametrize("case", cases, ids=[case["name"] for case in cases])
