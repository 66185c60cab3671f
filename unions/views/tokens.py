"""The tokens of a person's programs: made, told once, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from office import clock
from office.doors import requires
from unions.forms.tokens import TokenForm
from unions.kinds import TokenScope
from unions.models import ApiToken
from unions.services.tokens import make_token, revoke_token


@require_http_methods(["GET", "POST"])
@requires("office.do_business")
def token_list(request: HttpRequest) -> HttpResponse:
    """My tokens, and a form to make one; its secret is shown in the answer and never again."""
    form, made = TokenForm(request.POST or None), []
    if request.method == "POST" and form.attempt(
        lambda: made.extend(make_token(**form.cleaned_data, user=request.user, at=clock.now()))
    ):
        return render(
            request, "unions/token_made.html", {"page_title": "接口令牌", "token": made[0], "secret": made[1]}
        )
    tokens = ApiToken.objects.visible_to(request.user).select_related("post__union")
    page = {"page_title": "接口令牌", "form": form, "tokens": [_shown(token) for token in tokens]}
    return render(request, "unions/token_list.html", page, status=422 if form.errors else 200)


@require_POST
@requires("office.do_business")
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my tokens."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    revoke_token(token=token, user=request.user, at=clock.now())
    messages.success(request, f"令牌“{token}”已作废，使用它的程序即刻不能再访问。")
    return redirect("unions:token_list")


def _shown(token: ApiToken) -> dict[str, object]:
    if token.revoked_at:
        state = "已作废", "neutral"
    else:
        state = ("有效", "good") if token.expires_at > clock.now() else ("已过期", "neutral")
    return {"token": token, "scope": TokenScope(token.scope).label, "label": state[0], "tone": state[1]}
