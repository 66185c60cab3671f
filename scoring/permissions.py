"""Who may ever do what with the hundred-point card; “not now” is a guard of the transition, with its reason."""

from __future__ import annotations

import rules

from scoring.kinds import Pool, Reviewer
from scoring.models import Card, SchemeItem, WorkPlan
from unions.kinds import Department, RoleKind, UnionKind
from unions.models import User


def _is_reviewer(user: User, *departments: Department) -> bool:
    is_one = user.has_role(RoleKind.DEPARTMENT_REVIEWER) and user.post is not None and user.post.is_at_city
    return is_one and (not departments or user.post.department in departments)


@rules.predicate
def keeps_assessment(user: User) -> bool:
    """办公室: it takes in the self-assessments, keeps the scheme and runs the season."""
    return _is_reviewer(user, Department.GENERAL_OFFICE)


@rules.predicate
def is_reviewer(user: User) -> bool:
    """Any department of the city; together they are the assessment team."""
    return _is_reviewer(user)


@rules.predicate
def reviews_item(user: User, item: SchemeItem | None) -> bool:
    """The department that answers for an item; every department for what the assessment team finds."""
    if item is None or not _is_reviewer(user):
        return False
    return user.post.department in item.reviewers or Reviewer.ASSESSMENT_TEAM.value in item.reviewers


@rules.predicate
def is_leading_group(user: User) -> bool:
    return user.has_role(RoleKind.LEADING_GROUP) and user.post is not None and user.post.is_at_city


@rules.predicate
def nominates(user: User) -> bool:
    """组织部 and the leading group propose who is to be honoured beside the places."""
    return is_leading_group(user) or _is_reviewer(user, Department.ORGANISATION)


@rules.predicate
def is_at_city(user: User) -> bool:
    """Whoever sees the business of the whole city: departments, leading group, finance, auditors."""
    return bool(user.scope_path) and user.post is not None and user.post.is_at_city


@rules.predicate
def works_for_assessee(user: User) -> bool:
    """Whether the person's post is at a union that is assessed."""
    return user.has_role(RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER) and _is_assessed(user)


@rules.predicate
def acts_for_card(user: User, card: Card | None) -> bool:
    """Whether the person works for the very union whose card it is."""
    return card is not None and works_for_assessee(user) and user.post.union_id == card.union_id


@rules.predicate
def acts_for_plan(user: User, plan: WorkPlan | None) -> bool:
    """Whether the person works for the very union whose plan it is."""
    return plan is not None and works_for_assessee(user) and user.post.union_id == plan.union_id


@rules.predicate
def reads_cards(user: User) -> bool:
    """The assessed unions and the city; a unit below them has no part in the card."""
    return is_at_city(user) or _is_assessed(user)


def _is_assessed(user: User) -> bool:
    if user.post is None or not user.scope_path:
        return False
    return Pool.of(UnionKind(user.post.union.kind)) is not None


rules.add_perm("scoring.read_cards", reads_cards)
rules.add_perm("scoring.read_all", is_at_city)
rules.add_perm("scoring.keep_scheme", keeps_assessment)
rules.add_perm("scoring.freeze_scheme", keeps_assessment)
rules.add_perm("scoring.run_assessment", keeps_assessment)
rules.add_perm("scoring.fill_cards", works_for_assessee)
rules.add_perm("scoring.fill_card", acts_for_card)
rules.add_perm("scoring.write_plan", acts_for_plan)
rules.add_perm("scoring.review", is_reviewer)
rules.add_perm("scoring.review_item", reviews_item)
rules.add_perm("scoring.decide", is_leading_group)
rules.add_perm("scoring.nominate", nominates)
rules.add_perm("scoring.import_self", works_for_assessee)
rules.add_perm("scoring.import_department", is_reviewer)
rules.add_perm("scoring.import_final", is_leading_group)
