"""The pages of refusals and faults: for htmx a line among the messages, never a whole page; for programs JSON."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

PROGRAMS = "/api/"  # below it programs ask, which read JSON
SENTENCES = {
    HTTPStatus.BAD_REQUEST: "请求的内容无法识别，请返回重试。",
    HTTPStatus.FORBIDDEN: "您当前的岗位不能进行这项操作。",
    HTTPStatus.NOT_FOUND: "没有这个页面，或不在您的管辖范围内。",
    HTTPStatus.INTERNAL_SERVER_ERROR: "系统出现意外错误，刚才的操作没有执行；请稍后重试。",
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request no page of ours sends."""
    return _answer(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: inside the scope, but not with this post. A sentence given with the exception is shown."""
    return _answer(request, HTTPStatus.FORBIDDEN, str(exception or ""))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or outside the scope; both look the same."""
    return _answer(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: without context processors, because what they ask for may be what is broken."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if request.path.startswith(PROGRAMS):
        return JsonResponse({"detail": SENTENCES[status]}, status=status)
    content = render(None, "errors/500.html", {"sentence": SENTENCES[status]}).content  # type: ignore[arg-type]
    return HttpResponse(content, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was opened before the person signed in anew, or is not ours."""
    sentence = "页面已过期（可能在另一窗口重新登录过），刚才的内容没有提交；请返回上一页，刷新后再提交。"
    return _answer(request, HTTPStatus.FORBIDDEN, sentence, page="errors/csrf_failure.html")


def _answer(request: HttpRequest, status: HTTPStatus, sentence: str = "", page: str = "") -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        return JsonResponse({"detail": sentence or SENTENCES[status]}, status=status)
    template = "errors/_message.html" if getattr(request, "htmx", False) else page or f"errors/{status.value}.html"
    return render(request, template, {"sentence": sentence or SENTENCES[status]}, status=status)
