"""A version of a year's scheme: read, frozen or given up, as a workbook out and in, a further one, what it changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from office import clock, events
from office.doors import lead_to, requires, workbook
from office.imports.form import WorkbookForm
from office.refusals import Refused
from office.steps import Attempt, is_done_already, reason_obstacles, step_buttons
from office.typed import number, version_seen
from policy.citing import Reason
from scoring.models import SchemeVersion
from scoring.rules.scheme_changes import scheme_changes
from scoring.scheme_tables import SCHEME
from scoring.selectors.schemes import comparable_versions, scheme_values, versions_of_year
from scoring.services.scheme_sheet import load_scheme, scheme_rows
from scoring.services.schemes import SCHEME_FLOW, make_scheme, move_scheme, no_further_version, sums_of
from scoring.views.finding import found_scheme
from scoring.views.step_words import SCHEME_STEPS


@require_GET
@requires("scoring.read_cards")
def scheme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The items, indicators and sums of a version."""
    return _page(request, found_scheme(request, pk))


@requires("scoring.read_cards")
def scheme_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Freeze a scheme, or give its draft up."""
    version = found_scheme(request, pk)
    if step not in SCHEME_STEPS:
        raise Http404
    if request.method != "POST":
        return redirect(version)
    try:
        move_scheme(version=version, transition=step, user=request.user, at=clock.now())
    except Refused as refusal:
        if is_done_already(SCHEME_FLOW, version, step):
            return redirect(version)
        return _page(request, version, Attempt(step, refusal))
    messages.success(request, SCHEME_STEPS[step].done)
    return lead_to(request, version)


@require_POST
@requires("scoring.keep_scheme")
def scheme_further(request: HttpRequest, pk: int) -> HttpResponse:
    """A further version of the same year."""
    version = found_scheme(request, pk)
    try:
        made = make_scheme(year=version.year, user=request.user, at=clock.now())
    except Refused as refusal:
        return _page(request, version, Attempt("further", refusal))
    messages.success(request, f"已另立“{made}”，改好后冻结。")
    return lead_to(request, made)


@require_GET
@requires("scoring.read_cards")
def scheme_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What a version changed against another, by itself the nearest earlier one."""
    version = found_scheme(request, pk)
    others = comparable_versions(version, request.user)
    asked = number(request.GET.get("with"))
    other = next((each for each in others if each.pk == asked), others[0] if others else None)
    changes = scheme_changes(scheme_values(other), scheme_values(version)) if other else ()
    context = {"version": version, "other": other, "others": others, "changes": changes}
    return render(request, "scoring/scheme_compare.html", context)


@require_GET
@requires("scoring.read_cards")
def scheme_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Every item and indicator as a workbook that can be changed and brought back."""
    version = found_scheme(request, pk)
    return workbook(SCHEME, scheme_rows(version), title=str(version))


@require_POST
@requires("scoring.keep_scheme")
def scheme_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a workbook's items in the place of a draft's."""
    version = found_scheme(request, pk)
    form = WorkbookForm(request.POST, request.FILES, title="考核方案")
    if not form.is_valid():
        return _page(request, version, problems=[" ".join(form.errors["file"])])
    sent, user, at = form.cleaned_data["file"], request.user, clock.now()
    try:
        load_scheme(version=version, source=sent.file, revision=version_seen(request), user=user, at=at, name=sent.name)
    except Refused as refusal:
        cells = [each.sentence for each in getattr(refusal, "problems", ())]
        return _page(request, version, problems=cells or [refusal.sentence])
    messages.success(request, "方案已按工作簿更新，请核对合计。")
    return redirect(version)


def _page(request: HttpRequest, version: SchemeVersion, attempt: Attempt | None = None, **context: Any) -> HttpResponse:
    """The page of a version, with whatever was just refused."""
    may_keep = request.user.has_perm("scoring.keep_scheme")
    context |= {
        "version": version, "scheme": scheme_values(version), "sums": sums_of(version), "attempt": attempt,
        "steps": step_buttons(request, SCHEME_FLOW, version, "scoring:scheme_step", SCHEME_STEPS, attempt),
        "may_change": version.is_draft and may_keep,
        "versions": versions_of_year(version.year, request.user),
        "events": events.timeline(version),
    }  # fmt: skip
    if may_keep and not version.is_draft:
        context["closed"] = reason_obstacles([_why_closed(version)])
        context["no_further"] = reason_obstacles(no_further_version(version.year))
    status = 409 if attempt else 422 if "problems" in context else 200
    return render(request, "scoring/scheme_detail.html", context, status=status)


def _why_closed(version: SchemeVersion) -> Reason:
    return Reason("closed", False, f"这一版现为“{version.get_state_display()}”", "2012-55/2.4")
