"""Production refuses to start half-configured, and has no doors of the demonstration."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings.demands import faults

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "var" / "static"
WHOLE = {
    "SECRET_KEY": "only-to-start-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "BALLOT_SECRET": "slips-zyxwvutsrqponmlkjihgfedcba-0123456789-ABCDEFG",
    "ALLOWED_HOSTS": "gonghui.example",
    "DATABASE_URL": "postgres://site:secret@127.0.0.1:5432/site?sslmode=require",
    "REDIS_URL": "redis://127.0.0.1:6379/1",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/2",
    "BACKUP_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
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
    answer = ask(
        "print(settings.DEMO, settings.DEBUG, settings.DEMO_TODAY, settings.TRUSTED_PROXY_COUNT,"
        "settings.DATABASES['default']['OPTIONS']['sslmode'])"
    )
    assert answer.stdout.split() == ["False", "False", "None", "1", "require"], answer.stderr


def test_all_that_is_wrong_is_told_in_one_start():
    answer = ask("", SECRET_KEY="", ALLOWED_HOSTS="*", DEBUG="1")
    told = answer.stderr.splitlines()[-1]
    assert answer.returncode
    assert "SECRET_KEY" in told
    assert "ALLOWED_HOSTS" in told
    assert "DEBUG" in told


@pytest.mark.parametrize("name", list(WHOLE))
def test_what_is_missing_is_named(name):
    (told,) = faults({**WHOLE, name: ""}, STATIC)
    assert name in told


UNSAFE = {
    "a short key": ("SECRET_KEY", WHOLE["SECRET_KEY"][:49], "太短：至少 50 个随机字符"),
    "a key made by startproject": ("SECRET_KEY", "django-insecure-" + WHOLE["SECRET_KEY"], "示例值"),
    "a key of one character": ("SECRET_KEY", "k" * 60, "不够随机"),
    "a repeated key": ("SECRET_KEY", "only-to-start-0123456789" * 3, "不够随机"),
    "a weak key of slips": ("BALLOT_SECRET", "123456" * 10, "不够随机"),
    "one key for both": ("BALLOT_SECRET", WHOLE["SECRET_KEY"], "不得与 SECRET_KEY 相同"),
    "any host": ("ALLOWED_HOSTS", "*", "不能为空或 *"),
    "any subdomain": ("ALLOWED_HOSTS", ".gonghui.example", "不是完整的域名"),
    "a host with its scheme": ("ALLOWED_HOSTS", "https://gonghui.example", "不是完整的域名"),
    "an origin without TLS": ("CSRF_TRUSTED_ORIGINS", "http://gonghui.example", "https://"),
    "no proxy": ("TRUSTED_PROXY_COUNT", "0", "反向代理"),
    "no HTTPS": ("SECURE_SSL_REDIRECT", "off", "HTTPS"),
    "SQLite": ("DATABASE_URL", "sqlite:///var/db.sqlite3", "PostgreSQL"),
    "an unsynchronised database": (
        "DATABASE_URL", "postgres://site:secret@db/site?options=-c%20synchronous_commit%3Doff", "落盘确认"
    ),
    "a replica that is SQLite": ("DATABASE_REPLICA_URL", "sqlite:///var/db.sqlite3", "PostgreSQL"),
    "a replica that is none": ("DATABASE_REPLICA_URL", WHOLE["DATABASE_URL"], "没有只读副本时请不要设置"),
    "a cache in memory": ("REDIS_URL", "locmem://", "redis://"),
    "a queue of files": ("CELERY_BROKER_URL", "filesystem://localhost", "只供演示"),
    "a queue in memory": ("CELERY_BROKER_URL", "memory://", "只供演示"),
    "debugging": ("DEBUG", "True", "调试模式"),
    "the demonstration": ("DEMO", "1", "演示模式"),
    "a day that stands still": ("DEMO_TODAY", "2014-09-20", "演示模式"),
    "a backup key that is none": ("BACKUP_KEY", "secret", "备份密钥无效"),
    "a backup key file that is missing": ("BACKUP_KEY_FILE", "/nowhere/backup.key", "不存在"),
    "a short token": ("METRICS_TOKEN", "short", "太短"),
    "evidence among public files": ("FILE_STORE_DIR", str(STATIC / "files"), "静态文件目录"),
    "evidence at a relative place": ("FILE_STORE_DIR", "files", "绝对路径"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNSAFE)
def test_what_is_unsafe_is_refused_with_a_sentence(case):
    name, value, sentence = UNSAFE[case]
    told = faults({**WHOLE, name: value}, STATIC)
    assert len(told) == 1
    assert sentence in told[0]


def test_a_backup_key_that_others_may_read_is_refused(tmp_path):
    key = tmp_path / "backup.key"
    key.write_text(WHOLE["BACKUP_KEY"])
    given = {**WHOLE, "BACKUP_KEY": "", "BACKUP_KEY_FILE": str(key)}
    key.chmod(0o640)
    assert "chmod 600" in faults(given, STATIC)[0]
    key.chmod(0o600)
    assert faults(given, STATIC) == []


def test_cookies_go_over_https_to_this_host_alone():
    answer = ask(
        "print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,"
        "settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE,"
        "settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS >= 31536000,"
        "settings.MESSAGE_STORAGE.rpartition('.')[2], settings.WHITENOISE_ALLOW_ALL_ORIGINS)"
    )
    assert answer.stdout.split() == [
        "__Host-sessionid", "__Host-csrftoken", "True", "True", "True", "Lax", "True", "True",
        "SessionStorage", "False",
    ]  # fmt: skip


def test_djangos_own_check_for_deployment_finds_nothing():
    answer = ask(
        "import django, os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.production'\ndjango.setup()\n"
        "from django.core.checks import Tags, run_checks\n"
        "print([found.id for found in run_checks(tags=[Tags.security], include_deployment_checks=True)])"
    )
    assert answer.stdout.strip() == "[]", answer.stderr
