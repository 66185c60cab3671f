"""The bench comparison and the fault table say so when something is worse or lost."""

from __future__ import annotations

import json

import pytest

from bench.__main__ import BASELINE, modules, regressions
from faults.__main__ import table
from faults.outcome import Outcome


@pytest.mark.parametrize(
    ("module", "before", "now", "is_worse"),
    [
        ("pages", 1.0, 0.84, False),  # a ratio of speeds: less is worse
        ("pages", 1.0, 0.83, True),
        ("pages", 1.0, 2.0, False),
        ("papers", 1.0, 1.20, False),  # a ratio of times: more is worse
        ("papers", 1.0, 1.21, True),
        ("papers", 1.0, 0.5, False),
    ],
)
def test_a_ratio_worse_by_more_than_a_fifth_is_a_regression(module: str, before: float, now: float, is_worse: bool):
    found = regressions({module: {"single_ratio": now, "seconds": 99.0}}, {module: {"single_ratio": before}})
    assert bool(found) is is_worse


def test_what_was_never_measured_is_no_regression():
    assert regressions({"papers": {"single_ratio": 9.0}}, {}) == []


def test_every_bench_can_be_run_by_itself():
    assert {"costs", "pages", "papers", "register", "sheets", "tally", "voting"} <= set(modules())


def test_the_baseline_knows_benches_that_are_there():
    assert set(json.loads(BASELINE.read_text("utf-8"))) <= set(modules())


@pytest.mark.parametrize(
    ("lost", "doubled", "wrong", "acknowledged"), [(1, 0, 0, 9), (0, 1, 0, 9), (0, 0, 1, 9), (0, 0, 0, 0)]
)
def test_a_fault_that_costs_anything_is_not_clean(lost: int, doubled: int, wrong: int, acknowledged: int):
    outcome = Outcome("votes: web killed", 9, acknowledged, lost, doubled, wrong)
    assert not outcome.is_clean
    assert f"0 of 1 clean; lost {lost}, doubled {doubled}, wrong {wrong}" in table([outcome])
