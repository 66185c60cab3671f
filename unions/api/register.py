"""The register of unions for programs."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from office import clock
from policy.documents import Law
from unions.api.answers import ABSENT, BAD_FILTER, READ_ERRORS, Pages
from unions.forms.filters import STANDINGS, UnionFilter
from unions.kinds import Category, OwnershipType, SizeClass, UnionKind, WorkMode
from unions.models import Union
from unions.selectors.listing import register_rows

TAG: Final = ["工会名册"]
FIELDS: Final = (
    "id", "name", "kind", "superior", "superior_name", "credit_code", "ownership_type", "is_state_controlled",
    "is_enterprise_managed", "sector_tier", "employee_count", "member_count", "covered_enterprise_count", "chair_name",
    "founded_on", "closed_on", "category", "size_class", "work_mode",
)  # fmt: skip


class UnionSerializer(serializers.ModelSerializer):
    """One union as the register shows it; telephone and address stay on the pages."""

    superior_name = serializers.CharField(source="superior.name", default=None, allow_null=True, help_text="上级工会")
    ownership_type = serializers.CharField(help_text="单位性质的代码", allow_blank=True)
    sector_tier = serializers.CharField(help_text="行业层级的代码", allow_blank=True)
    category = serializers.CharField(help_text="计为（推导）", allow_blank=True)
    size_class = serializers.CharField(help_text="规模（推导）", allow_blank=True)
    work_mode = serializers.CharField(help_text="模式（推导）", allow_blank=True)

    class Meta:
        model = Union
        fields = FIELDS
        read_only_fields = FIELDS


def _choice(name: str, told: str, values: Any) -> OpenApiParameter:
    return OpenApiParameter(name, str, enum=list(values), description=told)


FILTERS: Final = [
    OpenApiParameter("q", str, description="名称、拼音、首字母或统一社会信用代码"),
    OpenApiParameter("under", int, description="上级工会的编号；其下各级都在内"),
    _choice("kind", "工会类别", [kind.value for kind in UnionKind]),
    _choice("ownership", "单位性质", [kind.value for kind in OwnershipType]),
    _choice("size", "规模", [kind.value for kind in SizeClass]),
    _choice("category", "计为", [kind.value for kind in Category]),
    _choice("mode", "模式", [kind.value for kind in WorkMode]),
    _choice("standing", "状态，不填为在册", [value for value, _ in STANDINGS]),
]
EXAMPLE: Final = OpenApiExample(
    "一个基层工会",
    {
        "id": 128, "name": "示例机械公司工会", "kind": "grassroots_union", "superior": 12,
        "superior_name": "中山区总工会", "credit_code": "", "ownership_type": "A", "is_state_controlled": False,
        "is_enterprise_managed": False, "sector_tier": "", "employee_count": 320, "member_count": 300,
        "covered_enterprise_count": None, "chair_name": "张某", "founded_on": "2003-05-01", "closed_on": None,
        "category": "nonpublic_large", "size_class": "large", "work_mode": "alone",
    },
    response_only=True,
)  # fmt: skip


class UnionList(GenericAPIView):
    """The register within the scope of the post."""

    pagination_class = Pages
    queryset = Union.objects.none()  # tells the published description what the rows are

    @extend_schema(
        operation_id="union_list", summary="查询工会名册", tags=TAG,
        description="按条件查询管辖范围内的工会，分页返回；不填 `standing` 时只有在册的。",
        parameters=FILTERS, examples=[EXAMPLE],
        responses={200: UnionSerializer(many=True), 400: BAD_FILTER, **READ_ERRORS, **ABSENT},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The unions asked for, in pages."""
        asked = UnionFilter(request.query_params, _rows(request), request)  # type: ignore[arg-type]  # as Django's
        if not asked.form.is_valid():
            raise serializers.ValidationError({name: list(errors) for name, errors in asked.form.errors.items()})
        rows = self.paginate_queryset(asked.qs.order_by("path"))
        return self.get_paginated_response(UnionSerializer(rows, many=True).data)


class UnionDetail(APIView):
    """One union."""

    @extend_schema(
        operation_id="union_detail", summary="查询一个工会", tags=TAG,
        description="管辖范围内的一个工会，已撤销的也可以查到。",
        examples=[EXAMPLE],
        responses={200: UnionSerializer, **READ_ERRORS, **ABSENT},
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        """The union, closed or not."""
        return Response(UnionSerializer(get_object_or_404(_rows(request), pk=pk)).data)


def _rows(request: Request) -> QuerySet[Union]:
    return register_rows(request.user, Law.on(clock.today()))
