"""Posts: who holds what where; giving and ending them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from office import clock
from office.doors import chips, requires, workbook
from office.refusals import Refused
from unions.account_tables import POSTS
from unions.forms.accounts import AppointForm, EndPostForm, PostFilterForm
from unions.models import Post, User
from unions.selectors.accounts import posts_for
from unions.services import posts as services
from unions.views.accounts import account_page


@require_GET
@requires("unions.read_accounts")
def post_list(request: HttpRequest) -> HttpResponse:
    """The posts, filtered."""
    form, found = _filtered(request)
    page = {"page_title": "岗位", "form": form, "table": POSTS.page(found, request.GET), "chips": chips(request, form)}
    return render(request, "unions/post_list.html", page)


@require_GET
@requires("unions.read_accounts")
def post_workbook(request: HttpRequest) -> HttpResponse:
    """The same list, whole, as a workbook."""
    _, found = _filtered(request)
    return workbook(POSTS, POSTS.sorted(found, request.GET), title=f"岗位 {clock.today()}")


@require_POST
@requires("unions.manage_accounts")
def post_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the person of this account a post; refused, the page comes back as it was filled in."""
    account = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = AppointForm(request.POST, on=clock.today())
    if not form.is_valid():
        return account_page(request, account, form, status=422)
    try:
        post = services.appoint(account=account, user=request.user, at=clock.now(), **_asked(form))
    except Refused as refusal:
        form.take(refusal)
        return account_page(request, account, form, status=422)
    messages.success(request, f"已任命：{post}")
    return redirect("accounts:account_detail", pk)


@require_POST
@requires("unions.manage_accounts")
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post: today's date ends it at once."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    form = EndPostForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("终止岗位须写明理由和最后一天。")
        ended = services.end_post(
            post, last_on=form.cleaned_data["last_on"], reason=form.cleaned_data["comment"],
            user=request.user, at=clock.now(),
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"已终止：{ended}，最后一天 {ended.to_on}。")
    return redirect("accounts:account_detail", post.user_id)


def _asked(form: AppointForm) -> dict:
    asked = form.cleaned_data
    return {"union": asked["place"], **{name: asked[name] for name in ("role", "department", "from_on", "to_on")}}


def _filtered(request: HttpRequest) -> tuple[PostFilterForm, QuerySet[Post]]:
    form = PostFilterForm(request.GET)
    return form, posts_for(request.user, on=clock.today(), **form.chosen)
