"""What views share: the guard at the door, and the way in which an answer reaches a whole page or a part of one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

View = Callable[..., HttpResponse]


def requires(permission: str) -> Callable[[View], View]:
    """Let only those into a view who may ever do this; everybody else gets 403.

    For a permission that asks about an object, the view itself asks once it has found the object in the person's scope.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def is_background(view: View) -> View:
    """Mark a view that pages call by themselves: being called does not keep a session alive."""
    view.is_background = True  # type: ignore[attr-defined]
    return view


def lead_to(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Redirect the whole page, also when only a part of it was asked for."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(resolve_url(to, *args, **kwargs))
    return redirect(to, *args, **kwargs)
