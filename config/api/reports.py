"""The reports of a year, exactly as `manage.py report KIND --year Y --json` prints them, within the asker's scope."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.reports import REPORTS
from office.spreadsheets.cells import FIRST_YEAR, LAST_YEAR
from unions.api.answers import ABSENT, BAD_FILTER, READ_ERRORS

TAG: Final = ["报表"]
EXAMPLE: Final = OpenApiExample(
    "满意度", {"year": 2014, "rows": [{"unit": "示例机械公司工会", "rate": "57/60"}], "parameters": {}}
)
YEAR: Final = OpenApiParameter(
    "year", OpenApiTypes.INT, required=True, description=f"年度，{FIRST_YEAR} 至 {LAST_YEAR}"
)
KIND: Final = OpenApiParameter(
    "kind", OpenApiTypes.STR, OpenApiParameter.PATH, enum=sorted(REPORTS), description="报表的种类"
)


class ReportKindSerializer(serializers.Serializer):
    """A report that can be asked for."""

    kind = serializers.CharField(help_text="种类")
    title = serializers.CharField(help_text="名称")


class ReportList(APIView):
    """Which reports there are."""

    @extend_schema(
        operation_id="report_list", summary="有哪些报表", tags=TAG,
        description="报表的种类和名称。",
        responses={200: ReportKindSerializer(many=True), **READ_ERRORS},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Kinds and titles."""
        return Response([{"kind": kind, "title": report.table.title} for kind, report in sorted(REPORTS.items())])


class YearReport(APIView):
    """One report of a year."""

    @extend_schema(
        operation_id="report", summary="一个年度的报表", tags=TAG,
        description="与 `manage.py report` 的输出一致，只含管辖范围内的单位。",
        parameters=[KIND, YEAR], examples=[EXAMPLE],
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, description="年度、各行、所用参数；比率写作分数，金额写作文字"),
            400: BAD_FILTER, **READ_ERRORS, **ABSENT,
        },
    )  # fmt: skip
    def get(self, request: Request, kind: str) -> Response:
        """The object of the report, within the asker's scope."""
        if kind not in REPORTS:
            raise Http404
        return Response(REPORTS[kind].of_year(_year(request), request.user).as_json())


def _year(request: Request) -> Any:
    field = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    try:
        return field.run_validation(request.query_params.get("year"))
    except serializers.ValidationError as fault:
        raise serializers.ValidationError({"year": fault.detail}) from fault
