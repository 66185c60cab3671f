"""Who asks: a program by its token, or a person by the session of the browser, who may only read here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

from office import clock
from unions.kinds import TokenScope
from unions.middleware import client_address
from unions.models import ApiToken, User
from unions.selectors.tokens import holder_of

if TYPE_CHECKING:  # DRF reads its settings, and so this module, while its views are being imported
    from rest_framework.views import APIView


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and token; None leaves the request to the session."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        found = holder_of(b" ".join(words[1:]).decode(errors="replace"), at=clock.now())
        if found is None:
            raise AuthenticationFailed("令牌无效：不存在、已作废、已过期，或其岗位已经终止。")
        found[0].address = client_address(request)  # type: ignore[arg-type]  # DRF hands META through
        return found

    def authenticate_header(self, request: Request) -> str:
        """What a request without any of the two is told."""
        return "Bearer"


class InScope(BasePermission):
    """Business only; changes by a token that may file, never by a session."""

    message = "需要有业务岗位；改动须用权限为“读取和申报”的令牌。"

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether this asker may use this method here at all."""
        if not (request.user.is_authenticated and request.user.has_perm("office.do_business")):
            return False
        if request.method in SAFE_METHODS:
            return True
        return isinstance(request.auth, ApiToken) and TokenScope(request.auth.scope).may_file


class PerPerson(UserRateThrottle):
    """So many requests a minute for each person, counted in the cache that all processes share."""

    scope = "person"
