"""`./dev faults`: every fault in turn, a table at the end, exit code 1 where anything was lost, doubled or wrong."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from time import monotonic

from faults.ground import Ground
from faults.outcome import Outcome


def main() -> int:
    """Set the ground, run the scenarios, print."""
    parser = argparse.ArgumentParser(
        prog="./dev faults", description="杀进程、断库、丢队列、满盘、跳时，数一数丢了什么。"
    )
    parser.add_argument("--only", default="", help="只做名称中有此词的故障，如 votes、filings、payments、imports")
    parser.add_argument("--json", action="store_true", help="结果打印为 JSON")
    options = parser.parse_args()
    missing = [program for program in ("initdb", "postgres", "redis-server") if not shutil.which(program, path=path())]
    if missing:
        sys.exit(f"本机没有 {'、'.join(missing)}：故障演练需要自己的 PostgreSQL 与 Redis，没有进行。")
    os.environ["PATH"] = path()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        ground = Ground(Path(folder))
        ground.start()
        try:
            outcomes = run(ground, options.only)
        finally:
            ground.stop()
    print(
        json.dumps([asdict(each) for each in outcomes], ensure_ascii=False, indent=1)
        if options.json
        else table(outcomes)
    )
    return 0 if outcomes and all(each.is_clean for each in outcomes) else 1


def path() -> str:
    """Debian keeps the programs of PostgreSQL out of the usual path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return os.pathsep.join([os.environ["PATH"], *map(str, versions)])


def run(ground: Ground, only: str) -> list[Outcome]:
    """Every scenario whose name fits; one that breaks down counts as wrong."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    # One plain connection: those of a pool would outlive the database they belong to.
    connection.settings_dict["OPTIONS"] = {}
    call_command("migrate", verbosity=0)
    from faults import filings, imports, payments, votes

    outcomes = []
    for module in (votes, filings, payments, imports):
        for scenario in module.SCENARIOS:
            name = f"{module.__name__.rpartition('.')[2]}: {scenario.__name__}"
            if only in name:
                outcomes.append(one(ground, name, scenario))
    return outcomes


def one(ground: Ground, name: str, scenario) -> Outcome:
    """One scenario, timed."""
    from django.db import connection

    began = monotonic()
    try:
        outcome = scenario(ground)
    except Exception as fault:  # whatever broke, the others are still tried
        outcome = Outcome(name, 0, 0, 0, 0, 1, f"{type(fault).__name__}: {fault}"[:150])
        connection.close()
    finally:
        ground.jump(0)
        if not ground.redis.answers():
            ground.redis.start()
    done = replace(outcome, seconds=round(monotonic() - began, 1))
    print(f"  {done.name}: {'clean' if done.is_clean else 'NOT CLEAN'} ({done.seconds} s)", file=sys.stderr, flush=True)
    return done


def table(outcomes: list[Outcome]) -> str:
    """For people."""
    head = f"{'fault':46}{'tried':>7}{'told':>7}{'lost':>6}{'doubled':>9}{'wrong':>7}{'s':>7}  note"
    rows = [
        f"{each.name:46}{each.tried:>7}{each.acknowledged:>7}{each.lost:>6}{each.doubled:>9}{each.wrong:>7}"
        f"{each.seconds:>7}  {each.note}"
        for each in outcomes
    ]
    sums = [sum(getattr(each, name) for each in outcomes) for name in ("lost", "doubled", "wrong")]
    clean = sum(each.is_clean for each in outcomes)
    last = f"{clean} of {len(outcomes)} clean; lost {sums[0]}, doubled {sums[1]}, wrong {sums[2]}"
    return "\n".join([head, *rows, last])


if __name__ == "__main__":
    sys.exit(main())
