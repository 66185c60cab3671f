"""Who may ever do what in the accountability year. The appraised never touch the box that appraises them."""

from __future__ import annotations

from typing import Any

import rules

from unions.kinds import Department, RoleKind, UnionKind
from unions.models import Union, User


def _union_of(subject: Any) -> Union | None:
    """The union a plan, report, session or case is about."""
    if subject is None:
        return None
    return getattr(subject, "union", None) or subject.session.union


def _is_above(user: User, union: Union) -> bool:
    return union.path.startswith(user.post.union.path) and union.pk != user.post.union_id


@rules.predicate
def works_for_unit(user: User, subject: Any) -> bool:
    """The unit's own clerk or chair."""
    union = _union_of(subject)
    return (
        union is not None
        and user.has_role(RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)
        and (user.post.union_id == union.pk)
    )


@rules.predicate
def is_chair_of_unit(user: User, subject: Any) -> bool:
    return user.has_role(RoleKind.UNIT_CHAIR) and works_for_unit(user, subject)


@rules.predicate
def works_for_superior(user: User, subject: Any) -> bool:
    """Officer or leader of a union above the unit."""
    union = _union_of(subject)
    return union is not None and user.has_role(RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER) and _is_above(user, union)


@rules.predicate
def leads_superior(user: User, subject: Any) -> bool:
    """Leader of a union above the unit."""
    return user.has_role(RoleKind.SUPERIOR_LEADER) and works_for_superior(user, subject)


@rules.predicate
def runs_sessions(user: User, subject: Any = None) -> bool:
    """Who plans sessions for the units below at all."""
    return user.has_role(RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)


@rules.predicate
def speaks_for_party(user: User, subject: Any) -> bool:
    """The party organisation beside the unit's union."""
    union = _union_of(subject)
    return union is not None and user.has_role(RoleKind.PARTY_EVALUATOR) and user.post.union_id == union.pk


@rules.predicate
def may_know_cases(user: User, subject: Any = None) -> bool:
    """Those whom `Case.objects.visible_to` lets see cases at all."""
    roles = (RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER, RoleKind.LEADING_GROUP)
    return user.has_role(*roles) and not UnionKind(user.post.union.kind).is_unit


@rules.predicate
def may_import(user: User) -> bool:
    """Officers and leaders of superior unions, and the city's department for democratic management."""
    if user.has_role(RoleKind.DEPARTMENT_REVIEWER):
        return user.post.department == Department.DEMOCRATIC_MANAGEMENT
    return user.has_role(RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)


rules.add_perm("appraisal.write_plan", works_for_unit)
rules.add_perm("appraisal.confirm_plan", works_for_superior)
rules.add_perm("appraisal.moderate_observation", works_for_unit)
rules.add_perm("appraisal.write_report", works_for_unit)
rules.add_perm("appraisal.plan_session", runs_sessions)
rules.add_perm("appraisal.run_session", works_for_superior)
rules.add_perm("appraisal.appraise_as_superior", leads_superior)
rules.add_perm("appraisal.certify_session", leads_superior)
rules.add_perm("appraisal.publish_session", works_for_superior | works_for_unit)
rules.add_perm("appraisal.improve", works_for_unit | works_for_superior)
rules.add_perm("appraisal.confirm_year", works_for_superior)
rules.add_perm("appraisal.appraise_as_party", speaks_for_party)
rules.add_perm("appraisal.read_cases", may_know_cases)
rules.add_perm("appraisal.handle_case", works_for_superior)
rules.add_perm("appraisal.decide_case", leads_superior)
rules.add_perm("appraisal.import_appraisals", may_import)
