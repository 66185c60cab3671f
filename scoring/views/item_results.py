"""How the unions did: item by item, in one item union by union, and one union over the years."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office.doors import requires, workbook
from scoring.kinds import Pool, Reviewer
from scoring.models import Assessment
from scoring.result_tables import ITEM_COUNTS, UNIONS_IN_ITEM
from scoring.selectors.item_results import item_counts, results_before, unions_in_item
from scoring.selectors.results import year_results
from scoring.selectors.years import union_years
from scoring.views.finding import found_assessment, found_card
from scoring.views.year_tabs import year_tabs


@require_GET
@requires("scoring.read_all")
def item_result_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every item with how many scored, this year and the year before."""
    assessment = found_assessment(request, pk)
    context = {"assessment": assessment, **_chosen(request), "counts": _counts(request, assessment)}
    context |= {"pools": list(Pool), "reviewers": list(Reviewer), "query": request.GET.urlencode()}
    context["tabs"] = year_tabs(request, assessment, "item_result_list")
    return render(request, "scoring/item_result_list.html", context)


@require_GET
@requires("scoring.read_all")
def item_result_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook, with the filters of the page."""
    assessment = found_assessment(request, pk)
    note = "；".join(each.label for each in _chosen(request).values() if each)
    title = f"{assessment.year}年百分考核各项得分情况"
    return workbook(ITEM_COUNTS, _counts(request, assessment), title=title, note=note)


@require_GET
@requires("scoring.read_all")
def item_result_detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One item with every union it applies to."""
    assessment = found_assessment(request, pk)
    results = year_results(assessment)
    item = next((each for each in results.scheme.items if each.number == number), None)
    if item is None:
        raise Http404
    rows = unions_in_item(results, results_before(assessment), number)
    context = {"assessment": assessment, "item": item, "table": UNIONS_IN_ITEM.whole(rows)}
    return render(request, "scoring/item_result_detail.html", context)


@require_GET
@requires("scoring.read_cards")
def card_years(request: HttpRequest, pk: int) -> HttpResponse:
    """One union's totals, places and items over the years."""
    card = found_card(request, pk)
    return render(request, "scoring/card_years.html", {"card": card, "page": union_years(card, request.user)})


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """The filters of the address; a word that names nothing filters nothing."""
    asked = {"pool": Pool, "reviewer": Reviewer}
    return {
        name: next((each for each in kinds if each.value == request.GET.get(name)), None)
        for name, kinds in asked.items()
    }


def _counts(request: HttpRequest, assessment: Assessment) -> list[Any]:
    return item_counts(year_results(assessment), results_before(assessment), **_chosen(request))
