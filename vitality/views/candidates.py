"""The picker: the own units that still can be put forward."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from office.doors import chips
from unions.kinds import UnionKind
from vitality.forms.filters import CandidateFilter
from vitality.kinds import TypicalKind
from vitality.models import Round
from vitality.selectors.batches import filing_unions_of
from vitality.selectors.candidates import candidates
from vitality.selectors.rounds import law_of_round
from vitality.views.tables import CANDIDATES


def candidate_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Units of the post's own union for one sort of form, beside the places that are left."""
    user = request.user
    round = get_object_or_404(Round.objects.visible_to(user), pk=pk)
    union = user.post.union
    if not UnionKind(union.kind).files_batches:
        raise PermissionDenied
    kind = TypicalKind(request.GET.get("kind", TypicalKind.ENTERPRISE)) if _is_kind(request) else None
    filing = filing_unions_of(round, [union])[0]
    content = next((each for each in filing.batches if each.batch.kind == kind), None)
    if content is None:
        raise Http404
    filters = CandidateFilter(request.GET)
    units = filters.applied_to(candidates(round, union, kind, law_of_round(round)))
    context = {
        "round": round,
        "union": union,
        "content": content,
        "others": [each for each in filing.batches if each is not content],
        "filters": filters,
        "chips": chips(request, filters),
        "table": CANDIDATES.page(units, request.GET),
        "may_start": round.is_open and user.has_perm("vitality.start_application"),
    }
    return render(request, "vitality/candidate_list.html", context)


def _is_kind(request: HttpRequest) -> bool:
    return request.GET.get("kind", TypicalKind.ENTERPRISE) in set(TypicalKind)
