"""Typicals that may be one unit: the list, and one pair as it is checked."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office import clock
from office.doors import requires, workbook
from office.refusals import Refused
from unions.models import User
from vitality.forms.typicals import DuplicateForm
from vitality.models import DuplicateCheck
from vitality.selectors.duplicates import Suspicion, former_names, suspicions
from vitality.services.duplicates import check_duplicate, withdraw_check
from vitality.views.campaign_tables import DUPLICATES

READ, CHECK = "vitality.read_campaigns", "vitality.check_duplicates"


@require_GET
@requires(READ)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Typicals that may be one unit under two names or two superior unions."""
    found = suspicions(request.user)
    waiting = [each for each in found if each.check is None]
    context = {
        "table": DUPLICATES.whole(found),
        "same_count": sum(each.is_same for each in waiting),
        "alike_count": sum(not each.is_same for each in waiting),
        "checked_count": len(found) - len(waiting),
    }
    return render(request, "vitality/duplicate_list.html", context)


@require_GET
@requires(READ)
def duplicate_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    note = f"{request.user.post.union}，{clock.today()}"
    return workbook(DUPLICATES, suspicions(request.user), title=f"疑似重复的典型{clock.today()}", note=note)


@require_http_methods(["GET", "POST"])
@requires(READ)
def duplicate_pair(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """The two units side by side; found to be two, the pair is ticked off with the ground."""
    pair, may_check, is_sent = (
        _pair(request.user, {first, second}),
        request.user.has_perm(CHECK),
        request.method == "POST",
    )
    if is_sent and not may_check:
        raise PermissionDenied
    form = DuplicateForm(request.POST if is_sent else None)
    if is_sent and form.attempt(
        lambda: check_duplicate(pair=pair, reason=form.cleaned_data["reason"], user=request.user, at=clock.now())
    ):
        messages.success(request, f"已核对：“{pair.first.unit}”与“{pair.second.unit}”不是同一单位。")
        return redirect("vitality:duplicate_list")
    former = former_names((pair.first.unit_id, pair.second.unit_id))
    sides = [{"typical": each, "former": former.get(each.unit_id, [])} for each in (pair.first, pair.second)]
    context = {"pair": pair, "form": form, "sides": sides, "may_check": may_check}
    return render(request, "vitality/duplicate_pair.html", context, status=422 if form.errors else 200)


@require_POST
@requires(CHECK)
def duplicate_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a pair back among those to be checked."""
    check = get_object_or_404(DuplicateCheck, pk=pk)
    try:
        withdraw_check(check=check, reason=request.POST.get("comment", ""), user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("vitality:duplicate_pair", check.first_id, check.second_id)
    messages.success(request, "已撤销核对，这一对重新列为待核对。")
    return redirect("vitality:duplicate_list")


def _pair(user: User, keys: set[int]) -> Suspicion:
    """The suspected pair of these typicals.

    Raises:
        Http404: nothing makes the two look like one unit, or the person sees only one of them.
    """
    for pair in suspicions(user):
        if {pair.first.pk, pair.second.pk} == keys:
            return pair
    raise Http404
