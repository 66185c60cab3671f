"""Filing scores by program: the assessments, the own card, its values, and filing it. The services of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from office.refusals import Refused
from scoring.kinds import Pool, Stage
from scoring.models import Assessment, Card
from scoring.rules.items import IndicatorVerdict
from scoring.rules.scheme import Key
from scoring.selectors.cards import cards_seen, entries_of, own_notes, stage_verdict, year_terms
from scoring.services.card_flow import move_card
from scoring.services.values import LONGEST_NOTE, Typed, save_self_assessment
from unions.api.access import InScope
from unions.api.answers import ABSENT, BAD_FILTER, CHANGE_ERRORS, IDEMPOTENCY_KEY, READ_ERRORS, Pages, checked, once

TAG: Final = ["百分考核"]
STEPS: Final = {"file": "报送自评", "take_back": "撤回修改"}
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_VALUES: Final = 400


class AssessmentSerializer(serializers.ModelSerializer):
    """A year's assessment."""

    class Meta:
        model = Assessment
        fields = ("id", "year", "state", "self_due_on", "city_due_on", "objection_until_on")
        read_only_fields = fields


class CardSerializer(serializers.ModelSerializer):
    """A card without its values."""

    year = serializers.IntegerField(source="assessment.year", help_text="考核年度")
    union_name = serializers.CharField(source="union.name", help_text="考核对象")

    class Meta:
        model = Card
        fields = ("id", "year", "union", "union_name", "pool", "state", "revision", "filed_at", "is_late")
        read_only_fields = fields


class ValueSerializer(serializers.Serializer):
    """What the union entered for one indicator."""

    item = serializers.IntegerField(help_text="项目")
    indicator = serializers.IntegerField(help_text="项目内的指标序号")
    name = serializers.CharField(help_text="指标名称")
    asked = serializers.CharField(help_text="标准；只加分的指标为空", allow_blank=True)
    value = serializers.CharField(help_text="自评实现值；没有填的为空", allow_blank=True)
    note = serializers.CharField(help_text="说明", allow_blank=True)
    met = serializers.BooleanField(allow_null=True, help_text="是否达到标准；不适用或没有标准的为 null")


class PointsSerializer(serializers.Serializer):
    """Points as exact decimal text."""

    base = serializers.CharField(help_text="基本分")
    bonus = serializers.CharField(help_text="加分")
    total = serializers.CharField(help_text="总分")
    attainable = serializers.CharField(help_text="可得满分")


class FullCardSerializer(serializers.Serializer):
    """A card with the union's own column."""

    card = CardSerializer(help_text="考核表")
    points = PointsSerializer(help_text="自评得分，精确的十进制文字")
    values = ValueSerializer(many=True, help_text="自评栏的全部指标，按项目的次序")


class EnteredSerializer(serializers.Serializer):
    """One value to be written."""

    item = serializers.IntegerField(min_value=1, max_value=99, help_text="项目")
    indicator = serializers.IntegerField(min_value=1, max_value=99, help_text="项目内的指标序号")
    value = serializers.CharField(
        allow_blank=True, max_length=60,
        help_text="实现值，写法同页面：107.9%、4、是、否、不适用；百分比不写百分号也按百分比理解；空白表示清除",
    )  # fmt: skip
    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_NOTE, help_text="说明"
    )


class FillCardSerializer(serializers.Serializer):
    """What is to be written, over which revision."""

    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="读到的修改次数")
    values = EnteredSerializer(many=True, max_length=MOST_VALUES, help_text="要写的指标；没有写的不变")


class CardStepSerializer(serializers.Serializer):
    """Which step."""

    step = serializers.ChoiceField(choices=list(STEPS.items()), help_text="办理的步骤")


YEAR: Final = OpenApiParameter("year", int, description="考核年度")
FILL: Final = OpenApiExample(
    "填写三个指标",
    {
        "revision": 0,
        "values": [
            {"item": 1, "indicator": 1, "value": "107.9%"},
            {"item": 2, "indicator": 1, "value": "是", "note": "见区委 3 号文件"},
            {"item": 13, "indicator": 1, "value": "不适用", "note": "没有高危工业企业"},
        ],
    },
    request_only=True,
)
FILE: Final = OpenApiExample("报送", {"step": "file"}, request_only=True)


class TakesPart(InScope):
    """Those whom the card concerns: the city and the assessed unions, as on the pages."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether this asker may use this method here at all."""
        return super().has_permission(request, view) and request.user.has_perm("scoring.read_cards")


class AssessmentList(GenericAPIView):
    """The assessments a person sees."""

    permission_classes = [TakesPart]
    pagination_class = Pages
    queryset = Assessment.objects.none()

    @extend_schema(
        operation_id="assessment_list", summary="查询年度考核", tags=TAG,
        description="各年度的百分考核，新的在前；没有启动的只有市总看得到。",
        responses={200: AssessmentSerializer(many=True), **READ_ERRORS, **ABSENT},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The years, newest first."""
        rows = self.paginate_queryset(Assessment.objects.visible_to(request.user))
        return self.get_paginated_response(AssessmentSerializer(rows, many=True).data)


class CardList(GenericAPIView):
    """Cards within the scope."""

    permission_classes = [TakesPart]
    pagination_class = Pages
    queryset = Card.objects.none()

    @extend_schema(
        operation_id="card_list", summary="查询考核表", tags=TAG,
        description="管辖范围内的考核表，新的年度在前。",
        parameters=[YEAR],
        responses={200: CardSerializer(many=True), 400: BAD_FILTER, **READ_ERRORS, **ABSENT},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The cards in scope, newest year first."""
        cards = _cards(request).order_by("-assessment__year", "pool", "union__path")
        if "year" in request.query_params:
            cards = cards.filter(assessment__year=_year(request.query_params["year"]))
        return self.get_paginated_response(CardSerializer(self.paginate_queryset(cards), many=True).data)


class CardDetail(APIView):
    """One card with the union's own column."""

    permission_classes = [TakesPart]

    @extend_schema(
        operation_id="card_detail", summary="查询一张考核表", tags=TAG,
        description="考核表的状态、自评栏的全部指标和自评得分。",
        responses={200: FullCardSerializer, **READ_ERRORS, **ABSENT},
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        """The card with its values."""
        return Response(_shown(get_object_or_404(_cards(request), pk=pk)))

    @extend_schema(
        operation_id="card_fill", summary="填写自评", tags=TAG,
        description="写入若干指标，可以分几次填。已报送、已转入考核的返回 409；`revision` 与现在的不同，说明他人改过，"
        "须重新读取。",
        parameters=[IDEMPOTENCY_KEY],
        request=FillCardSerializer, examples=[FILL], responses={200: FullCardSerializer, **CHANGE_ERRORS},
    )  # fmt: skip
    def patch(self, request: Request, pk: int) -> Response:
        """Write some of the values over a known revision."""
        card = get_object_or_404(_cards(request), pk=pk)
        asked = checked(FillCardSerializer, request)
        typed = _typed(card, asked["values"])

        def act() -> tuple[int, Any]:
            try:
                saved = save_self_assessment(
                    card=card, typed=typed, revision=asked["revision"], user=request.user, at=clock.now()
                )
            except Refused as refusal:
                if not refusal.fields:
                    raise
                raise serializers.ValidationError({name: [told] for name, told in refusal.fields.items()}) from refusal
            return 200, _shown(saved)

        return once(request, act)


class CardStep(APIView):
    """Filing a card, and taking it back."""

    permission_classes = [TakesPart]

    @extend_schema(
        operation_id="card_step", summary="报送或撤回自评", tags=TAG,
        description="办理一步；不能办理时返回 409 和逐条原因。",
        parameters=[IDEMPOTENCY_KEY], request=CardStepSerializer, examples=[FILE],
        responses={200: FullCardSerializer, **CHANGE_ERRORS},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Take one step, or say why not."""
        card = get_object_or_404(_cards(request), pk=pk)
        asked = checked(CardStepSerializer, request)

        def act() -> tuple[int, Any]:
            return 200, _shown(move_card(card=card, transition=asked["step"], user=request.user, at=clock.now()))

        return once(request, act)


def _cards(request: Request) -> QuerySet[Card]:
    return cards_seen(request.user)


def _shown(card: Card) -> Any:
    """The card with its own column as its boxes would hold it."""
    verdict = stage_verdict(card, entries_of([card])[card.pk], Stage.SELF, year_terms(card.assessment))
    notes = own_notes(card)
    values = [_value(each, notes) for item in verdict.items for each in item.indicators]
    return FullCardSerializer({"card": card, "points": verdict.shown, "values": values}).data


def _value(found: IndicatorVerdict, notes: Mapping[Key, str]) -> dict[str, Any]:
    indicator = found.indicator
    is_blank = found.amount is None and not found.is_not_applicable
    return {
        "item": indicator.item, "indicator": indicator.number, "name": indicator.name, "asked": indicator.asked,
        "value": "" if is_blank else found.shown, "met": found.met, "note": notes.get(indicator.key, ""),
    }  # fmt: skip


def _typed(card: Card, values: Iterable[dict[str, Any]]) -> dict[Key, Typed]:
    """The values by indicator.

    Raises:
        ValidationError: an indicator that is not on this card, or named twice.
    """
    scheme = year_terms(card.assessment).scheme
    known = {each.key for item in scheme.items_of(Pool(card.pool)) for each in item.indicators}
    typed: dict[Key, Typed] = {}
    for each in values:
        key = each["item"], each["indicator"]
        if key not in known or key in typed:
            told = "写了两次。" if key in typed else "这张考核表没有这个指标。"
            raise serializers.ValidationError({f"value_{key[0]}_{key[1]}": [told]})
        typed[key] = Typed(each["value"], each["note"])
    return typed


def _year(typed: str) -> int:
    try:
        year: int = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR).run_validation(typed)
    except serializers.ValidationError as fault:
        raise serializers.ValidationError({"year": fault.detail}) from fault
    return year
