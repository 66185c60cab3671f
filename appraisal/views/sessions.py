"""Sessions: the list, planning one, changing its plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from appraisal.forms.sessions import SessionFilter, SessionForm, UnitFilter, planned, year_choices
from appraisal.kinds import Assembly, SessionState, VotingMode
from appraisal.models import AppraisalSession
from appraisal.rules.satisfaction import default_weights
from appraisal.selectors.sessions import DOCUMENT
from appraisal.services.sessions import change_session, plan_session
from appraisal.views.finding import RUN, found
from appraisal.views.tables import UNITS, sessions_table
from office import clock
from office.doors import chips, lead_to, requires, workbook
from office.years import law_of_year
from policy.documents import parameter
from unions.kinds import UnionKind
from unions.models import Union

DO_BUSINESS, PLAN = "office.do_business", "appraisal.plan_session"
FIRST_YEAR = parameter("quorum").first_day.year
UNIT_KINDS = [kind for kind in UnionKind if kind.is_unit]


@require_GET
@requires(DO_BUSINESS)
def session_list(request: HttpRequest) -> HttpResponse:
    """Every session in the person's scope."""
    rows, filters = _filtered(request)
    context = {
        "filters": filters,
        "chips": chips(request, filters),
        "table": sessions_table(request.user).page(rows, request.GET),
        "may_plan": request.user.has_perm(PLAN),
    }
    return render(request, "appraisal/session_list.html", context)


@require_GET
@requires(DO_BUSINESS)
def sessions_workbook(request: HttpRequest) -> HttpResponse:
    """The list as filtered, whole."""
    rows, filters = _filtered(request)
    table, told = sessions_table(request.user), "；".join(chip["label"] for chip in chips(request, filters)) or "全部"
    note = f"{request.user.post.union}，{clock.today()}，{told}"
    return workbook(table, table.sorted(rows, request.GET), title=f"双述双评{clock.today()}", note=note)


@require_http_methods(["GET", "POST"])
@requires(PLAN)
def session_create(request: HttpRequest) -> HttpResponse:
    """Plan a session: first for which unit, then what."""
    if "union" not in request.GET:
        return _unit_page(request)
    keys = [int(key) for key in [request.GET["union"]] if key.isascii() and key.isdigit()]
    union = get_object_or_404(_units(request), pk__in=keys)
    if not request.user.has_perm(RUN, AppraisalSession(union=union)):
        raise PermissionDenied
    form = SessionForm(request.POST or None, initial=_first_plan(union, clock.today()), with_year=True)
    made: list[AppraisalSession] = []
    if request.method == "POST" and form.attempt(
        lambda: made.append(
            plan_session(
                union=union, work_year=form.cleaned_data["work_year"], plan=form.plan, user=request.user, at=clock.now()
            )
        )
    ):
        messages.success(request, "已建立评议会，请按“准备情况”逐项办理。")
        return lead_to(request, made[0])
    return _form_page(request, form, union=union)


@require_http_methods(["GET", "POST"])
def session_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is planned while nothing has begun."""
    session = found(request, pk, RUN)
    if session.state != SessionState.PREPARED:
        messages.info(request, f"评议会现为“{SessionState(session.state).label}”，安排不能再改。")
        return redirect(session)
    form = SessionForm(request.POST or None, initial=planned(session), with_year=False)
    if request.method == "POST" and form.attempt(
        lambda: change_session(session=session, plan=form.plan, user=request.user, at=clock.now())
    ):
        messages.success(request, "已保存。")
        return lead_to(request, session)
    return _form_page(request, form, union=session.union, session=session)


def _filtered(request: HttpRequest) -> tuple[QuerySet[AppraisalSession], SessionFilter]:
    sessions = AppraisalSession.objects.visible_to(request.user).select_related("union__superior")
    known = sessions.order_by().values_list("work_year", flat=True).distinct()
    years = sorted({*known, *range(FIRST_YEAR, clock.today().year + 1)}, reverse=True)
    superiors = Union.objects.visible_to(request.user).filter(pk__in=sessions.order_by().values("union__superior"))
    filters = SessionFilter(
        request.GET,
        year=year_choices(years),
        superior=[(str(key), name) for key, name in superiors.values_list("pk", "name")],
    )
    return filters.applied_to(sessions), filters


def _units(request: HttpRequest) -> QuerySet[Union]:
    units = Union.objects.visible_to(request.user).open_on(clock.today()).filter(kind__in=UNIT_KINDS)
    return units.select_related("superior")


def _unit_page(request: HttpRequest) -> HttpResponse:
    filters, units = UnitFilter(request.GET), _units(request)
    for word in filters.chosen.get("q", "").split():
        units = units.filter(name__icontains=word) | units.filter(name_pinyin__icontains=word)
    context = {"filters": filters, "chips": chips(request, filters), "table": UNITS.page(units, request.GET)}
    return render(request, "appraisal/session_unit.html", context)


def _first_plan(union: Union, today: date) -> dict[str, Any]:
    """What a new session starts from: the year that is being worked off, and the law's weights."""
    year = clock.year_in_question()
    start = default_weights(law_of_year(DOCUMENT, year), has_party=True)
    return {
        "work_year": year,
        "held_on": today,
        "assembly": Assembly.MEMBER_ASSEMBLY,
        "mode": VotingMode.BOX,
        "due_count": union.member_count or union.employee_count,
        "chair_name": union.chair_name,
        "has_party": True,
        **{f"{name}_weight": str(getattr(start, name) * 100) for name in ("member", "party", "superior")},
    }


def _form_page(request: HttpRequest, form: SessionForm, **context: Any) -> HttpResponse:
    year = form.initial.get("work_year") or context["session"].work_year
    without = default_weights(law_of_year(DOCUMENT, year), has_party=False)
    with_party = default_weights(law_of_year(DOCUMENT, year), has_party=True)
    words = {"with_party": _weights_words(with_party), "without_party": _weights_words(without)}
    context |= {"form": form, "default_weights": words}
    return render(request, "appraisal/session_form.html", context, status=422 if form.errors else 200)


def _weights_words(weights: Any) -> str:
    return "/".join(f"{share * 100}" for share in (weights.member, weights.party, weights.superior))
