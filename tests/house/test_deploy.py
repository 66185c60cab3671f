"""The examples in deploy/ are whole: units that systemd takes, a proxy that keeps silent about voting."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.settings.demands import faults
from office.kinds import Queue

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
NGINX = DEPLOY / "nginx" / "vitality.conf"
NO_GROUP = "the example cannot be tried: {} is not there"


def lines_of(unit: Path) -> dict[str, list[str]]:
    """The settings of a unit, each with all its values."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        if line and line[0] not in "#[":
            name, value = line.split("=", 1)
            found.setdefault(name, []).append(value)
    return found


@dataclass
class Block:
    """A block of nginx: its head, its own directives, the blocks in it."""

    head: str
    directives: dict[str, list[str]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


def parsed(text: str) -> Block:
    """Nginx's grammar as far as the example uses it: quoted words, comments, directives, blocks."""
    stack = [Block("")]
    for piece, end in re.findall(r"((?:'[^']*'|\"[^\"]*\"|[^;{}'\"])*)([;{}])", re.sub(r"(?m)^\s*#.*$", "", text)):
        words = " ".join(piece.split())
        if end == "{":
            stack.append(Block(words))
        elif end == "}":
            inner = stack.pop()
            stack[-1].blocks.append(inner)
        else:
            name, _, value = words.partition(" ")
            stack[-1].directives.setdefault(name, []).append(value)
    assert len(stack) == 1, "a brace is missing"
    return stack[0]


@pytest.fixture(scope="module")
def site() -> Block:
    servers = [block for block in parsed(NGINX.read_text("utf-8")).blocks if block.head == "server"]
    return next(server for server in servers if any("443" in listen for listen in server.directives["listen"]))


def location(site: Block, path: str) -> Block:
    return next(block for block in site.blocks if block.head.endswith(f" {path}"))


def test_the_proxy_writes_nothing_about_voting(site: Block):
    votes = location(site, "/v/").directives
    assert votes["access_log"] == ["off"]
    assert votes["error_log"] == ["/dev/null crit"]
    assert votes["proxy_cache"] == ["off"]
    assert votes["proxy_max_temp_file_size"] == ["0"]
    assert votes["proxy_pass"] == ["http://vitality_votes"]


def test_the_proxy_writes_no_key_of_an_address(site: Block):
    assert location(site, "^/(party|p)/").directives["access_log"] == ["off"]
    (form,) = parsed(NGINX.read_text("utf-8")).directives["log_format"]
    assert not {"$request", "$request_uri", "$remote_addr", "$uri", "$args"} & set(re.findall(r"\$\w+", form))


def test_the_proxy_believes_no_header_of_the_asker(site: Block):
    headers = dict(value.split(" ", 1) for value in site.directives["proxy_set_header"])
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "https"
    assert location(site, "/metrics/").directives["deny"] == ["all"]


def test_plain_http_only_leads_to_https():
    plain = next(
        block for block in parsed(NGINX.read_text("utf-8")).blocks if "80" in block.directives.get("listen", [])
    )
    assert "return" not in plain.directives
    assert {block.head: block.directives["return"][0].split("$")[0] for block in plain.blocks} == {
        "location /": "301 https://union.example.cn",
        "location /api/": "403",  # whoever sent a token in the clear must notice
    }


def test_the_proxy_sends_static_files_under_the_same_protection(site: Block):
    headers = dict(value.split(" ", 1) for value in location(site, "/static/").directives["add_header"])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "max-age=31536000; includeSubDomains" in headers["Strict-Transport-Security"]
    assert not {"autoindex", "root"} & set(location(site, "/static/").directives)


def test_the_proxy_speaks_no_old_tls(site: Block):
    assert site.directives["ssl_protocols"] == ["TLSv1.2 TLSv1.3"]
    suites = site.directives["ssl_ciphers"][0].split(":")
    assert all(suite.startswith("ECDHE-") and ("GCM" in suite or "POLY1305" in suite) for suite in suites)


def test_nginx_itself_takes_the_example(tmp_path: Path):
    nginx = shutil.which("nginx")
    if not nginx or not shutil.which("openssl"):
        pytest.skip(NO_GROUP.format("nginx or openssl"))
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=union.example.cn"]
    subprocess.run(
        [*certificate, "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = NGINX.read_text("utf-8").replace("/etc/vitality/tls", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    kept = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    frame = (
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} http {{ access_log off; {kept}\n{text}\n}}"
    )
    (tmp_path / "nginx.conf").write_text(frame, "utf-8")
    answer = subprocess.run(
        [nginx, "-t", "-p", tmp_path, "-c", "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_service_may_do_little_and_says_so(unit: Path):
    found = lines_of(unit)
    assert found["User"] == ["vitality"]
    assert found["ProtectSystem"] == ["strict"]
    assert found["NoNewPrivileges"] == ["yes"]
    assert found["InaccessiblePaths"] == ["-/opt/vitality/.git"]
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


def key_like(first: str) -> str:
    return first + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_gunicorn_takes_its_settings():
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--check-config"]
    answer = subprocess.run(
        [*command, "config.access_log:AccessLog"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
