"""The register as a tree that opens branch by branch."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from office import clock
from office.doors import requires
from office.typed import number
from unions.models import Union
from unions.selectors.listing import sub_unions
from unions.selectors.register import ancestor_keys
from unions.views.finding import found

MOST_SHOWN = 200


@requires("unions.read_register")
def union_tree(request: HttpRequest) -> HttpResponse:
    """The tree from the person's own union on; `?open=` unfolds the way to a union, for browsers without script."""
    top = request.user.post.union
    opened = Union.objects.visible_to(request.user).filter(pk=number(request.GET.get("open"))).first()
    keys = {*ancestor_keys(opened), opened.pk} if opened else set()
    return render(request, "unions/union_tree.html", {"top": top, "branch": _branch(top, keys | {top.pk})})


def union_branch(request: HttpRequest, pk: int) -> HttpResponse:
    """The unions right under one, as a part of the tree."""
    return render(request, "unions/_union_branch.html", {"branch": _branch(found(request, pk), {pk})})


def _branch(union: Union, opened: set[int]) -> dict[str, object]:
    """The lines under a union, each opened one with its own branch; a long branch ends with a way to the table."""
    lines = list(sub_unions(union, on=clock.today())[: MOST_SHOWN + 1])
    shown = [
        {"union": line, "branch": _branch(line, opened) if line.pk in opened and line.sub_count else None}
        for line in lines[:MOST_SHOWN]
    ]
    return {"union": union, "lines": shown, "is_cut": len(lines) > MOST_SHOWN, "most": MOST_SHOWN}
