"""How the endpoints answer: refusals in the sentences of the pages, lists in pages, repeated requests once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from office import clock
from office.idempotency import Outcome, answered_once
from office.refusals import Refused


class TokenScheme(OpenApiAuthenticationExtension):
    """The token in the published description."""

    target_class = "unions.api.access.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """As OpenAPI words it."""
        told = "在“接口令牌”页面建立的令牌；“只读”令牌只能查询，“读取和申报”令牌还可以办理申报和报送自评。"
        return {"type": "http", "scheme": "bearer", "description": told}


class ReasonSerializer(serializers.Serializer):
    """One condition and whether it is met."""

    code = serializers.CharField(help_text="条件的代号")
    text = serializers.CharField(help_text="条件和数字")
    clause = serializers.CharField(help_text="条款，如 2014-31/6.2；没有的为空", allow_blank=True)


class RefusalSerializer(serializers.Serializer):
    """What every refusal looks like."""

    detail = serializers.CharField(help_text="不予办理的原因")
    reasons = ReasonSerializer(many=True, required=False, help_text="逐条未满足的条件")
    fields = serializers.DictField(  # type: ignore[assignment]  # the word of the answer, not of the class
        child=serializers.CharField(), required=False, help_text="按字段的错误"
    )


def refusal_of(text: str) -> OpenApiResponse:
    """A refusal in the published description."""
    return OpenApiResponse(RefusalSerializer, description=text)


UNKNOWN: Final = {401: refusal_of("没有令牌，或令牌无效"), 403: refusal_of("没有这项权限")}
ABSENT: Final = {404: refusal_of("不存在，或不在管辖范围内")}
BAD_FILTER: Final = refusal_of("查询条件不对")
BUSY: Final = {429: refusal_of("请求过于频繁")}
READ_ERRORS: Final = {**UNKNOWN, **BUSY}
CHANGE_ERRORS: Final = {
    400: refusal_of("请求的格式不对"),
    **READ_ERRORS,
    **ABSENT,
    409: refusal_of("现在不能办理，或已被他人修改"),
    415: refusal_of("不是 JSON"),
}
IDEMPOTENCY_KEY: Final = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=False,
    description="调用方自定的键（至多 80 个字符）。同一键的重复请求不会重复办理，返回第一次的结果。",
)  # fmt: skip


class Pages(PageNumberPagination):
    """A list in pages of up to 200 rows."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    invalid_page_message = "没有这一页。"


def refused(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception: a service's refusal as 409 with its reasons, all else as DRF words it in Chinese.

    Two sentences are never translated: Django's of what is not there, which also names our class, and the parser's.
    """
    if isinstance(exc, Refused):
        reasons = [{"code": each.code, "text": each.shown, "clause": each.clause} for each in exc.reasons]
        fields = {"fields": exc.fields} if exc.fields else {}
        return Response({"detail": exc.sentence, "reasons": reasons, **fields}, status=409)
    if isinstance(exc, PermissionDenied):
        return Response({"detail": str(exc) or "您当前的岗位不能进行这项操作。"}, status=403)
    if isinstance(exc, serializers.ValidationError):
        fields = exc.detail if isinstance(exc.detail, dict) else {"": exc.detail}
        told = {name: " ".join(map(str, texts)) for name, texts in fields.items()}
        return Response({"detail": "请求的内容不对：" + "；".join(told), "fields": told}, status=400)
    if isinstance(exc, Http404):
        return Response({"detail": "没有这一件，或不在您的管辖范围内。"}, status=404)
    if isinstance(exc, ParseError):
        return Response({"detail": "请求的内容不是完整的 JSON，无法识别。"}, status=400)
    return exception_handler(exc, context)


def checked(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """The body as a serializer understands it.

    Raises:
        ValidationError: by field.
    """
    found = serializer(data=request.data)
    found.is_valid(raise_exception=True)
    return found.validated_data


def once(request: Request, act: Callable[[], Outcome]) -> Response:
    """Do the act; under an Idempotency-Key only the first time."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        status, answer = act()
        return Response(answer, status=status)
    asked = f"{request.method} {request.get_full_path()}\n{request.data!r}".encode()
    status, answer = answered_once(owner=request.user, key=key, asked=asked, at=clock.now(), act=act)
    return Response(answer, status=status)
