# ruff: noqa: F403, F405
"""A server as in production, but for TLS and collected files: for tests that kill it and benches that load it."""

from config.settings.base import *

ALLOWED_HOSTS = ["127.0.0.1"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A bench serves its floor from here too: other routes, and nothing around them.
ROOT_URLCONF = env("SERVED_URLS", default=ROOT_URLCONF)
if env.bool("SERVED_BARE", default=False):
    MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
