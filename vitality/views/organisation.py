"""Project organisation: who leads, as of a day, with its history, on paper and as a workbook (六1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from office import clock
from office.documents import render_pdf
from office.doors import chips, pdf, requires, workbook
from office.forms import RefusableForm
from unions.kinds import UnionKind
from unions.models import Union
from vitality.forms.organisation import (
    DepartmentCorrectionForm,
    DepartmentForm,
    EndForm,
    OrganisationFilter,
    SeatCorrectionForm,
    SeatForm,
)
from vitality.models import GroupSeat, ResponsibleDepartment
from vitality.selectors.organisation import (
    Organisation,
    organisation_events,
    organisation_of,
    organisation_rows,
    organisations_seen,
)
from vitality.services.organisation import correct_dated, end_dated, name_department, seat_person
from vitality.views.answering import filter_words
from vitality.views.care_tables import ORGANISATIONS, SEATS

BUSINESS = "office.do_business"


@require_GET
@requires(BUSINESS)
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Which unions have set their organisation up, on a day."""
    filters, rows, on = _filtered(request)
    table = ORGANISATIONS.page(rows, request.GET)
    context = {"filters": filters, "chips": chips(request, filters), "table": table, "on": on}
    return render(request, "vitality/organisation_list.html", context)


@require_GET
@requires(BUSINESS)
def organisations_workbook(request: HttpRequest) -> HttpResponse:
    """The same, whole."""
    filters, rows, on = _filtered(request)
    note = f"截至 {on}，{filter_words(request, filters)}"
    return workbook(ORGANISATIONS, ORGANISATIONS.sorted(rows, request.GET), title=f"项目组织{on}", note=note)


@require_GET
@requires(BUSINESS)
def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One union's leading group, office and departments on a day, and who was before."""
    filters = OrganisationFilter(request.GET)
    found = organisation_of(_union(request, pk), _day(filters))
    context = {
        "found": found,
        "union": found.union,
        "on": found.on,
        "bodies": [("项目领导小组", found.group), ("领导小组办公室", found.office)],
        "may_keep": (may_keep := request.user.has_perm("vitality.keep_organisation", found.union)),
        "events": organisation_events(found.union) if may_keep else (),
    }
    return render(request, "vitality/organisation_detail.html", context)


@require_GET
@requires(BUSINESS)
def organisation_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The members of a day as a workbook."""
    found = _found(request, pk)
    title, note = f"{found.union}项目组织", f"截至 {found.on}"
    return workbook(SEATS, (*found.group, *found.office), title=title, note=note)


@require_GET
@requires(BUSINESS)
def organisation_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper, with the departments."""
    found = _found(request, pk)
    bodies = [("项目领导小组", found.group), ("领导小组办公室", found.office)]
    content = render_pdf("vitality/print/organisation.html", {"found": found, "bodies": bodies})
    return pdf(content, title=f"{found.union}项目组织{found.on}")


@requires(BUSINESS)
def seat_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a place."""
    return _adding(request, pk, SeatForm, seat_person, "登记组成人员")


@requires(BUSINESS)
def department_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a department responsible."""
    return _adding(request, pk, DepartmentForm, name_department, "登记责任部门")


@requires(BUSINESS)
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a place end."""
    return _ending(request, get_object_or_404(_rows(request, GroupSeat), pk=pk))


@requires(BUSINESS)
def department_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a department's responsibility end."""
    return _ending(request, get_object_or_404(_rows(request, ResponsibleDepartment), pk=pk))


@requires(BUSINESS)
def seat_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a place right."""
    return _correcting(request, get_object_or_404(_rows(request, GroupSeat), pk=pk), SeatCorrectionForm)


@requires(BUSINESS)
def department_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a department's responsibility right."""
    row = get_object_or_404(_rows(request, ResponsibleDepartment), pk=pk)
    return _correcting(request, row, DepartmentCorrectionForm)


def _rows(request: HttpRequest, model: Any) -> Any:
    return model.objects.visible_to(request.user).select_related("union")


def _union(request: HttpRequest, pk: int) -> Union:
    return get_object_or_404(organisations_seen(request.user), pk=pk)


def _found(request: HttpRequest, pk: int) -> Organisation:
    return organisation_of(_union(request, pk), _day(OrganisationFilter(request.GET)))


def _day(filters: OrganisationFilter) -> date:
    return filters.chosen.get("on") or clock.today()


def _filtered(request: HttpRequest) -> tuple[OrganisationFilter, Any, date]:
    filters = OrganisationFilter(request.GET)
    on, kind = _day(filters), filters.chosen.get("kind")
    rows = organisation_rows(request.user, on)
    return filters, rows.filter(kind=UnionKind(kind)) if kind else rows, on


def _keeper(request: HttpRequest, union: Union) -> None:
    if not request.user.has_perm("vitality.keep_organisation", union):
        raise PermissionDenied


def _adding(
    request: HttpRequest, pk: int, form_of: type[RefusableForm], add: Callable[..., Any], title: str
) -> HttpResponse:
    union = _union(request, pk)
    _keeper(request, union)
    form = form_of(request.POST if request.method == "POST" else None, initial={"from_on": clock.today(), "order": 1})
    if form.is_bound and form.attempt(
        lambda: add(union=union, values=form.cleaned_data, user=request.user, at=clock.now())
    ):
        messages.success(request, "已登记。")
        return redirect("vitality:organisation_detail", union.pk)
    return _form_page(request, form, union, title)


def _ending(request: HttpRequest, row: GroupSeat | ResponsibleDepartment) -> HttpResponse:
    _keeper(request, row.union)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"to_on": clock.today()})
    if form.is_bound and form.attempt(
        lambda: end_dated(row=row, to_on=form.cleaned_data["to_on"], user=request.user, at=clock.now())
    ):
        messages.success(request, "已登记终止日期，列入历史。")
        return redirect("vitality:organisation_detail", row.union_id)
    return _form_page(request, form, row.union, f"终止：{row}", "登记终止")


def _correcting(
    request: HttpRequest, row: GroupSeat | ResponsibleDepartment, form_of: type[RefusableForm]
) -> HttpResponse:
    _keeper(request, row.union)
    names = [name for name in form_of.base_fields if name != "reason"]
    initial = {name: getattr(row, name) for name in names}
    form = form_of(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        values = {name: form.cleaned_data[name] for name in names}
        reason = form.cleaned_data["reason"]
        correct_dated(row=row, values=values, reason=reason, user=request.user, at=clock.now())

    if form.is_bound and form.attempt(act):
        messages.success(request, "已更正；原来的内容和理由留在变动记录中。")
        return redirect("vitality:organisation_detail", row.union_id)
    return _form_page(request, form, row.union, f"更正：{row}", "保存更正")


def _form_page(
    request: HttpRequest, form: RefusableForm, union: Union, title: str, submit: str = "登记"
) -> HttpResponse:
    context = {
        "form": form,
        "page_title": title,
        "path": [
            ("项目组织", reverse("vitality:organisation_list")),
            (str(union), reverse("vitality:organisation_detail", args=[union.pk])),
        ],
        "submit": submit,
    }
    return render(request, "vitality/care_form.html", context, status=422 if form.errors else 200)
