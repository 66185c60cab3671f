"""A unit's year judged: standard and typical line with every condition, and the superior union's confirmations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from appraisal.forms.closing import ConfirmationForm, confirmation_word
from appraisal.kinds import PlanState, SessionState
from appraisal.models import AnnualPlan, AppraisalSession, YearConfirmation
from appraisal.selectors.standing import YearStanding, shown_standing, standing
from appraisal.services.confirmations import confirm_year
from office import clock
from office.doors import lead_to, requires
from unions.kinds import UnionKind
from unions.models import Union

FIRST_YEAR, LAST_YEAR = 2014, 2099


@require_http_methods(["GET", "POST"])
@requires("office.do_business")
def year_detail(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Where the unit stands in a year and why; the superior union confirms here."""
    units = Union.objects.visible_to(request.user).filter(kind__in=[kind for kind in UnionKind if kind.is_unit])
    union = get_object_or_404(units.select_related("superior"), pk=pk)
    found = standing(union, min(max(year, FIRST_YEAR), LAST_YEAR))
    may_confirm = request.user.has_perm("appraisal.confirm_year", YearConfirmation(union=union))
    form = ConfirmationForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.attempt(
        lambda: confirm_year(union=union, year=found.year, user=request.user, at=clock.now(), **form.confirmed)
    ):
        messages.success(request, "已保存确认。")
        return lead_to(request, "appraisal:year_detail", union.pk, found.year)
    plans = AnnualPlan.objects.visible_to(request.user).filter(union=union, year=found.year).select_related("union")
    sessions = AppraisalSession.objects.filter(union=union, work_year=found.year).select_related("union")
    context = {
        "union": union,
        "found": shown_standing(found, request.user),
        "form": form if may_confirm else None,
        "years": _years(union, found.year),
        "sessions": [(session, SessionState(session.state)) for session in sessions],
        "plans": [(plan, PlanState(plan.state)) for plan in plans],
    }
    return render(request, "appraisal/year_detail.html", context, status=422 if form.errors else 200)


def _initial(found: YearStanding) -> dict[str, str]:
    confirmed = found.confirmation
    if confirmed is None:
        return {}
    return {
        "is_rights_kept": confirmation_word(confirmed.is_rights_kept),
        "is_welcomed": confirmation_word(confirmed.is_welcomed),
        "reason": confirmed.reason,
    }


def _years(union: Union, shown: int) -> list[int]:
    """The years of which anything is known, and the shown and the present one."""
    known = set(AppraisalSession.objects.filter(union=union).values_list("work_year", flat=True))
    known |= set(AnnualPlan.objects.filter(union=union).values_list("year", flat=True))
    return sorted(known | {shown, clock.today().year}, reverse=True)
