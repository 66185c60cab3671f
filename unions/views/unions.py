"""One union: its page, and the forms that change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from office import clock, events
from office.doors import lead_to, requires
from office.forms import RefusableForm
from office.refusals import Refused
from policy.documents import Law
from unions.forms.register import (
    CloseForm,
    ContactsForm,
    CreateForm,
    MoveForm,
    ParticularsForm,
    RenameForm,
)
from unions.kinds import UnionKind
from unions.models import Union
from unions.parts import parts_of
from unions.rules.particulars import LABELS, shown
from unions.selectors import history
from unions.selectors.classification import classification_of
from unions.selectors.listing import census
from unions.selectors.register import ancestors, particulars_of, version_of
from unions.services.register import change_union, close_union, create_union, rename_union
from unions.services.tree import move_union
from unions.views.finding import found

FACTS = tuple(field for field in LABELS if field != "kind")
WIDE = ("address", "remark")


def union_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A union's file: what is noted of it, what it counts as and why, its past, what hangs under it, its timeline."""
    union = found(request, pk)
    law, today = Law.on(clock.today()), clock.today()
    context = {
        "union": union,
        "kind": UnionKind(union.kind),
        "ancestors": ancestors(union).filter(path__startswith=request.user.scope_path),
        "facts": _facts(union),
        "found": classification_of(union, law),
        "census": None if UnionKind(union.kind).is_unit else census(union, law, on=today),
        "names": history.names(union),
        "superiors": history.superiors(union),
        "chairs": history.chairs(union),
        "events": events.timeline(union),
        "parts": parts_of(union, request.user),
        "may": {verb: request.user.has_perm(f"unions.{verb}", union) for verb in VERBS},
    }
    return render(request, "unions/union_detail.html", context)


@requires("unions.read_register")
def union_create(request: HttpRequest) -> HttpResponse:
    """Enter a union."""
    if not request.user.has_perm("unions.import_roster"):
        raise PermissionDenied
    form = CreateForm(request.user, request.POST or None, initial={"superior": request.GET.get("superior")})
    if request.method == "POST" and form.is_valid():
        superior = form.cleaned_data["superior"]
        if not request.user.has_perm("unions.create_union", superior):
            raise PermissionDenied
        made = _attempt(
            form,
            lambda: create_union(
                superior=superior, name=form.cleaned_data["name"].strip(), particulars=form.particulars,
                user=request.user, at=clock.now(),
            ),
        )  # fmt: skip
        if made:
            messages.success(request, f"已登记“{made}”。")
            return lead_to(request, made)
    return render(request, "unions/union_form.html", {"form": form, "page_title": "登记工会", "verb": "登记"})


def union_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is noted of a union; a unit itself changes only how it can be reached."""
    union = found(request, pk, "unions.change_contacts")
    is_whole = request.user.has_perm("unions.change_union", union)
    make = ParticularsForm if is_whole else ContactsForm
    initial = {**particulars_of(union), "seen": version_of(union)}
    form = make(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = _attempt(
            form,
            lambda: change_union(
                union=union, particulars=form.particulars, user=request.user, at=clock.now(),
                seen=form.cleaned_data["seen"],
            ),
        )  # fmt: skip
        if changed:
            messages.success(request, f"已保存“{union}”的登记内容。")
            return lead_to(request, union)
        form.data = {**form.data.dict(), "seen": version_of(Union.objects.get(pk=pk))}
    return _form_page(request, union, form, "修改登记", "保存")


def union_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a union another name from a day on."""
    union = found(request, pk, "unions.rename_union")
    form = RenameForm(request.POST or None, initial={"from_on": clock.today()})
    return _dated(request, union, form, rename_union, "更名", f"“{union}”已更名。")


def union_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a union under another superior from a day on."""
    union = found(request, pk, "unions.move_union")
    form = MoveForm(request.user, UnionKind(union.kind), request.POST or None, initial={"from_on": clock.today()})
    return _dated(request, union, form, move_union, "转隶", f"“{union}”已转隶。")


def union_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a union out of the register from a day on."""
    union = found(request, pk, "unions.close_union")
    form = CloseForm(request.POST or None, initial={"on": clock.today()})
    return _dated(request, union, form, close_union, "撤销", f"“{union}”已撤销。")


VERBS = ("change_union", "change_contacts", "rename_union", "move_union", "close_union", "create_union")


def _dated(
    request: HttpRequest, union: Union, form: RefusableForm, service: Callable[..., Union], verb: str, done: str
) -> HttpResponse:
    """A form whose fields are the service's arguments."""
    if request.method == "POST" and form.is_valid():
        changed = _attempt(form, lambda: service(union=union, user=request.user, at=clock.now(), **form.cleaned_data))
        if changed:
            messages.success(request, done)
            return lead_to(request, changed)
    return _form_page(request, union, form, verb, verb)


def _attempt(form: RefusableForm, act: Callable[[], Union]) -> Union | None:
    """What the service made, or None with its refusal shown in the form."""
    try:
        return act()
    except Refused as refusal:
        form.take(refusal)
        return None


def _form_page(request: HttpRequest, union: Union, form: RefusableForm, title: str, verb: str) -> HttpResponse:
    return render(request, "unions/union_form.html", {"union": union, "form": form, "page_title": title, "verb": verb})


def _facts(union: Union) -> list[dict[str, Any]]:
    """The rows of the facts; those that this kind never has are left out while they are empty."""
    return [
        {"label": LABELS[field], "value": shown(field, getattr(union, field)), "wide": field in WIDE}
        for field in FACTS
        if _is_of_kind(union, field)
    ]


def _is_of_kind(union: Union, field: str) -> bool:
    kind = UnionKind(union.kind)
    if field in ("ownership_type", "is_state_controlled", "is_enterprise_managed"):
        return kind is UnionKind.GRASSROOTS_UNION
    if field == "sector_tier":
        return kind is UnionKind.SECTOR_UNION
    if field == "covered_enterprise_count":
        return kind in (UnionKind.SECTOR_UNION, UnionKind.JOINT_GRASSROOTS_UNION)
    return kind.is_unit or field not in ("employee_count", "member_count")
