"""Notices: what waits or has happened, for one person."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office import clock
from office.forms import MailForm
from office.mail import choice_of, choose_mail
from office.models import Notice
from office.notices import mark_read, unread_count

PER_PAGE = 30


@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """My notices, the latest first."""
    page = Paginator(Notice.objects.visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_title": "通知", "page": page, "unread": unread_count(request.user)}
    return render(request, "office/notice_list.html", context)


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(Notice.objects.filter(pk=notice.pk), at=clock.now())
    return redirect(notice.url or "office:notice_list")


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all of mine as read."""
    mark_read(Notice.objects.visible_to(request.user), at=clock.now())
    return redirect("office:notice_list")


@require_http_methods(["GET", "POST"])
def notice_mail(request: HttpRequest) -> HttpResponse:
    """Where and how often I want to be written to."""
    now = choice_of(request.user)
    form = MailForm(request.POST or None, initial={"pace": now.pace, "address": now.address})
    if request.method == "POST" and form.attempt(
        lambda: choose_mail(person=request.user, at=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, "邮件提醒已保存。")
        return redirect("office:notice_list")
    status = 422 if form.errors else 200
    return render(request, "office/notice_mail.html", {"page_title": "邮件提醒", "form": form}, status=status)
