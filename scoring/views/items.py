"""One item of one card: read by all, reviewed by the city, backed with evidence and objected to by the union."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from office import clock
from office.doors import requires
from office.evidence_panels import evidence_panel
from office.refusals import Refused
from office.typed import number as typed_number
from scoring.forms.reviewing import AnswerForm, AskForm, ObjectionForm, ReviewForm
from scoring.forms.values import boxes_of, typed_values
from scoring.kinds import AssessmentState, OpinionVerdict, Stage
from scoring.models import Card, Objection, SchemeItem
from scoring.selectors.cards import year_terms
from scoring.selectors.item_page import ItemPage, item_page
from scoring.services.evidence import add_evidence, answer_request, is_open_for_evidence, remove_evidence
from scoring.services.objections import answer_objection, raise_objection
from scoring.services.reviews import Review, ask_for_evidence, review_item
from scoring.views.card_forms import saved_values
from scoring.views.finding import found_card, found_item
from scoring.views.reviewing import stage_of


@require_GET
@requires("scoring.read_cards")
def item_detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The item with everything said of it, and the forms of whoever may say more now."""
    card = found_card(request, pk)
    return _page(request, card, found_item(card, number))


@require_POST
@requires("scoring.read_cards")
def item_review(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A department's or the leading group's word on the item."""
    card = found_card(request, pk)
    item, stage, form = found_item(card, number), stage_of(request), ReviewForm(request.POST)
    _refuse_stranger(request, item, stage)
    if not form.is_valid():
        return _page(request, card, item, review_form=form, status=422)
    boxes = typed_values(request.POST, year_terms(card.assessment).scheme.items)
    values = {key: value for key, value in boxes.items() if key[0] == item.number}
    review = Review(OpinionVerdict(form.cleaned_data["verdict"]), form.cleaned_data["reason"], values)
    try:
        review_item(card=card, item=item, stage=stage, review=review, user=request.user, at=clock.now())
    except Refused as refusal:
        form.add_error("reason" if "reason" in refusal.fields else None, refusal.sentence)
        return _page(request, card, item, review_form=form, refusal=refusal, status=422)
    messages.success(request, f"第 {item.number} 项{stage.label}已保存。")
    return _after_review(request, card, item)


@require_POST
@requires("scoring.read_cards")
def item_ask(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask the union for further evidence."""
    card = found_card(request, pk)
    item, user = found_item(card, number), request.user
    _refuse_stranger(request, item, Stage.DEPARTMENT)

    def act(said: dict[str, Any]) -> None:
        ask_for_evidence(card=card, item=item, words=said["asked_for"], user=user, at=clock.now())

    return _done(request, card, item, {"ask_form": AskForm(request.POST)}, act, "已要求补充佐证，并通知考核对象。")


@require_POST
@requires("scoring.read_cards")
def item_evidence(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Attach or remove evidence, or say that what was asked for is there."""
    card = found_card(request, pk, "scoring.fill_card")
    item, user, at = found_item(card, number), request.user, clock.now()
    try:
        for upload in request.FILES.getlist("evidence"):
            add_evidence(card=card, item=item, upload=upload, user=user, at=at)
        if "remove" in request.POST:
            remove_evidence(card=card, item=item, key=typed_number(request.POST["remove"]), user=user, at=at)
        if "answered" in request.POST:
            answer_request(card=card, item=item, user=user, at=at)
    except Refused as refusal:
        return _page(request, card, item, evidence_errors=[refusal.sentence], status=422)
    return redirect("scoring:item_detail", card.pk, item.number)


@require_POST
@requires("scoring.read_cards")
def item_object(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Object to the item's points."""
    card = found_card(request, pk, "scoring.fill_card")
    item, user = found_item(card, number), request.user

    def act(said: dict[str, Any]) -> None:
        raise_objection(card=card, item=item, text=said["text"], user=user, at=clock.now())

    form = {"objection_form": ObjectionForm(request.POST)}
    return _done(request, card, item, form, act, "异议已提出，由领导小组答复。")


@require_POST
@requires("scoring.decide")
def objection_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an objection."""
    objections = Objection.objects.visible_to(request.user).select_related("item")
    objection = get_object_or_404(objections, pk=pk)
    card = found_card(request, objection.card_id)

    def act(said: dict[str, Any]) -> None:
        answer_objection(objection=objection, user=request.user, at=clock.now(), **said)

    return _done(request, card, objection.item, {"answer_form": AnswerForm(request.POST)}, act, "已答复。")


def _done(
    request: HttpRequest,
    card: Card,
    item: SchemeItem,
    forms: dict[str, Any],
    act: Callable[[dict[str, Any]], None],
    done: str,
) -> HttpResponse:
    """Do what a small form asks for; refused, the page comes back with it under its name."""
    (form,) = forms.values()
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.add_error(next((field for field in refusal.fields if field in form.fields), None), refusal.sentence)
        else:
            messages.success(request, done)
            return redirect("scoring:item_detail", card.pk, item.number)
    return _page(request, card, item, status=422, **forms)


def _refuse_stranger(request: HttpRequest, item: SchemeItem, stage: Stage) -> None:
    if stage is Stage.DEPARTMENT and not request.user.has_perm("scoring.review_item", item):
        raise PermissionDenied


def _after_review(request: HttpRequest, card: Card, item: SchemeItem) -> HttpResponse:
    if "grid" in request.POST:
        return redirect(f"{reverse('scoring:review_list', args=[card.assessment_id])}#row-{card.pk}")
    return redirect("scoring:item_detail", card.pk, item.number)


def _page(request: HttpRequest, card: Card, item: SchemeItem, *, status: int = 200, **given: Any) -> HttpResponse:
    """The page, with the boxes of a review as they were typed wherever its form comes back."""
    page, refusal, is_back = item_page(card, item), given.pop("refusal", None), "review_form" in given
    context = {
        "card": card,
        "page": page,
        "state": AssessmentState(card.assessment.state),
        **_union_side(request, card, page),
        **_reviewer_side(request, card, item, page, refusal.fields if refusal else {}, is_back=is_back),
        **given,
    }
    return render(request, "scoring/item_detail.html", context, status=status)


def _union_side(request: HttpRequest, card: Card, page: ItemPage) -> dict[str, Any]:
    may_fill = request.user.has_perm("scoring.fill_card", card)
    is_open = may_fill and is_open_for_evidence(card, page.part)
    may_object = may_fill and card.assessment.state == AssessmentState.OBJECTING
    return {
        "evidence": evidence_panel(page.part, is_open=is_open),
        "may_answer": is_open and page.part is not None and page.part.is_waited_for,
        "objection_form": ObjectionForm() if may_object else None,
    }


def _reviewer_side(
    request: HttpRequest, card: Card, item: SchemeItem, page: ItemPage, faults: dict[str, str], *, is_back: bool
) -> dict[str, Any]:
    user, state = request.user, AssessmentState(card.assessment.state)
    stage = Stage.FINAL if user.has_perm("scoring.decide") else Stage.DEPARTMENT
    is_mine = stage is Stage.FINAL or user.has_perm("scoring.review_item", item)
    if not is_mine or not state.takes(stage):
        return {}
    scheme = year_terms(card.assessment).scheme
    typed = typed_values(request.POST, scheme.items) if is_back else saved_values(card, stage, scheme)
    said = next((each for each in page.row.opinions if each.stage == stage), None)
    initial = {"verdict": said.verdict, "reason": said.reason} if said else None
    boxes = boxes_of(page.item, typed, faults)
    return {
        "stage": stage,
        "boxes": boxes,
        "boxes_open": page.item.is_bonus_only or any(box.is_used for box in boxes),
        "review_form": ReviewForm(initial=initial),
        "ask_form": AskForm() if stage is Stage.DEPARTMENT else None,
        "answer_form": AnswerForm() if stage is Stage.FINAL else None,
    }
