"""Production: PostgreSQL, Redis, Celery and gunicorn behind a TLS proxy; refuses to start half-configured."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .demands import faults

if _faults := faults(os.environ, STATIC_ROOT):
    # All at once: whoever sets up a site should not have to start it ten times to learn ten things.
    raise ImproperlyConfigured("不能以当前的环境启动：" + "；".join(_faults))

CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

SECURE_SSL_REDIRECT = True
# Probes come from the machine itself, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$", r"^metrics/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# One JSON object a line: for every request its template, status and time, for every fault its kind and place.
LOGGING["handlers"]["console"]["formatter"] = "json"
LOGGING["loggers"] = {"site.requests": {"level": "INFO"}}
