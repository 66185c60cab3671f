"""Production refuses to start half-configured, and has no doors of the demonstration."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {
    "SECRET_KEY": "only-to-start-0123456789" * 3,
    "ALLOWED_HOSTS": "gonghui.example",
    "DATABASE_URL": "postgres://site:secret@127.0.0.1:5432/site",
    "REDIS_URL": "redis://127.0.0.1:6379/1",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/2",
}


def ask(code: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run a line of Python with production settings and this environment."""
    environment = {name: value for name, value in {**WHOLE, **changed}.items() if value}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", f"import config.settings.production as settings\n{code}"],
        cwd=ROOT, env={**kept, **environment, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_whole_environment_starts():
    answer = ask("print(settings.DEMO, settings.DEBUG, settings.DEMO_TODAY, settings.TRUSTED_PROXY_COUNT)")
    assert answer.stdout.split() == ["False", "False", "None", "1"], answer.stderr


@pytest.mark.parametrize("name", list(WHOLE))
def test_what_is_missing_is_named(name):
    answer = ask("", **{name: ""})
    assert answer.returncode
    assert name in answer.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "k" * 49, "至少 50 个随机字符"),
        ("ALLOWED_HOSTS", "*", "不能为空或 *"),
        ("DATABASE_URL", "sqlite:///var/db.sqlite3", "PostgreSQL"),
    ],
)
def test_what_is_unsafe_is_refused_with_a_sentence(name, value, sentence):
    answer = ask("", **{name: value})
    assert answer.returncode
    assert sentence in answer.stderr.splitlines()[-1]


def test_no_environment_switches_the_demonstration_on():
    answer = ask("print(settings.DEMO)", DEMO="1", DJANGO_DEMO="true", DEBUG="1")
    assert answer.stdout.strip() == "False", answer.stderr


def test_cookies_go_over_https_to_this_host_alone():
    answer = ask(
        "print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,"
        "settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE,"
        "settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS >= 31536000)"
    )
    assert answer.stdout.split() == [
        "__Host-sessionid", "__Host-csrftoken", "True", "True", "True", "Lax", "True", "True",
    ]  # fmt: skip


def test_djangos_own_check_for_deployment_finds_nothing():
    answer = ask(
        "import django, os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.production'\ndjango.setup()\n"
        "from django.core.checks import Tags, run_checks\n"
        "print([found.id for found in run_checks(tags=[Tags.security], include_deployment_checks=True)])"
    )
    assert answer.stdout.strip() == "[]", answer.stderr
