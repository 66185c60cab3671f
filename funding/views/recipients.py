"""One recipient's year: each tranche with its conditions, who must act, and how far it is released."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from funding.forms.releases import RulingForm
from funding.kinds import Condition, RulingKind, Scheme, TrancheKind
from funding.models import Ruling
from funding.selectors.balances import statements_of
from funding.selectors.plan import PlanRow, YearPlan, year_plan
from funding.selectors.summary import released_of
from funding.selectors.years import first_year
from funding.services.rulings import calls_for, record_ruling
from funding.views.finding import found_union, found_year
from funding.views.plan import READ
from office import clock
from office.doors import requires
from policy.citing import Reason
from policy.documents import clause
from unions.models import Union

WAIVES = "领导小组可以决定仍予拨付"


@require_GET
@requires(READ)
def recipient_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The tranches of a union's year."""
    return _page(request, found_union(request, pk), found_year(year))


@require_POST
@requires("funding.rule")
def ruling_record(request: HttpRequest, pk: int, year: int, scheme: str, kind: str) -> HttpResponse:
    """Put down a decision of the leading group; refused, the page comes back with everything as typed."""
    union = found_union(request, pk)
    row = year_plan(found_year(year), request.user, [pk]).by_key.get(_key(pk, scheme, kind))
    if row is None:
        raise Http404
    form = RulingForm(request.POST, prefix=_prefix(row), kinds=_kinds(row))

    def act() -> None:
        record_ruling(
            union=union, year=year, scheme=row.verdict.scheme, tranche_kind=row.verdict.kind, decided=form.decided,
            user=request.user, at=clock.now(),
        )  # fmt: skip

    if form.attempt(act):
        messages.success(request, "领导小组的决定已登记。")
        return redirect("funding:recipient_year", pk, year)
    return _page(request, union, year, refused=form)


def _key(pk: int, scheme: str, kind: str) -> tuple[int, Scheme, TrancheKind]:
    try:
        return pk, Scheme(scheme), TrancheKind(kind)
    except ValueError as unknown:
        raise Http404 from unknown


def _page(request: HttpRequest, union: Union, year: int, refused: RulingForm | None = None) -> HttpResponse:
    plan = year_plan(year, request.user, [union.pk])
    context = {
        "union": union,
        "year": year,
        "cards": [_card(request, row, plan, refused) for row in plan.rows],
        "figures": released_of(plan.rows),
        "statements": statements_of(union, year),
        "rulings": Ruling.objects.visible_to(request.user).filter(union=union, year=year).select_related("recorded_by"),
        "error_form": refused,
        "years_beside": [each for each in (year - 1, year + 1) if each >= first_year()],
    }
    return render(request, "funding/recipient_year.html", context, status=422 if refused else 200)


def _card(request: HttpRequest, row: PlanRow, plan: YearPlan, refused: RulingForm | None) -> dict[str, Any]:
    kinds = _kinds(row) if request.user.has_perm("funding.rule") else []
    form = RulingForm(prefix=_prefix(row), kinds=kinds) if kinds else None
    if refused and refused.prefix == _prefix(row):
        form = refused
    return {
        "row": row,
        "reasons": [_reason_row(reason, row) for reason in row.verdict.reasons],
        "basis": row.verdict.basis(plan.law) if row.verdict.line.parameter else None,
        "form": form,
        "is_refused": form is refused and refused is not None,
    }


def _reason_row(reason: Reason, row: PlanRow) -> dict[str, Any]:
    """A condition, and while it is open who decides it; where coverage does not apply, the leading group may."""
    condition = Condition(reason.code)
    may_waive = condition == Condition.COVERAGE_MET and calls_for(row, RulingKind.RELEASE_WITHOUT_COVERAGE)
    decides = WAIVES if may_waive else condition.who
    who = "" if reason.met else f"由谁办理：{decides}"
    return {"met": reason.met, "text": reason.shown, "clause": clause(reason.clause).cited, "who": who}


def _kinds(row: PlanRow) -> list[RulingKind]:
    return [kind for kind in RulingKind if calls_for(row, kind)]


def _prefix(row: PlanRow) -> str:
    return f"{row.verdict.scheme.value}-{row.verdict.kind.value}"
