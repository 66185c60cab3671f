"""The cache between tests."""

from django.conf import settings
from django.core.cache import cache


def empty_shared_cache() -> None:
    """Empty Redis of this process's keys; a cache in the database is rolled back by itself."""
    if not settings.REDIS_URL:
        return
    client = cache._cache.get_client(write=True)  # type: ignore[attr-defined]
    if stale_keys := list(client.scan_iter(match=f"{settings.REDIS_KEY_PREFIX}:*")):
        client.delete(*stale_keys)
