"""The assessments of the years: the list, one year with its cards, and its scheme."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from office.doors import requires
from scoring.models import Assessment, SchemeVersion
from scoring.selectors.ranking_report import ranking_report
from scoring.selectors.schemes import scheme_values
from scoring.services.schemes import sums_of


@require_GET
@requires("scoring.read_cards")
def assessment_list(request: HttpRequest) -> HttpResponse:
    """Every year the person may see."""
    assessments = Assessment.objects.visible_to(request.user).select_related("scheme")
    return render(request, "scoring/assessment_list.html", {"page_title": "百分考核", "assessments": assessments})


@require_GET
@requires("scoring.read_cards")
def assessment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One year: its days, its scheme, and the cards in the person's scope with their points as they stand."""
    assessment = get_object_or_404(Assessment.objects.visible_to(request.user).select_related("scheme"), pk=pk)
    context = {"assessment": assessment, "rows": ranking_report(assessment.year, request.user).rows}
    return render(request, "scoring/assessment_detail.html", context)


@require_GET
@requires("scoring.read_cards")
def scheme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The items, indicators and sums of a version."""
    version = get_object_or_404(SchemeVersion.objects.visible_to(request.user), pk=pk)
    context = {"version": version, "scheme": scheme_values(version), "sums": sums_of(version)}
    return render(request, "scoring/scheme_detail.html", context)
