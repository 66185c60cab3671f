"""What views look up: a union or a year in the person's scope."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from funding.selectors.years import first_year
from office.spreadsheets.cells import LAST_YEAR
from unions.models import Union


def found_union(request: HttpRequest, pk: int) -> Union:
    """A union in the person's scope.

    Raises:
        Http404: outside it there is none.
    """
    return get_object_or_404(Union.objects.visible_to(request.user).select_related("superior"), pk=pk)


def found_year(year: int) -> int:
    """A year the schedule speaks of.

    Raises:
        Http404: before it came into force, or beyond what a calendar holds.
    """
    if not first_year() <= year <= LAST_YEAR:
        raise Http404
    return year
