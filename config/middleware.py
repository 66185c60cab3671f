"""What holds for every page: protecting headers, and the wall between the system's administrators and business."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY: Final = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture")
)


# The parts of the site that are no business; every other namespace is, without being asked.
WITHOUT_BUSINESS: Final = frozenset({"", "accounts", "office"})


class SecurityHeaders:
    """Sets the headers Django has no setting for. A view may give its answer another policy beforehand.

    Plumbing of our own because Django brings a Content-Security-Policy only from version 6 on, and ours is one constant
    line without nonces; a Permissions-Policy would need a second package.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class NoNullSigns:
    """Answers 400 to a NUL sign in an address or form field: PostgreSQL keeps none, and no keyboard makes one.

    Form fields refuse it by themselves; this is for what views read past them: filters, comments, ids.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Raise SuspiciousOperation, which Django answers with 400."""
        fields = (value for params in (request.GET, request.POST) for _, values in params.lists() for value in values)
        if any("\x00" in text for text in (request.path, *fields)):
            raise SuspiciousOperation("NUL sign in a request")


class BusinessOnly:
    """Keeps the three administrators, and people without a post, out of every page of business (GB/T 22239).

    The apps' own scopes and permissions shut them out as well; this wall stands even where a view forgets to ask.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any) -> None:
        """Raise PermissionDenied for a page of business without a post that does business.

        What stands open to people without an account (a member's ballot) stands open to everybody.
        """
        is_open = not getattr(view, "login_required", True)
        is_business = request.resolver_match.namespace not in WITHOUT_BUSINESS and not is_open
        if is_business and request.user.is_authenticated and not request.user.has_perm("office.do_business"):
            raise PermissionDenied("系统、安全、审计管理员不办理业务；没有岗位的账号也看不到业务资料。")
