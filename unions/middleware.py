"""Who asks, in which post, and whether the session may go on. In the order of the settings.

1. `SignedIn`: nothing without an account, unless the view says so.
2. `SessionAge`: a session left alone ends, and one that lasts longer than a working day.
3. `ActingPost`: `request.user.post`, `.posts`, `.address`; a revoked post ends at this very request.
4. `DueSteps`: a first or expired password is changed, a required second factor set up, before anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from office import clock
from unions.selectors.accounts import sign_in_rules
from unions.services.sign_in import record_idle_end

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
# The session is written at most once in this time: a page that polls would make every reader a writer.
NOTED_EVERY: Final = timedelta(minutes=1)
BEGAN_AT, SEEN_AT, POST, STEPPED_IN = "began_at", "seen_at", "post", "stepped_in"
# What stays open while a password or a second factor is due.
ALWAYS_OPEN: Final = {"login", "logout", "second_step", "password_change", "totp_setup", "switch_post", "step_into"}


def client_address(request: HttpRequest) -> str:
    """The asker's address: the connection's, or what the site's own proxies wrote down about it.

    Only the last `TRUSTED_PROXY_COUNT` entries of X-Forwarded-For are ours; what stands before them anyone can write.
    """
    count = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if count and len(forwarded) >= count:
        return forwarded[-count]
    return request.META.get("REMOTE_ADDR", "")


def page_asked_for(request: HttpRequest) -> str:
    """The page to come back to: the one asked for, or for a form or fragment the page it stands on."""
    htmx = getattr(request, "htmx", None)
    if htmx:
        return htmx.current_url_abs_path or resolve_url(settings.LOGIN_REDIRECT_URL)
    if request.method == "GET":
        return request.get_full_path()
    referrer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(referrer)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def send_to(request: HttpRequest, name: str, *, come_back: bool = True) -> HttpResponse:
    """Lead to another page, whole also when only a fragment was asked for."""
    url = resolve_url(name)
    if come_back:
        url = f"{url}?{urlencode({'next': page_asked_for(request)})}"
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)


class SignedIn(LoginRequiredMiddleware):
    """Everything needs an account; a fragment leads the whole page to the sign-in and back."""

    def handle_no_permission(self, request: HttpRequest, _view: View) -> HttpResponse:
        return send_to(request, "login")


class Gate:
    """What stands between the request and its view; `process_view` may answer in the view's place."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class SessionAge(Gate):
    """Ends a session after the minutes of the setting without anything done in it, and after its greatest age.

    Django's own age begins anew whenever the session is written, so a busy session would never end by it.
    Views marked `is_background` (a page polling by itself) count as nothing done.
    """

    def process_view(self, request: HttpRequest, view: View, *_: Any) -> HttpResponse | None:
        """End the session, or note that somebody is there."""
        if not request.user.is_authenticated:
            return None
        now = clock.real_now()
        began_at, seen_at = _noted(request, BEGAN_AT) or now, _noted(request, SEEN_AT) or now
        if now - began_at >= timedelta(seconds=settings.SESSION_COOKIE_AGE):
            return self._end(request, f"本次登录已满 {settings.SESSION_COOKIE_AGE // 3600} 小时")
        if now - seen_at >= NOTED_EVERY:
            idle_minutes = sign_in_rules().idle_minutes
            if now - seen_at >= timedelta(minutes=idle_minutes):
                return self._end(request, f"超过 {idle_minutes} 分钟没有操作")
        if not getattr(view, "is_background", False) and (
            now - seen_at >= NOTED_EVERY or SEEN_AT not in request.session
        ):
            request.session[BEGAN_AT], request.session[SEEN_AT] = began_at.isoformat(), now.isoformat()
        return None

    def _end(self, request: HttpRequest, reason: str) -> HttpResponse:
        user = request.user
        user.address = client_address(request)
        record_idle_end(user, at=clock.now())
        logout(request)
        messages.warning(request, f"{reason}，已自动退出；重新登录后回到原来的页面。")
        return send_to(request, "login")


class ActingPost(Gate):
    """Takes up the post chosen in the head bar, for this request, and keeps what is shown out of every cache."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Set post, posts and address; a post that ended in the meantime ends this request too."""
        user = request.user
        if not user.is_authenticated:
            return None
        user.address = client_address(request)
        chosen = request.session.get(POST, "")
        if not user.act_as(chosen, on=clock.today()) and chosen:
            del request.session[POST]
            messages.warning(request, "您刚才所用的岗位已经终止，本次操作没有执行。")
            return send_to(request, "home", come_back=False)
        if user.post and not chosen:
            request.session[POST] = str(user.post.pk)
        return None


class DueSteps(Gate):
    """Leads to the page of a due step: a password to be changed, a second factor to be set up."""

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Answer in the view's place while a step is due."""
        if not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in ALWAYS_OPEN:
            return None
        due = due_step(request)
        return send_to(request, due) if due else None


def due_step(request: HttpRequest) -> str:
    """The route of the step that is due before anything else; empty when none is."""
    if STEPPED_IN in request.session:
        return ""
    user, rules = request.user, sign_in_rules()
    if user.must_change_password or rules.is_password_expired(user.password_changed_at, clock.now()):
        return "password_change"
    is_city_staff = any(post.is_at_city for post in user.posts)
    if rules.is_totp_required and is_city_staff and not user.is_verified():
        return "totp_setup"
    return ""


def _noted(request: HttpRequest, name: str) -> datetime | None:
    noted = request.session.get(name)
    return datetime.fromisoformat(noted) if noted else None
