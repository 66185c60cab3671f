"""The picker: the own units that still can be put forward."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from office.doors import chips
from unions.kinds import UnionKind
from vitality.forms.filters import CandidateFilter
from vitality.kinds import TypicalKind
from vitality.models import Round
from vitality.selectors.batches import BatchContent, filing_unions_of
from vitality.selectors.candidates import candidates
from vitality.selectors.rounds import law_of_round
from vitality.views.tables import CANDIDATES

DEFAULT_KIND: Final = TypicalKind.ENTERPRISE


def candidate_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Units of the post's own union for one sort of form, beside the places that are left."""
    user = request.user
    round = get_object_or_404(Round.objects.visible_to(user), pk=pk)
    union = user.post.union
    if not UnionKind(union.kind).files_batches:
        raise PermissionDenied
    filing = filing_unions_of(round, [union])[0]
    content = next((each for each in filing.batches if each.batch.kind == request.GET.get("kind", DEFAULT_KIND)), None)
    if content is None:
        raise Http404
    kind = TypicalKind(content.batch.kind)
    filters = CandidateFilter(request.GET)
    units = filters.applied_to(candidates(round, union, kind, law_of_round(round)))
    context = {
        "round": round,
        "union": union,
        "content": content,
        "tabs": [_tab(each, content) for each in filing.batches],
        "filters": filters,
        "chips": chips(request, filters),
        "kept": {"kind": kind},
        "reset_url": f"?kind={kind}",
        "table": CANDIDATES.page(units, request.GET),
        "may_start": round.is_open and user.has_perm("vitality.start_application"),
        "actions": [{"label": "为所选单位填报", "icon": "pencil", "look": "btn-primary"}],
    }
    return render(request, "vitality/candidate_list.html", context)


def _tab(content: BatchContent, present: BatchContent) -> dict[str, Any]:
    kind = TypicalKind(content.batch.kind)
    return {"label": f"{content.form.label}　{kind.label}", "url": f"?kind={kind}", "active": content is present}
