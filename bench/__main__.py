"""`./dev bench`: every benchmark in turn, as a table and as JSON, compared with what was measured before.

    DATABASE_URL=postgres://… REDIS_URL=redis://… ./dev bench [--quick] [--whole] [--only pages] [--keep]

Only ratios are compared with `bench/baseline.json`: seconds belong to a machine, a ratio to the code. A ratio that got
worse by more than a fifth is a regression and makes the exit code 1, as does a missed floor.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
BASELINE: Final = ROOT / "bench" / "baseline.json"
LATEST: Final = ROOT / "var" / "bench.json"
MOST_WORSE: Final = 0.20
NOT_BENCHES: Final = {
    "__init__",
    "__main__",
    "bare_ballots",
    "bare_register",
    "cities",
    "opening",
    "soak",
    "units_of_a_city",
    "voters",
}
# What each understands beside --json.
FLAGS: Final = {"--quick", "--whole"}
# A ratio of speeds gets worse as it falls, a ratio of times as it rises.
HIGHER_IS_BETTER: Final = {"voting", "pages"}


def modules() -> list[str]:
    """Every bench there is; one that lands is run without being named here."""
    return sorted(path.stem for path in (ROOT / "bench").glob("*.py") if path.stem not in NOT_BENCHES)


def run(module: str, flags: list[str]) -> dict[str, float]:
    """The figures of one bench, run in a process of its own."""
    source = (ROOT / "bench" / f"{module}.py").read_text("utf-8")
    understood = [flag for flag in flags if f'"{flag}"' in source]
    command = [sys.executable, "-m", f"bench.{module}", "--json", *understood]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "TEST_DB_TAG": f"bench{os.getpid()}"}
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    try:
        return json.loads(answer.stdout.strip().splitlines()[-1])
    except (IndexError, json.JSONDecodeError):
        return {"failed": True, "meets_floor": False, "why": (answer.stderr.strip() or answer.stdout.strip())[-300:]}


def ratios(figures: dict[str, float]) -> dict[str, float]:
    """What is compared."""
    return {name: value for name, value in figures.items() if "ratio" in name}


def worse(module: str, before: float, now: float) -> float:
    """By what share a ratio got worse; negative where it got better."""
    return before / now - 1 if module in HIGHER_IS_BETTER else now / before - 1


def regressions(found: dict[str, dict[str, float]], baseline: dict[str, dict[str, float]]) -> list[str]:
    """Ratios that got worse by more than a fifth, in words."""
    return [
        f"{module} {name}: {baseline[module][name]:.3f} before, {now:.3f} now"
        for module, figures in found.items()
        for name, now in ratios(figures).items()
        if name in baseline.get(module, {}) and worse(module, baseline[module][name], now) > MOST_WORSE
    ]


def table(found: dict[str, dict[str, float]], baseline: dict[str, dict[str, float]]) -> str:
    """For people: each figure, and beside a ratio what it was."""
    lines = [f"{'bench':12}{'figure':40}{'now':>14}{'before':>12}"]
    for module, figures in found.items():
        for name, value in figures.items():
            before = baseline.get(module, {}).get(name) if "ratio" in name else None
            shown = f"{value:>14,.3f}" if isinstance(value, float) else f"{value!s:>14}"
            lines.append(f"{module:12}{name:40}{shown}{f'{before:,.3f}' if before else '':>12}")
    return "\n".join(lines)


def main() -> int:
    """Run, print, compare."""
    parser = argparse.ArgumentParser(prog="./dev bench", description="测量各项性能，与基线相比。")
    parser.add_argument("--only", default="", help=f"只测一项：{'、'.join(modules())}")
    parser.add_argument("--quick", action="store_true", help="很短的一遍，只看能否跑通")
    parser.add_argument("--whole", action="store_true", help="全量：千万选票、十万行表格、260×4 份申报表")
    parser.add_argument("--keep", action="store_true", help="以这次的结果为新的基线")
    options = parser.parse_args()
    flags = [flag for flag in FLAGS if getattr(options, flag.removeprefix("--"))]
    baseline = json.loads(BASELINE.read_text("utf-8")) if BASELINE.is_file() else {}
    found = {}
    for module in modules():
        if options.only in ("", module):
            print(f"… {module}", file=sys.stderr, flush=True)
            found[module] = run(module, flags)
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if options.keep:
        BASELINE.write_text(json.dumps({**baseline, **found}, indent=1, sort_keys=True) + "\n", "utf-8")
    print(table(found, baseline))
    worsened = regressions(found, baseline)
    missed = [module for module, figures in found.items() if not figures.get("meets_floor", True)]
    for line in worsened:
        print(f"REGRESSION {line}")
    print(f"floors missed: {', '.join(missed) or 'none'}; JSON: {LATEST.relative_to(ROOT)}")
    return 1 if worsened or missed else 0


if __name__ == "__main__":
    sys.exit(main())
