"""Filing annex forms by program: begin, fill, hand on, file. The same services as the pages, the same refusals."""

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
from unions.api.answers import ABSENT, BAD_FILTER, CHANGE_ERRORS, IDEMPOTENCY_KEY, READ_ERRORS, Pages, checked, once
from unions.models import Union
from vitality.forms.answers import AnswersForm
from vitality.forms.filters import ApplicationFilter
from vitality.kinds import AnnexForm, ApplicationState
from vitality.models import Application, Batch, Round
from vitality.selectors.applications import answers_of, missing_answers, open_fields
from vitality.selectors.readers import standing_of
from vitality.services.applications import move_application, save_answers, start_application
from vitality.services.batches import file_batch

TAG: Final = ["申报"]
LARGEST_KEY: Final = 2**63 - 1
STEPS: Final = {
    "submit": "基层工会上报", "give_back": "上级工会退回基层", "endorse": "上级工会同意", "take_back": "撤回同意",
    "withdraw": "撤销申报", "refile": "修改后重新报送",
}  # fmt: skip


class RoundSerializer(serializers.ModelSerializer):
    """A round."""

    class Meta:
        model = Round
        fields = ("id", "year", "number", "title", "due_on", "state")
        read_only_fields = fields


class ApplicationSerializer(serializers.ModelSerializer):
    """An annex form with its answers, and what is still missing."""

    round = serializers.IntegerField(source="batch.round_id", help_text="轮次")
    superior = serializers.IntegerField(source="batch.superior_id", help_text="申报工会")
    standing = serializers.SerializerMethodField(help_text="对您而言的状态")
    answers = serializers.SerializerMethodField(help_text="各栏内容，按字段名")
    writable = serializers.SerializerMethodField(help_text="您现在可以修改的栏目")
    missing = serializers.SerializerMethodField(help_text="上报前还缺什么")

    class Meta:
        model = Application
        fields = (
            "id", "round", "batch", "superior", "unit", "form", "state", "standing", "revision", "answers", "writable",
            "missing",
        )  # fmt: skip
        read_only_fields = fields

    def get_standing(self, application: Application) -> str:
        """In the words of the pages."""
        return standing_of(application, self.context["request"].user).label

    def get_answers(self, application: Application) -> dict[str, Any]:
        """By field name."""
        return answers_of(application)

    def get_writable(self, application: Application) -> list[str]:
        """Field names in order."""
        return sorted(open_fields(application, self.context["request"].user))

    def get_missing(self, application: Application) -> list[str]:
        """In sentences."""
        return [str(reason) for reason in missing_answers(application)]


class StartSerializer(serializers.Serializer):
    """Which unit in which round."""

    round = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY, help_text="轮次的编号")
    unit = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY, help_text="单位的编号")


class FillSerializer(serializers.Serializer):
    """What is to be written, over which revision."""

    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="读到的修改次数")
    answers = serializers.DictField(
        child=serializers.JSONField(), help_text="要改的栏目，按字段名（见 `writable`）；没有写的栏目不变"
    )


class StepSerializer(serializers.Serializer):
    """Which step, and what is said with it."""

    step = serializers.ChoiceField(choices=list(STEPS.items()), help_text="办理的步骤")
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=500, help_text="意见")


class BatchSerializer(serializers.ModelSerializer):
    """A batch."""

    class Meta:
        model = Batch
        fields = ("id", "round", "superior", "kind", "state", "filed_at", "is_late")
        read_only_fields = fields


FILTERS: Final = [
    OpenApiParameter("round", int, description="轮次的编号"),
    OpenApiParameter("q", str, description="单位名称或拼音"),
    OpenApiParameter("form", str, enum=[form.value for form in AnnexForm], description="申报表"),
    OpenApiParameter("state", str, enum=[state.value for state in ApplicationState], description="状态"),
]
START: Final = OpenApiExample("建立一张申报表", {"round": 1, "unit": 128}, request_only=True)
FILL: Final = OpenApiExample(
    "填写两栏", {"revision": 0, "answers": {"goals": "会员满意率逐年提高。", "employee_count": 320}}, request_only=True
)
HAND_ON: Final = OpenApiExample("上报", {"step": "submit"}, request_only=True)


class RoundList(GenericAPIView):
    """The rounds a person sees."""

    pagination_class = Pages
    queryset = Round.objects.none()

    @extend_schema(
        operation_id="round_list", summary="查询申报轮次", tags=TAG,
        description="各轮申报，新的在前。",
        responses={200: RoundSerializer(many=True), **READ_ERRORS, **ABSENT},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The rounds, newest first."""
        rows = self.paginate_queryset(Round.objects.visible_to(request.user))
        return self.get_paginated_response(RoundSerializer(rows, many=True).data)


class ApplicationList(GenericAPIView):
    """Annex forms within the scope."""

    pagination_class = Pages
    queryset = Application.objects.none()

    @extend_schema(
        operation_id="application_list", summary="查询申报表", tags=TAG,
        description="管辖范围内的申报表，新的在前。",
        parameters=FILTERS,
        responses={200: ApplicationSerializer(many=True), 400: BAD_FILTER, **READ_ERRORS, **ABSENT},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The annex forms in scope, newest first."""
        filters = ApplicationFilter(request.query_params)
        if not filters.is_valid():
            raise serializers.ValidationError({name: list(errors) for name, errors in filters.errors.items()})
        forms = filters.applied_to(_forms(request))
        if "round" in request.query_params:
            key = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY).run_validation
            forms = forms.filter(batch__round=_checked("round", key, request.query_params["round"]))
        rows = self.paginate_queryset(forms.order_by("-pk"))
        return self.get_paginated_response(_shown(request, rows, many=True))

    @extend_schema(
        operation_id="application_start", summary="建立申报表", tags=TAG,
        description="为单位在本轮建立申报表，单位资料按名册预填；已有的返回原表。",
        parameters=[IDEMPOTENCY_KEY],
        request=StartSerializer, examples=[START], responses={201: ApplicationSerializer, **CHANGE_ERRORS},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Begin a unit's form, or give the one it has."""
        asked = checked(StartSerializer, request)
        round = get_object_or_404(Round.objects.visible_to(request.user), pk=asked["round"])
        unit = get_object_or_404(Union.objects.visible_to(request.user), pk=asked["unit"])

        def act() -> tuple[int, Any]:
            started = start_application(round=round, unit=unit, user=request.user, at=clock.now())
            return 201, _shown(request, started)

        return once(request, act)


class ApplicationDetail(APIView):
    """One annex form."""

    @extend_schema(
        operation_id="application_detail", summary="查询一张申报表", tags=TAG,
        description="申报表的各栏、状态和还缺的内容。",
        responses={200: ApplicationSerializer, **READ_ERRORS, **ABSENT},
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        """The form with its state and what is missing."""
        return Response(_shown(request, get_object_or_404(_forms(request), pk=pk)))

    @extend_schema(
        operation_id="application_fill", summary="填写申报表", tags=TAG,
        description="写入若干栏；草稿可以不完整。`revision` 与现在的不同，说明他人改过，须重新读取。",
        parameters=[IDEMPOTENCY_KEY],
        request=FillSerializer, examples=[FILL], responses={200: ApplicationSerializer, **CHANGE_ERRORS},
    )  # fmt: skip
    def patch(self, request: Request, pk: int) -> Response:
        """Write some of the fields over a known revision."""
        application = get_object_or_404(_forms(request), pk=pk)
        asked = checked(FillSerializer, request)
        answers = _answers(application, asked["answers"])

        def act() -> tuple[int, Any]:
            saved = save_answers(
                application=application, answers=answers, revision=asked["revision"], user=request.user
            )
            return 200, _shown(request, saved)

        return once(request, act)


class ApplicationStep(APIView):
    """The steps of the filing side on one annex form."""

    @extend_schema(
        operation_id="application_step", summary="上报、同意、退回、撤回或重新报送", tags=TAG,
        description="办理一步；不能办理时返回 409 和逐条原因。",
        parameters=[IDEMPOTENCY_KEY], request=StepSerializer, examples=[HAND_ON],
        responses={200: ApplicationSerializer, **CHANGE_ERRORS},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Take one step, or say why not."""
        application = get_object_or_404(_forms(request), pk=pk)
        asked = checked(StepSerializer, request)

        def act() -> tuple[int, Any]:
            moved = move_application(
                application=application, transition=asked["step"], user=request.user, at=clock.now(),
                comment=asked["comment"],
            )  # fmt: skip
            return 200, _shown(request, moved)

        return once(request, act)


class BatchFiling(APIView):
    """Filing a batch with the city."""

    @extend_schema(
        operation_id="batch_file", summary="申报批次", tags=TAG,
        description="把批次中已同意的申报表一并报送市总；名额不符时返回 409 和逐条原因。",
        parameters=[IDEMPOTENCY_KEY], request=None,
        responses={200: BatchSerializer, **CHANGE_ERRORS},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """File all forms agreed to, or say why not."""
        batch = get_object_or_404(Batch.objects.visible_to(request.user).select_related("round", "superior"), pk=pk)

        def act() -> tuple[int, Any]:
            return 200, BatchSerializer(file_batch(batch=batch, user=request.user, at=clock.now())).data

        return once(request, act)


def _forms(request: Request) -> QuerySet[Application]:
    return Application.objects.visible_to(request.user).select_related("unit", "batch__superior", "batch__round")


def _shown(request: Request, applications: Any, **options: Any) -> Any:
    return ApplicationSerializer(applications, context={"request": request}, **options).data


def _checked(name: str, check: Any, value: Any) -> Any:
    try:
        return check(value)
    except serializers.ValidationError as fault:
        raise serializers.ValidationError({name: fault.detail}) from fault


def _answers(application: Application, given: dict[str, Any]) -> dict[str, Any]:
    """The given answers as the page's own boxes read them; whether they are open is the service's to say."""
    form = AnswersForm(given, application=application, writable=frozenset(given))
    if unknown := sorted(set(given) - set(form.fields)):
        raise serializers.ValidationError({name: ["申报表没有这一栏。"] for name in unknown})
    if not form.is_valid():
        raise serializers.ValidationError({name: list(errors) for name, errors in form.errors.items()})
    return form.answers
