"""Accounts: the list, one account with its posts, and what the administrators do to it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office import clock, events
from office.doors import chips, requires, workbook
from office.refusals import Refused
from unions.account_tables import ACCOUNTS
from unions.forms.accounts import AccountFilterForm, AccountForm, AppointForm, ReasonForm
from unions.models import User
from unions.selectors.accounts import accounts_for, accounts_matching, locked_until, posts_of, state_of
from unions.services import accounts as services
from unions.services.sign_in import reset_totp

MOST_EVENTS = 30


@require_GET
@requires("unions.read_accounts")
def account_list(request: HttpRequest) -> HttpResponse:
    """The accounts, filtered."""
    form, found = _filtered(request)
    page = {
        "page_title": "账号",
        "form": form,
        "table": ACCOUNTS.page(found, request.GET),
        "chips": chips(request, form),
    }
    page["may_manage"] = request.user.has_perm("unions.manage_accounts")
    return render(request, "unions/account_list.html", page)


@require_GET
@requires("unions.read_accounts")
def account_workbook(request: HttpRequest) -> HttpResponse:
    """The same list, whole, as a workbook."""
    _, found = _filtered(request)
    return workbook(ACCOUNTS, ACCOUNTS.sorted(found, request.GET), title=f"账号 {clock.today()}")


@require_http_methods(["GET", "POST"])
@requires("unions.manage_accounts")
@never_cache
def account_create(request: HttpRequest) -> HttpResponse:
    """Make an account; its first password stands on the answer and nowhere else."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account, password = services.create_account(**form.cleaned_data, user=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("username", refusal.sentence)
        else:
            return _password_shown(request, account, password, "账号已开设")
    return render(request, "unions/account_form.html", {"page_title": "开设账号", "form": form})


@require_GET
@requires("unions.read_accounts")
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    return account_page(request, _account(request, pk))


@require_POST
@requires("unions.manage_accounts")
def account_disable(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, with a reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["comment"] if form.is_valid() else ""
    return _act(
        request, pk, lambda account, **who: services.disable_account(account, reason=reason, **who), "账号已停用。"
    )


@require_POST
@requires("unions.manage_accounts")
def account_enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    return _act(request, pk, services.enable_account, "账号已恢复。")


@require_POST
@requires("unions.manage_accounts")
def account_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """End a lock before its time."""
    return _act(request, pk, services.unlock_account, "已解除锁定。")


@require_POST
@requires("unions.set_security")
def account_totp_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lost second factor away."""
    return _act(request, pk, reset_totp, "动态口令已重置，本人下次登录后重新设置。")


@require_POST
@requires("unions.manage_accounts")
@never_cache
def account_password_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a new first password; it stands on the answer and nowhere else."""
    account = _account(request, pk)
    password = services.reset_password(account, user=request.user, at=clock.now())
    return _password_shown(request, account, password, "密码已重置")


def account_page(
    request: HttpRequest, account: User, form: AppointForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of one account, with the form of a new post as it was filled in."""
    today = clock.today()
    page = {
        "page_title": account.full_name,
        "account": account,
        "state": state_of(account),
        "locked_until": locked_until(account.username, now=clock.real_now()),
        "posts": posts_of(account),
        "today": today,
        "form": form or AppointForm(on=today, initial={"from_on": today}),
        "is_filled": form is not None,
        "events": events.timeline(account)[:MOST_EVENTS],
        "may_manage": request.user.has_perm("unions.manage_accounts"),
        "may_reset_totp": request.user.has_perm("unions.set_security"),
        "is_self": account.pk == request.user.pk,
        "self_obstacles": ["不能停用自己的账号"],
    }
    return render(request, "unions/account_detail.html", page, status=status)


def _filtered(request: HttpRequest) -> tuple[AccountFilterForm, QuerySet[User]]:
    form = AccountFilterForm(request.GET)
    return form, accounts_matching(accounts_for(request.user, on=clock.today()), **form.chosen)


def _account(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(accounts_for(request.user, on=clock.today()), pk=pk)


def _act(request: HttpRequest, pk: int, service: Callable[..., object], done: str) -> HttpResponse:
    account = _account(request, pk)
    try:
        service(account, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect("accounts:account_detail", pk)


def _password_shown(request: HttpRequest, account: User, password: str, title: str) -> HttpResponse:
    page = {"page_title": title, "account": account, "password": password}
    return render(request, "unions/account_password.html", page)
