"""What the frame of every page shows, asked for only when a template prints it: fragments ask for nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from config.navigation import navigation_for
from office.notices import unread_count
from unions.kinds import UnionKind
from unions.models import Union


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation, posts and the other variables that docs/ui.md names for base.html."""
    user = getattr(request, "user", None)
    context = {
        "is_demo": settings.DEMO,
        "demo_today": settings.DEMO_TODAY,
        "federation_name": SimpleLazyObject(_federation_name),
    }
    if user is None or not user.is_authenticated:
        return context
    return {
        **context,
        "does_business": user.has_perm("office.do_business"),
        "posts": user.posts,
        "post": user.post,
        "navigation": SimpleLazyObject(lambda: navigation_for(user, request.path)),
        "unread_notice_count": SimpleLazyObject(lambda: unread_count(user)),
    }


def _federation_name() -> str:
    return Union.objects.filter(kind=UnionKind.CITY_FEDERATION).values_list("name", flat=True).first() or ""
