"""What views share: the guard at the door, and the way in which an answer reaches a whole page or a part of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BoundField, Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import content_disposition_header
from django_htmx.http import HttpResponseClientRedirect

from office.files import ALLOWED_TYPES
from office.tables import Table

View = Callable[..., HttpResponse]
XLSX = ALLOWED_TYPES[".xlsx"]
# A policy of its own: the browser's PDF viewer is a plugin, which the site's policy refuses.
FRAMED_BY_US = {"Content-Security-Policy": "frame-ancestors 'self'", "X-Frame-Options": "SAMEORIGIN"}


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


def workbook(table: Table, rows: Iterable[Any], *, title: str, note: str = "") -> FileResponse:
    """All rows as a download named by the title."""
    file = table.workbook(rows, title=title, note=note)
    return FileResponse(file, as_attachment=True, filename=f"{title}.xlsx", content_type=XLSX)


def pdf(content: bytes, *, title: str, as_attachment: bool = False) -> HttpResponse:
    """A paper named by its title, shown in the browser or downloaded; our own pages may frame it."""
    disposition = content_disposition_header(as_attachment, f"{title}.pdf")
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff", **FRAMED_BY_US}
    return HttpResponse(content, content_type=ALLOWED_TYPES[".pdf"], headers=headers)


def chips(request: HttpRequest, form: Form) -> list[dict[str, str]]:
    """The filters of a valid GET form in use, each with the address without it, for components/filters.html."""
    fields = [field for field in form if form.cleaned_data.get(field.name)]
    return [
        {"label": f"{field.label}：{_words(field, form)}", "url": _without(request, field.name)} for field in fields
    ]


def _words(field: BoundField, form: Form) -> str:
    value = form.cleaned_data[field.name]
    return "是" if value is True else dict(getattr(field.field, "choices", ())).get(value, str(value))


def _without(request: HttpRequest, name: str) -> str:
    params = request.GET.copy()
    params.pop(name, None)
    params.pop("page", None)
    return f"?{params.urlencode()}"
