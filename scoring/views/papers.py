"""Cards on paper and in workbooks: the sheet of one union, the lines of one union or of one department."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from office.documents import render_pdf
from office.doors import pdf, requires, workbook
from scoring.kinds import Reviewer
from scoring.models import Card
from scoring.result_tables import SHEET_LINES
from scoring.selectors.score_sheet import score_sheet
from scoring.selectors.sheets import sheet_lines
from scoring.views.finding import found_assessment, found_card


@require_GET
@requires("scoring.read_cards")
def card_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of one union on A4 landscape, all items in three columns."""
    card = found_card(request, pk)
    content = render_pdf(
        "scoring/print/score_sheet.html", {"card": card, **score_sheet(card), "visits": card.visits.all()}
    )
    return pdf(content, title=_title(card))


@require_GET
@requires("scoring.read_cards")
def card_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of one union."""
    card = found_card(request, pk)
    lines = sheet_lines(card.assessment, Card.objects.filter(pk=card.pk))
    return workbook(SHEET_LINES, lines, title=_title(card), note=str(card.assessment))


@require_GET
@requires("scoring.read_all")
def department_workbook(request: HttpRequest, pk: int, reviewer: str) -> HttpResponse:
    """The lines of all unions in the items a department answers for."""
    assessment = found_assessment(request, pk)
    department = next((each for each in Reviewer if each.value == reviewer), None)
    if department is None:
        raise Http404
    cards = Card.objects.visible_to(request.user).filter(assessment=assessment)
    title = f"{assessment.year}年百分考核{department.label}负责项目"
    return workbook(SHEET_LINES, sheet_lines(assessment, cards, department), title=title, note=str(assessment))


def _title(card: Card) -> str:
    return f"{card.union}{card.assessment.year}年百分考核表"
