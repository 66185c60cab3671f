"""Who may ever do what in the vitality project; “not now” is a guard of the transition, with its reason."""

from __future__ import annotations

import rules

from unions.kinds import Department, RoleKind, UnionKind
from unions.models import User
from vitality.models import Application, Batch, UnionPaper


@rules.predicate
def is_city_reviewer(user: User) -> bool:
    """民主管理部: it runs the rounds and makes the preliminary review."""
    return (
        user.has_role(RoleKind.DEPARTMENT_REVIEWER)
        and user.post.is_at_city
        and user.post.department == Department.DEMOCRATIC_MANAGEMENT
    )


@rules.predicate
def is_at_city(user: User) -> bool:
    """Whoever sees the business of the whole city: departments, leading group, finance, auditors."""
    return bool(user.scope_path) and user.post is not None and user.post.is_at_city


@rules.predicate
def is_leading_group(user: User) -> bool:
    return user.has_role(RoleKind.LEADING_GROUP) and user.post.is_at_city


def _acts_for(user: User, union_id: int) -> bool:
    return user.has_role(RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER) and user.post.union_id == union_id


@rules.predicate
def acts_for_filer(user: User, batch: Batch | None) -> bool:
    """Whether the person works for the superior union that files the batch."""
    return batch is not None and _acts_for(user, batch.superior_id)


@rules.predicate
def acts_for_superior(user: User, application: Application | None) -> bool:
    """Whether the person works for the superior union that files the form."""
    return application is not None and _acts_for(user, application.batch.superior_id)


@rules.predicate
def acts_for_unit(user: User, application: Application | None) -> bool:
    """Whether the person works at the very unit the form is about."""
    has_role = user.has_role(RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)
    return application is not None and has_role and user.post.union_id == application.unit_id


@rules.predicate
def acts_for_paper_union(user: User, paper: UnionPaper | None) -> bool:
    """Whether the person works for the union whose plan or measures it is."""
    return paper is not None and _acts_for(user, paper.union_id)


@rules.predicate
def works_in_filing_union(user: User) -> bool:
    """Whether the person's post is at a union that files batches."""
    has_role = user.has_role(RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)
    return has_role and UnionKind(user.post.union.kind).files_batches


@rules.predicate
def works_at_unit(user: User) -> bool:
    """Whether the person's post is at a unit that can apply."""
    has_role = user.has_role(RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)
    return has_role and UnionKind(user.post.union.kind).is_unit


rules.add_perm("vitality.manage_round", is_city_reviewer)
rules.add_perm("vitality.start_application", works_in_filing_union | works_at_unit)
rules.add_perm("vitality.write_application", acts_for_unit | acts_for_superior)
rules.add_perm("vitality.submit_application", acts_for_unit)
rules.add_perm("vitality.endorse_application", acts_for_superior)
rules.add_perm("vitality.refile_application", acts_for_superior)
rules.add_perm("vitality.file_batch", acts_for_filer)
rules.add_perm("vitality.review_application", is_city_reviewer)
rules.add_perm("vitality.prepare_decision", is_city_reviewer | is_leading_group)
rules.add_perm("vitality.decide", is_leading_group)
rules.add_perm("vitality.read_decisions", is_at_city)
rules.add_perm("vitality.record_province", is_city_reviewer)
rules.add_perm("vitality.import_history", is_city_reviewer)
rules.add_perm("vitality.file_papers", works_in_filing_union)
rules.add_perm("vitality.write_paper", acts_for_paper_union)
rules.add_perm("vitality.review_paper", is_city_reviewer)
