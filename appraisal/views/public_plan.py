"""What members see of a plan without an account: the page behind the code on the notice board.

No account, no cookie, no address kept: of an observation only the day is known.
"""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from appraisal.forms.plans import ObservationForm
from appraisal.kinds import ObservationState, PlanState, ReportState
from appraisal.models import AnnualPlan, DutyReport
from appraisal.selectors.plans import ordered_items, progress_percent
from appraisal.selectors.reports import dues_of
from appraisal.services.observations import TEXT_LENGTH, TooMany, leave_observation
from office import clock
from office.refusals import Refused


@csrf_exempt  # there is no cookie and nobody is known: another site could only write what anybody may
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """The plan with its progress, the answered observations, and a box for one's own."""
    found = _public_plan(key)
    form, status = ObservationForm(request.POST or None), HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            leave_observation(plan=found, text=form.cleaned_data["text"], on=clock.today())
        except Refused as refusal:
            form.take(refusal)
            is_flood = isinstance(refusal, TooMany)
            status = HTTPStatus.TOO_MANY_REQUESTS if is_flood else HTTPStatus.UNPROCESSABLE_ENTITY
        else:
            return redirect("public:thanks", key)
    context = {
        "plan": found, "state": PlanState(found.state), "items": ordered_items(found),
        "progress": progress_percent(found), "form": form, "most": TEXT_LENGTH,
        "shown": found.observations.filter(state=ObservationState.SHOWN),
        "report": _final_report(found),
    }  # fmt: skip
    return render(request, "appraisal/public_plan.html", context, status=status)


@login_not_required
@never_cache
@require_safe
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    """That the observation was taken in, and what becomes of it."""
    return render(request, "appraisal/public_thanks.html", {"plan": _public_plan(key)})


@login_not_required
@never_cache
@require_safe
def report(request: HttpRequest, key: str) -> HttpResponse:
    """The duty report of the year, to be read on a telephone."""
    found = _public_plan(key)
    written = get_object_or_404(DutyReport, union=found.union, work_year=found.year, state=ReportState.FINAL)
    context = {"plan": found, "report": written, "lines": written.dues.all(), "dues": dues_of(written)}
    return render(request, "appraisal/public_report.html", context)


def _public_plan(key: str) -> AnnualPlan:
    """A plan that was made known to the members."""
    public = AnnualPlan.objects.exclude(state=PlanState.DRAFT).select_related("union").prefetch_related("items")
    return get_object_or_404(public, public_key=key)


def _final_report(plan: AnnualPlan) -> DutyReport | None:
    return DutyReport.objects.filter(union=plan.union, work_year=plan.year, state=ReportState.FINAL).first()
