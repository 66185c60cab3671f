"""The pages of help."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config.guide.new_year import STARTS_YEARS, preparations
from config.guide.roles import GUIDES
from config.navigation import open_routes
from office import clock
from unions.kinds import RoleKind


@require_GET
def guide(request: HttpRequest, role: str = "") -> HttpResponse:
    """The guide of a role, the reader's own unless another is asked for; for the city what the year still needs."""
    user, today = request.user, clock.today()
    own = RoleKind(user.post.role) if user.post else None
    if role and role not in set(RoleKind):
        raise Http404
    shown = RoleKind(role) if role else own
    steps = GUIDES[shown] if shown else ()
    if shown == own:
        steps = tuple(step for step in steps if step.route in open_routes(user))
    context = {
        "page_title": "帮助",
        "shown": shown,
        "is_own": shown == own,
        "steps": steps,
        "roles": list(RoleKind),
        "year": today.year,
        "preparations": preparations(today.year, today) if user.has_perm(STARTS_YEARS) else (),
    }
    return render(request, "config/help.html", context)
