"""The house stands as drawn: imports run downstairs only, and the law and the rules need no Django."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from importlinter.cli import lint_imports

ROOT = Path(settings.BASE_DIR)
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
PACKAGES = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench", "faults"}

# Django and its kin are blocked as if not installed; prints what was loaded beside the standard library.
IMPORT_WITHOUT_DJANGO = """
import importlib, sys
blocked = ("django", "rest_framework", "celery")
sys.modules.update(dict.fromkeys(blocked))
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
print(*{name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names) - {"__main__", *blocked})
"""


def modules_below(package: Path) -> list[str]:
    files = [package] if package.suffix == ".py" else sorted(package.rglob("*.py"))
    dotted = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files]
    return [name.removesuffix(".__init__") for name in dotted]


def modules_without_django() -> list[str]:
    rules_and_kinds = [path for name in ("rules", "rules.py", "kinds", "kinds.py") for path in ROOT.glob(f"*/{name}")]
    return [name for package in (ROOT / "policy", *rules_and_kinds) for name in modules_below(package)]


def test_imports_run_downstairs_only(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_the_linter_knows_every_package() -> None:
    assert set(LINTER["root_packages"]) == PACKAGES


def test_the_linter_looks_into_every_app() -> None:
    inside = next(contract for contract in LINTER["contracts"] if "containers" in contract)
    assert set(inside["containers"]) == PACKAGES - {"config", "policy"}


def packages_loaded_by(names: list[str], *flags: str) -> set[str]:
    """The packages that importing these modules brings in, beside the standard library."""
    command = [sys.executable, *flags, "-c", IMPORT_WITHOUT_DJANGO, str(ROOT), *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_rules_load_where_django_is_missing() -> None:
    names = modules_without_django()
    assert {"policy", "unions.rules", "vitality.rules"} <= set(names)
    assert {"policy", "unions", "vitality"} <= packages_loaded_by(names)


def test_the_law_loads_where_nothing_is_installed() -> None:
    without_installed_packages = ("-I", "-S")
    assert packages_loaded_by(modules_below(ROOT / "policy"), *without_installed_packages) == {"policy"}
