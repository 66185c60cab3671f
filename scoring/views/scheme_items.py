"""The draft of a scheme changed on its pages: one item with its indicators, the sums seen at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from office import clock
from office.doors import lead_to, requires
from office.refusals import Refused
from office.typed import number as typed_number
from office.typed import version_seen
from scoring.forms.scheme import SumsForm, item_forms, item_of
from scoring.models import SchemeVersion
from scoring.rules.scheme import Item, Scheme, scheme_sums
from scoring.selectors.schemes import scheme_values
from scoring.services.scheme_editing import remove_item, save_item, save_sums
from scoring.views.finding import found_scheme

ROWS_MORE = 1
ARRANGING = frozenset({"more", "up", "down"})


@requires("scoring.keep_scheme")
def scheme_item_edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One item of a draft."""
    version = found_scheme(request, pk)
    item = scheme_values(version).item(number)
    if item is None:
        raise Http404
    return _item_page(request, version, item)


@requires("scoring.keep_scheme")
def scheme_item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A further item of a draft."""
    return _item_page(request, found_scheme(request, pk), None)


@require_POST
@requires("scoring.keep_scheme")
def scheme_item_remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take an item out of a draft."""
    version = found_scheme(request, pk)
    try:
        remove_item(version=version, number=number, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"已删去第 {number} 项，请核对合计。")
    return lead_to(request, version)


@require_POST
@requires("scoring.keep_scheme")
def scheme_item_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The sums with what stands on the page now; nothing is saved."""
    scheme = scheme_values(found_scheme(request, pk))
    replaced = scheme.item(typed_number(request.POST.get("replaces")))
    form, indicators = item_forms(replaced, request.POST)
    return render(request, "scoring/_scheme_sums.html", _sums(scheme, replaced, form, indicators))


@requires("scoring.keep_scheme")
def scheme_sums_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the items of each action and pool have to come to."""
    version = found_scheme(request, pk)
    scheme = scheme_values(version)
    posted = request.POST if request.method == "POST" else None
    form = SumsForm(posted, scheme=scheme)
    if posted is None and not version.is_draft:
        return _frozen(request, version)
    refusal = None
    if posted is not None and form.is_valid():
        seen, user, at = version_seen(request), request.user, clock.now()
        try:
            save_sums(version=version, actions=form.actions, pools=form.pools, revision=seen, user=user, at=at)
        except Refused as found:
            refusal = found
        else:
            messages.success(request, "应有合计已保存，请核对。")
            return lead_to(request, version)
    context = {"version": version, "form": form, "sums": scheme_sums(scheme), "refusal": refusal}
    status = 409 if refusal else 200 if posted is None else 422
    return render(request, "scoring/scheme_sums_form.html", context, status=status)


def _item_page(request: HttpRequest, version: SchemeVersion, item: Item | None) -> HttpResponse:
    """The form of an item: shown, given more rows, or saved."""
    is_arranging = not ARRANGING.isdisjoint(request.POST)
    if not version.is_draft and (is_arranging or request.method != "POST"):
        return _frozen(request, version)
    if request.method != "POST":
        last = max((each.number for each in scheme_values(version).items), default=0)
        return _form(request, version, item, item_forms(item, number=last + 1))
    more, lifted = ROWS_MORE if "more" in request.POST else 0, _lifted(request.POST)
    forms = item_forms(item, request.POST, more=more, lifted=lifted)
    if is_arranging or not (forms[0].is_valid() & forms[1].is_valid()):
        return _form(request, version, item, forms, is_tried=not is_arranging, status=200 if is_arranging else 422)
    made, replaces = item_of(*forms), item.number if item else None
    seen, user, at = version_seen(request), request.user, clock.now()
    try:
        save_item(version=version, item=made, replaces=replaces, revision=seen, user=user, at=at)
    except Refused as refusal:
        for name, sentence in refusal.fields.items() or [(None, refusal.sentence)]:
            forms[0].add_error(name, sentence)
        return _form(request, version, item, forms, status=422 if refusal.fields else 409)
    messages.success(request, f"第 {made.number} 项已保存，请核对合计。")
    return redirect(f"{version.get_absolute_url()}#item-{made.number}")


def _lifted(posted: QueryDict) -> int | None:
    """The row that goes up: the one itself, or the one below the row that goes down."""
    if "down" in posted:
        return typed_number(posted["down"]) + 1
    return typed_number(posted["up"]) if "up" in posted else None


def _form(
    request: HttpRequest, version: SchemeVersion, item: Item | None, forms: Any, *, is_tried: bool = True,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    form, indicators = forms
    context = {
        "version": version, "item": item, "form": form, "indicators": indicators,
        "is_tried": is_tried and form.is_bound, **_sums(scheme_values(version), item, form, indicators),
    }  # fmt: skip
    return render(request, "scoring/scheme_item_form.html", context, status=status)


def _sums(scheme: Scheme, replaced: Item | None, form: Any, indicators: Any) -> dict[str, Any]:
    """The sums by what was typed, as far as it can be understood; else by what is saved."""
    is_whole = form.is_bound and form.is_valid() & indicators.is_valid()
    if is_whole:
        scheme = scheme.with_item(item_of(form, indicators), replaced.number if replaced else None)
    return {"sums": scheme_sums(scheme), "is_saved": not form.is_bound, "is_whole": is_whole}


def _frozen(request: HttpRequest, version: SchemeVersion) -> HttpResponse:
    messages.info(
        request, f"{version}现为“{version.get_state_display()}”，不能修改；需要改动的，在启动考核前另立一版。"
    )
    return redirect(version)
