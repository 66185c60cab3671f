"""The rules of signing in, kept by the security administrator."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from office import clock
from office.doors import requires
from office.refusals import Refused
from unions.forms.accounts import SecurityForm
from unions.selectors.accounts import setting_history, sign_in_rules
from unions.services.security import set_sign_in_rules


@require_http_methods(["GET", "POST"])
@requires("unions.set_security")
def security(request: HttpRequest) -> HttpResponse:
    """The rules in force, a form to change them, and who set what before."""
    form = SecurityForm(request.POST or None, initial=asdict(sign_in_rules()))
    if request.method == "POST" and form.is_valid():
        try:
            set_sign_in_rules(form.rules(), user=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "安全设置已更新，即刻生效。")
            return redirect("accounts:security")
    page = {"page_title": "安全设置", "form": form, "history": setting_history()[:20]}
    return render(request, "unions/security.html", page)
