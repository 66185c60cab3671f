"""The committed map is the one the texts, rules and examples give; it is made where Django is not installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from policy.mapping import APPS, MAP, ROOT, import_rules, policy_map

WITHOUT_DJANGO = """
import sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "rest_framework", "rules", "celery"}:
            raise ImportError(f"{name} is blocked here")

sys.meta_path.insert(0, NoDjango())
"""


def run_without_django(code: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO + code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_committed_map_is_up_to_date() -> None:
    assert MAP.read_text(encoding="utf-8") == policy_map(), "run: python -m policy.mapping"


def test_the_map_is_the_same_without_django() -> None:
    made = run_without_django("""
from policy.mapping import policy_map
sys.stdout.buffer.write(policy_map().encode())
""")
    assert made == policy_map()


def test_the_block_would_be_noticed() -> None:
    with pytest.raises(AssertionError, match="django is blocked here"):
        run_without_django("import django")


@pytest.mark.parametrize("module", sorted(path.stem for path in Path(ROOT / "policy").glob("*.py")))
def test_every_module_of_policy_loads_without_django(module: str) -> None:
    run_without_django(f"import policy.{module}")


@pytest.mark.parametrize("app", APPS)
def test_the_rules_of_every_app_load_without_django(app: str) -> None:
    run_without_django(f"from policy.mapping import import_rules; import_rules(['{app}'])")


def test_an_app_without_rules_is_passed_by() -> None:
    import_rules(["no_such_app", "policy"])


def test_every_link_of_the_map_leads_somewhere() -> None:
    targets = [part.split(")")[0] for part in policy_map().split("](")[1:]]
    assert targets
    assert [target for target in targets if not (MAP.parent / target).resolve().exists()] == []
