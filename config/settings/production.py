"""Production: PostgreSQL, Redis, Celery and gunicorn behind a TLS proxy; refuses to start half-configured."""

from django.core.exceptions import ImproperlyConfigured

from .base import *


def _required(name: str, why: str) -> str:
    value = env(name, default="")
    if not value:
        raise ImproperlyConfigured(f"环境变量 {name} 未设置：{why}")
    return value


SECRET_KEY = _required("SECRET_KEY", "会话与签名的密钥，至少 50 个随机字符")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("环境变量 SECRET_KEY 太短：至少 50 个随机字符")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("环境变量 ALLOWED_HOSTS 须列出本站域名，不能为空或 *")
_required("DATABASE_URL", "PostgreSQL 的地址")
if not DATABASES["default"]["ENGINE"].endswith("postgresql"):
    raise ImproperlyConfigured("环境变量 DATABASE_URL 须指向 PostgreSQL")
_required("REDIS_URL", "缓存与限流须由各进程共用")
_required("CELERY_BROKER_URL", "后台任务队列的地址")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

SECURE_SSL_REDIRECT = True
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
