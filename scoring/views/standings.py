"""The ranking of a year: its page, the leading group's word where a place does not decide, its notice and summary."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from office import clock
from office.documents import render_pdf
from office.doors import lead_to, pdf, requires, workbook
from office.refusals import Refused
from scoring.forms.honours import HonourForm
from scoring.kinds import AssessmentState
from scoring.models import Assessment
from scoring.result_tables import summary_table
from scoring.selectors.cards import cards_seen
from scoring.selectors.ranking_notice import ranking_notice
from scoring.selectors.results import year_results
from scoring.selectors.standings import PoolStanding, may_see_all, pool_standings
from scoring.services.honours import decide_honour
from scoring.views.finding import found_assessment, found_card
from scoring.views.year_tabs import year_tabs


@require_GET
@requires("scoring.read_cards")
def standing_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Both classes with places, honours and the spread of points."""
    return _page(request, found_assessment(request, pk))


@require_POST
@requires("scoring.decide")
def honour_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The leading group's decision on one card."""
    card = found_card(request, pk)
    form = HonourForm(request.POST, auto_id=f"id_%s_{card.pk}")
    if form.is_valid():
        try:
            decide_honour(
                card=card, honour=form.decided, reason=form.cleaned_data["reason"], user=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_error("reason" if "reason" in refusal.fields else None, refusal.sentence)
        else:
            messages.success(request, f"已记录对{card.union}荣誉的决定。")
            return lead_to(request, "scoring:standing_detail", card.assessment_id)
    return _page(request, card.assessment, form=form, deciding=card.pk, status=422)


@require_GET
@requires("scoring.read_all")
def standing_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The year's summary: every union with every action and item."""
    assessment = found_assessment(request, pk)
    results = year_results(assessment)
    title = f"{assessment.year}年百分考核汇总"
    return workbook(summary_table(results.scheme), results.cards, title=title, note=_note(assessment))


@require_GET
@requires("scoring.read_cards")
def standing_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice of the ranking on paper; until publication for the city alone, marked as a draft."""
    assessment = found_assessment(request, pk)
    if not may_see_all(assessment, request.user):
        return _page(request, assessment, status=409)
    notice = ranking_notice(assessment, clock.today())
    content = render_pdf("scoring/print/ranking_notice.html", {"notice": notice})
    return pdf(content, title=f"{assessment.year}年百分考核结果通报")


def _note(assessment: Assessment) -> str:
    return f"{assessment}：{AssessmentState(assessment.state).label}"


def _forms(pools: Iterable[PoolStanding], tried: HonourForm | None, deciding: int) -> dict[int, HonourForm]:
    """A form for each card whose honour no place decides, with ids of its own; the refused one as it was typed."""
    cards = [one.row.card.pk for each in pools for one in each.standings if one.may_be_decided]
    forms = {card: HonourForm(auto_id=f"id_%s_{card}") for card in cards}
    return forms | {deciding: tried} if tried else forms


def _page(
    request: HttpRequest, assessment: Assessment, *, form: HonourForm | None = None, deciding: int = 0,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user, pools = request.user, pool_standings(assessment, request.user)
    is_deciding = assessment.state == AssessmentState.SEALED and user.has_perm("scoring.decide")
    context = {
        "assessment": assessment, "tabs": year_tabs(request, assessment, "standing_detail"),
        "state": AssessmentState(assessment.state),
        "pools": pools, "sees_all": may_see_all(assessment, user),
        "open_cards": set(cards_seen(user).filter(assessment=assessment).order_by().values_list("pk", flat=True)),
        "forms": _forms(pools, form, deciding) if is_deciding else {}, "form": form,
    }  # fmt: skip
    return render(request, "scoring/standing_detail.html", context, status=status)
