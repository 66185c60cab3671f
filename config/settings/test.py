"""Tests: fast hashing, tasks run in place, files under a temporary folder. The database is chosen by DATABASE_URL."""

import os
import tempfile
from datetime import date
from pathlib import Path

from .base import *

SECRET_KEY = "only-for-tests-" + "x" * 40
DEMO = True
# The doors stand on one day, so that no test depends on when it runs.
DEMO_TODAY = date(2014, 9, 20)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# Kept in a name: the folder goes when the process ends.
_file_store = tempfile.TemporaryDirectory(prefix="vitality-files-")
FILE_STORE_DIR = Path(_file_store.name)
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Each test's client is a site of its own, which need not read first all that ./dev run has collected.
WHITENOISE_AUTOREFRESH = True

# Counts of other tests would be kept inside a test, beside what it counts itself.
SERVICE_RECORD_SECONDS = 0

# Each run has its own database and its own keys, so that several runs on one machine never meet.
RUN_TAG = env("TEST_DB_TAG", default="run")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: several connections must see one database, as in production. It need not survive a power cut.
    VAR_DIR.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"test-{RUN_TAG}.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        **SQLITE_OPTIONS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;",
    }
else:
    # No pool: its idle connections would keep the test database from being dropped.
    DATABASES["default"]["TEST"] = {"NAME": f"test_vitality_{RUN_TAG}"}
    DATABASES["default"]["OPTIONS"] = {"options": f"{POSTGRES_OPTIONS} -c synchronous_commit=off"}
if REDIS_URL:
    REDIS_KEY_PREFIX = f"test-{RUN_TAG}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    CACHES["default"]["KEY_PREFIX"] = REDIS_KEY_PREFIX
