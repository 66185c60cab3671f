"""What can be done to the ticked rows of the register at once."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from office import clock
from office.doors import lead_to, requires
from office.refusals import Refused
from policy.documents import Law
from unions.forms.register import MoveForm
from unions.kinds import UnionKind
from unions.models import Union
from unions.selectors.listing import register_rows
from unions.services.bulk import mark_state_controlled, move_unions
from unions.views.finding import chosen
from unions.views.register import download


@require_POST
@requires("unions.read_register")
def union_bulk(request: HttpRequest) -> HttpResponse:
    """Do the pressed button's action to the ticked unions."""
    unions = list(chosen(request))
    if not unions:
        messages.warning(request, "没有勾选任何单位。")
        return lead_to(request, "unions:union_list")
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        messages.error(request, "没有这项操作。")
        return lead_to(request, "unions:union_list")
    return action(request, unions)


def _export(request: HttpRequest, unions: list[Union]) -> HttpResponse:
    rows = register_rows(request.user, Law.on(clock.today())).filter(pk__in=[union.pk for union in unions])
    return download(request, rows.order_by("name_pinyin"), as_roster=False)


def _export_roster(request: HttpRequest, unions: list[Union]) -> HttpResponse:
    rows = Union.objects.visible_to(request.user).filter(pk__in=[union.pk for union in unions])
    return download(request, rows.order_by("path"), as_roster=True)


def _mark_controlled(request: HttpRequest, unions: list[Union]) -> HttpResponse:
    return _mark(request, unions, is_controlled=True)


def _mark_uncontrolled(request: HttpRequest, unions: list[Union]) -> HttpResponse:
    return _mark(request, unions, is_controlled=False)


def _mark(request: HttpRequest, unions: list[Union], *, is_controlled: bool) -> HttpResponse:
    def write() -> int:
        return mark_state_controlled(unions=unions, is_controlled=is_controlled, user=request.user, at=clock.now())

    _refuse_unchangeable(request, unions)
    try:
        count = _rechecked(request, unions, write)
        messages.success(request, f"已变更 {count} 个单位的国有控股登记。")
    except Refused as refusal:
        messages.error(request, f"没有变更任何单位。{refusal.sentence}")
    return lead_to(request, "unions:union_list")


def _move(request: HttpRequest, unions: list[Union]) -> HttpResponse:
    """Ask where to and since when, then move."""
    _refuse_unchangeable(request, unions)
    data = request.POST if "superior" in request.POST else None
    form = MoveForm(request.user, UnionKind(unions[0].kind), data, initial={"from_on": clock.today()})
    if data and form.is_valid():
        superior, from_on = form.cleaned_data["superior"], form.cleaned_data["from_on"]

        def write() -> int:
            return move_unions(unions=unions, superior=superior, from_on=from_on, user=request.user, at=clock.now())

        try:
            count = _rechecked(request, unions, write)
            messages.success(request, f"{count} 个单位已转隶“{superior}”。")
            return lead_to(request, "unions:union_list")
        except Refused as refusal:
            form.add_error(None, f"没有转隶任何单位。{refusal.sentence}")
    return render(request, "unions/union_bulk_move.html", {"form": form, "unions": unions})


ACTIONS: dict[str, Callable[[HttpRequest, list[Union]], HttpResponse]] = {
    "export": _export,
    "export_roster": _export_roster,
    "mark_controlled": _mark_controlled,
    "mark_uncontrolled": _mark_uncontrolled,
    "move": _move,
}


def _refuse_unchangeable(request: HttpRequest, unions: list[Union]) -> None:
    if not all(request.user.has_perm("unions.change_union", union) for union in unions):
        raise PermissionDenied("勾选的单位中有您不能变更的，没有变更任何单位。")


@transaction.atomic
def _rechecked(request: HttpRequest, unions: list[Union], write: Callable[[], int]) -> int:
    """Write, then look again whether all that was written still lies in the scope; else nothing was written."""
    count = write()
    keys = [union.pk for union in unions]
    if Union.objects.visible_to(request.user).filter(pk__in=keys).count() != len(keys):
        raise PermissionDenied("变更会使单位移出您的管辖范围，没有变更任何单位。")
    return count
