"""The examples in deploy/ are whole: units that systemd takes, an environment that starts; for nginx see test_proxy."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings.demands import faults
from office.kinds import Queue

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
NO_GROUP = "the example cannot be tried: {} is not there"


def lines_of(unit: Path) -> dict[str, list[str]]:
    """The settings of a unit, each with all its values."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        if line and line[0] not in "#[":
            name, value = line.split("=", 1)
            found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_service_may_do_little_and_says_so(unit: Path):
    found = lines_of(unit)
    assert found["User"] == ["vitality"]
    assert found["ProtectSystem"] == ["strict"]
    assert found["NoNewPrivileges"] == ["yes"]
    assert found["InaccessiblePaths"] == ["-/opt/vitality/.git"]
    assert found["StateDirectoryMode"] == ["0750"]  # else systemd opens the folder of the evidence to everybody
    assert found["LimitCORE"] == ["0"]  # a core file would hold whatever the process had in memory, ballots too
    assert "/etc/vitality/vitality.env" in found["EnvironmentFile"]
    assert found["ExecStart"][0].startswith("/opt/vitality/.venv/bin/")


def test_every_queue_has_its_worker_and_ballots_their_processes():
    wanted = " ".join(lines_of(DEPLOY / "systemd" / "vitality.target")["Wants"]).split()
    assert {name for name in wanted if "worker" in name} == {
        f"vitality-worker@{queue.value}.service" for queue in Queue
    }
    assert {"vitality-web@pages.service", "vitality-web@votes.service", "vitality-beat.service"} <= set(wanted)


def test_systemd_itself_takes_the_units(tmp_path: Path):
    if not shutil.which("systemd-analyze"):
        pytest.skip(NO_GROUP.format("systemd-analyze"))
    for unit in UNITS:
        # The programs stand elsewhere here; all else is as it will be.
        text = re.sub(r"/opt/vitality/\.venv/bin/\w+", "/bin/true", unit.read_text("utf-8"))
        (tmp_path / unit.name).write_text(text, "utf-8")
    names = [unit.name.replace("@.", "@papers.") for unit in UNITS]
    command = [
        "systemd-analyze",
        "verify",
        "--man=no",
        "--recursive-errors=no",
        *(str(tmp_path / name) for name in names),
    ]
    answer = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    )
    ours = [line for line in answer.stderr.splitlines() if "vitality" in line]
    assert not ours, answer.stderr


def test_the_example_of_the_environment_is_whole(tmp_path: Path):
    key = tmp_path / "backup.key"
    key.write_text("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
    key.chmod(0o600)
    lines = [line for line in (DEPLOY / "vitality.env.example").read_text("utf-8").splitlines() if line[:1] not in "#"]
    given = dict(line.split("=", 1) for line in lines)
    assert faults(given, ROOT / "var" / "static")  # as it stands it starts nothing
    given |= {"SECRET_KEY": key_like("s"), "BALLOT_SECRET": key_like("b"), "METRICS_TOKEN": key_like("m")}
    assert faults({**given, "BACKUP_KEY_FILE": str(key)}, ROOT / "var" / "static") == []


def test_the_shell_reads_the_example_of_the_environment_as_systemd_does(tmp_path: Path):
    """The administrator's commands take it by `. vitality.env`; a bare `<` would be a redirection there."""
    text = (DEPLOY / "vitality.env.example").read_text("utf-8")
    filled = re.sub(r"<(random|user|password)>", "x", re.sub(r"^#(?=[A-Z_]+=)", "", text, flags=re.MULTILINE))
    file = tmp_path / "vitality.env"
    file.write_text(filled, "utf-8")
    given = dict(line.split("=", 1) for line in filled.splitlines() if line[:1] not in "#")
    answer = subprocess.run(
        ["sh", "-ec", f"set -a; . {file}; exec env"], capture_output=True, text=True, check=True, env={}
    )
    read = dict(line.split("=", 1) for line in answer.stdout.splitlines())
    assert {name: value.strip('"') for name, value in given.items()}.items() <= read.items()
    assert "EMAIL_URL" in given


def key_like(first: str) -> str:
    return first + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_gunicorn_takes_its_settings():
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--check-config"]
    answer = subprocess.run(
        [*command, "config.access_log:AccessLog"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
