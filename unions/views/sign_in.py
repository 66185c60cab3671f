"""Coming in and going out, the own password and second factor, and the post acted in."""

from __future__ import annotations

import base64
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from office import clock
from office.refusals import Refused
from office.typed import number
from unions.forms.sign_in import CodeForm, PasswordForm, SecondFactorForm, SignInForm
from unions.middleware import POST, STEPPED_IN, client_address, due_step
from unions.models import User
from unions.selectors.accounts import locked_until, totp_device_of
from unions.selectors.demo import door_groups
from unions.services import passwords, sign_in

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITING_USER, WAITING_SINCE = "second_step_user", "second_step_since"
SECOND_STEP_SECONDS = 300


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; a person with a second factor goes on to the second step."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _first_step_done(request, form.get_user())
    if request.method == "POST":
        name = request.POST.get("username", "").strip()
        sign_in.record_failure(name, address=client_address(request), at=clock.now(), reason="登录名或密码不正确")
    return _login_answer(request, form)


def locked_out(request: HttpRequest, _response: HttpResponse, credentials: dict) -> HttpResponse:
    """What django-axes answers with while a login name is locked at an address."""
    name, now = (credentials or {}).get("username", ""), clock.real_now()
    until = locked_until(name, client_address(request), now=now)
    minutes = max(1, -(-int((until - now).total_seconds()) // 60)) if until else 1
    sign_in.record_failure(name, address=client_address(request), at=clock.now(), reason="已锁定")
    messages.error(
        request, f"这个登录名因连续输错已暂时锁定，约 {minutes} 分钟后可以再试；急用请联系系统管理员解除锁定。"
    )
    return _login_answer(request, SignInForm(request, initial={"username": name}), status=429)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the person's authenticator; the password was right less than five minutes ago."""
    user = _waiting_user(request)
    if user is None:
        messages.warning(request, "登录已超时，请重新输入密码。")
        return redirect("login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = totp_device_of(user)
        if device and device.verify_token(form.cleaned_data["code"]):
            return _come_in(request, user, device=device)
        form.add_error("code", "动态口令不正确或已过期；连续输错后须稍等再试。")
        address = client_address(request)
        sign_in.record_failure(user.username, address=address, at=clock.now(), reason="动态口令不正确")
    return render(request, "registration/second_step.html", {"form": form, "account": user, "next": _next(request)})


@require_POST
@never_cache
def logout_page(request: HttpRequest) -> HttpResponse:
    """Leave."""
    sign_in.record_sign_out(request.user, at=clock.now())
    logout(request)
    messages.success(request, "您已退出。")
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """Change the own password; where it is due, the only page open."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        passwords.change_password(request.user, form.cleaned_data["new_password1"], at=clock.now())
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已修改；在其他地方的登录已全部失效。")
        return redirect(_next(request))
    page = {"form": form, "next": _next(request), "is_due": due_step(request) == "password_change"}
    return render(request, "registration/password_change.html", page)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def totp_setup(request: HttpRequest) -> HttpResponse:
    """Show the key of a new second factor and take it into use with its first code."""
    if totp_device_of(request.user) and not request.user.is_verified():
        return redirect("login")  # a lost device is reset by the security administrator, not replaced from here
    form = SecondFactorForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = sign_in.confirm_totp(request.user, form.cleaned_data["code"], at=clock.now())
        except Refused as refusal:
            form.add_error("code", refusal.sentence)
        else:
            update_session_auth_hash(request, request.user)
            otp_login(request, device)
            messages.success(request, "动态口令已启用，在其他地方的登录已全部失效；下次登录时输入验证器上的 6 位数字。")
            return redirect(_next(request))
    device = sign_in.begin_totp(request.user)
    page = {"form": form, "next": _next(request), "is_due": due_step(request) == "totp_setup", **_key_of(device)}
    return render(request, "registration/totp_setup.html", page)


@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own posts from now on."""
    chosen = [post for post in request.user.posts if str(post.pk) == request.POST.get("post")]
    if not chosen:
        raise Http404
    request.session[POST] = str(chosen[0].pk)
    messages.success(request, f"已切换到岗位：{chosen[0]}")
    return redirect("home")


@login_not_required
@require_POST
def step_into(request: HttpRequest) -> HttpResponse:
    """The demonstration's door into any role; elsewhere there is no such page."""
    user = _demo_user(request.POST.get("user")) if settings.DEMO else None
    if user is None:
        raise Http404
    answer = _come_in(request, user, comment="演示入口")
    request.session[STEPPED_IN] = True
    return answer


def _login_answer(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    doors = door_groups(on=clock.today()) if settings.DEMO else ()
    page = {"form": form, "next": _next(request), "door_groups": doors}
    return render(request, "registration/login.html", page, status=status)


def _first_step_done(request: HttpRequest, user: User) -> HttpResponse:
    if totp_device_of(user) is None:
        return _come_in(request, user)
    request.session.cycle_key()
    request.session[WAITING_USER], request.session[WAITING_SINCE] = user.pk, clock.real_now().timestamp()
    return redirect(f"{resolve_url('second_step')}?{urlencode({'next': _next(request)})}")


def _come_in(request: HttpRequest, user: User, device: Device | None = None, comment: str = "") -> HttpResponse:
    """Sign in with a new session, verified where a second factor was shown."""
    to = _next(request)
    request.session.flush()
    login(request, user, backend=MODEL_BACKEND)
    if device:
        otp_login(request, device)
    user.address = client_address(request)
    user.act_as(on=clock.today())
    sign_in.record_sign_in(user, at=clock.now(), comment=comment or ("密码和动态口令" if device else "密码"))
    return redirect(to)


def _waiting_user(request: HttpRequest) -> User | None:
    """Who gave the right password just now and has yet to show the second factor."""
    since = request.session.get(WAITING_SINCE, 0)
    if clock.real_now().timestamp() - since > SECOND_STEP_SECONDS:
        return None
    return User.objects.filter(pk=request.session.get(WAITING_USER), is_active=True).first()


def _demo_user(typed: str | None) -> User | None:
    return User.objects.filter(pk=number(typed), is_active=True).first()


def _key_of(device: TOTPDevice) -> dict[str, str]:
    """The key as a picture for the authenticator and as text to type in groups of four."""
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff")
    text = base64.b32encode(device.bin_key).decode()
    return {"picture": picture, "key_text": " ".join(text[at : at + 4] for at in range(0, len(text), 4))}


def _next(request: HttpRequest) -> str:
    """The page to go on to: one of ours, or the work desk."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)
