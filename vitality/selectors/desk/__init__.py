"""What the vitality project puts on the work desk: what waits for me, what I wait for, figures, dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from office.desk import Desk
from unions.kinds import RoleKind, UnionKind
from unions.models import User
from vitality.models import Round
from vitality.selectors.desk.campaigns import campaign_desk
from vitality.selectors.desk.city import group_desk, reader_desk, reviewer_desk
from vitality.selectors.desk.coverage import coverage_figures, total_figures
from vitality.selectors.desk.filing import filer_desk, unit_desk
from vitality.selectors.rounds import current_round

__all__ = ["desk_of"]

Side = Callable[[User, Round, date], Desk]


def desk_of(user: User, on: date) -> Desk:
    """The desk of the post acted in, for the round and the campaigns that are on; empty for posts without a part."""
    side = _side_of(user)
    round = current_round(on) if side else None
    desk = side(user, round, on) if side and round else Desk()
    figures = (*desk.figures, *coverage_figures(user, on), *total_figures(user, on))
    return replace(desk, todos=(*desk.todos, *campaign_desk(user, on).todos), figures=figures)


def _side_of(user: User) -> Side | None:
    if user.post is None or not user.scope_path:
        return None
    if user.post.is_at_city:
        return _city_side(user)
    if user.has_role(RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR):
        return unit_desk
    is_filer = user.has_role(RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)
    return filer_desk if is_filer and UnionKind(user.post.union.kind).files_batches else None


def _city_side(user: User) -> Side:
    if user.has_perm("vitality.review_application"):
        return reviewer_desk
    return group_desk if user.has_perm("vitality.decide") else reader_desk
