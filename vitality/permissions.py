"""Who may ever do what in the vitality project; “not now” is a guard of the transition, with its reason."""

from __future__ import annotations

import rules

from unions.kinds import Department, RoleKind, UnionKind
from unions.models import Union, User
from vitality.models import (
    Application,
    ArchiveDocument,
    Batch,
    GuidanceProblem,
    GuidanceVisit,
    ProtectionCase,
    UnionPaper,
)
from vitality.models.protection import INVOLVED_AT_CITY


@rules.predicate
def is_city_reviewer(user: User) -> bool:
    """民主管理部: it runs the rounds and makes the preliminary review."""
    return (
        user.has_role(RoleKind.DEPARTMENT_REVIEWER)
        and user.post.is_at_city
        and user.post.department == Department.DEMOCRATIC_MANAGEMENT
    )


@rules.predicate
def is_campaign_reviewer(user: User) -> bool:
    """民主管理部 and 组织部, which run the campaigns of review, inspection and acceptance."""
    return (
        user.has_role(RoleKind.DEPARTMENT_REVIEWER)
        and user.post.is_at_city
        and user.post.department in (Department.DEMOCRATIC_MANAGEMENT, Department.ORGANISATION)
    )


@rules.predicate
def is_at_city(user: User) -> bool:
    """Whoever sees the business of the whole city: departments, leading group, finance, auditors."""
    return bool(user.scope_path) and user.post is not None and user.post.is_at_city


@rules.predicate
def reads_outcomes(user: User) -> bool:
    """The city, and those who work at a superior union that takes part."""
    if not user.scope_path or user.post is None:
        return False
    return user.post.is_at_city or UnionKind(user.post.union.kind).files_batches


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


PROJECT_DEPARTMENTS = (Department.ORGANISATION, Department.DEMOCRATIC_MANAGEMENT)


@rules.predicate
def leads_project(user: User) -> bool:
    """Whoever keeps the project going: 组织部 and 民主管理部 of the city, the people of a union that files."""
    if user.has_role(RoleKind.DEPARTMENT_REVIEWER):
        return user.post.is_at_city and user.post.department in PROJECT_DEPARTMENTS
    return works_in_filing_union(user)


@rules.predicate
def leads_project_of(user: User, union: Union | None) -> bool:
    """Whether the person keeps the project going at this very union."""
    return union is not None and leads_project(user) and user.post.union_id == union.pk


@rules.predicate
def guides_unit(user: User, unit: Union | None) -> bool:
    """Whether the unit lies below the union for which the person keeps the project going."""
    is_below = unit is not None and bool(user.scope_path) and unit.path.startswith(user.scope_path)
    return is_below and UnionKind(unit.kind).is_unit and leads_project(user)  # type: ignore[union-attr]


@rules.predicate
def made_visit(user: User, visit: GuidanceVisit | None) -> bool:
    """Whether the person works for the union whose visit it was."""
    return visit is not None and leads_project(user) and user.post.union_id == visit.guide_id


@rules.predicate
def solves_problem(user: User, problem: GuidanceProblem | None) -> bool:
    """Whether the person works for the union that raised the problem."""
    return problem is not None and made_visit(user, problem.visit)


@rules.predicate
def has_problem(user: User, problem: GuidanceProblem | None) -> bool:
    """Whether it is the problem of the person's own unit."""
    has_role = user.has_role(RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)
    return problem is not None and has_role and user.post.union_id == problem.visit.unit_id


@rules.predicate
def may_meet_protection(user: User) -> bool:
    """The roles that can report, handle or share in a case; which cases they see, the cases' scope says."""
    if user.has_role(RoleKind.DEPARTMENT_REVIEWER):
        return user.post.is_at_city and user.post.department in INVOLVED_AT_CITY
    if user.has_role(RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR):
        return UnionKind(user.post.union.kind).is_unit
    return is_leading_group(user) or user.has_role(RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)


@rules.predicate
def reports_protection(user: User) -> bool:
    """The unit's chair and clerk, and the people of the unions above it."""
    return works_at_unit(user) or user.has_role(RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)


@rules.predicate
def handles_protection(user: User, case: ProtectionCase | None) -> bool:
    """The leader of the superior union, or the city's leading group."""
    if case is None:
        return False
    is_leader = user.has_role(RoleKind.SUPERIOR_LEADER) and user.post.union_id == case.superior_id
    return is_leader or is_leading_group(user)


@rules.predicate
def reported_case(user: User, case: ProtectionCase | None) -> bool:
    """Whether the person reported the case."""
    return case is not None and user.post is not None and case.reported_by_id == user.pk


@rules.predicate
def shares_case(user: User, case: ProtectionCase | None) -> bool:
    """A department of the city that was brought into the case."""
    if case is None or not user.has_role(RoleKind.DEPARTMENT_REVIEWER) or not user.post.is_at_city:
        return False
    return case.departments.filter(department=user.post.department).exclude(department="").exists()


@rules.predicate
def files_archive(user: User, union: Union | None) -> bool:
    """The union's own people, those of the union above it that files, and the city's project departments."""
    if union is None or not user.scope_path or not union.path.startswith(user.scope_path):
        return False
    return leads_project(user) or (works_at_unit(user) and user.post.union_id == union.pk)


@rules.predicate
def withdraws_document(user: User, document: ArchiveDocument | None) -> bool:
    """Who filed it, or the people of the union above."""
    if document is None or not files_archive(user, document.union):
        return False
    return document.added_by_id == user.pk or leads_project(user)


rules.add_perm("vitality.keep_organisation", leads_project_of)
rules.add_perm("vitality.guide", leads_project)
rules.add_perm("vitality.record_visit", guides_unit)
rules.add_perm("vitality.change_visit", made_visit)
rules.add_perm("vitality.solve_problem", solves_problem)
rules.add_perm("vitality.confirm_problem", has_problem)
rules.add_perm("vitality.read_protection", may_meet_protection)
rules.add_perm("vitality.report_protection", reports_protection)
rules.add_perm("vitality.handle_protection", handles_protection)
rules.add_perm("vitality.act_in_protection", handles_protection | shares_case)
rules.add_perm("vitality.add_protection_file", handles_protection | shares_case | reported_case)
rules.add_perm("vitality.close_protection", handles_protection | reported_case)
rules.add_perm("vitality.answer_protection", reported_case)
rules.add_perm("vitality.file_document", files_archive)
rules.add_perm("vitality.withdraw_document", withdraws_document)


@rules.predicate
def reads_coverage(user: User) -> bool:
    """Whether the post is at the city or at a union that has a coverage of its own."""
    if user.post is None or not user.scope_path:
        return False
    return user.post.is_at_city or UnionKind(user.post.union.kind).files_batches


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
rules.add_perm("vitality.read_campaigns", is_at_city)
rules.add_perm("vitality.check_duplicates", is_city_reviewer)
rules.add_perm("vitality.read_outcomes", reads_outcomes)
rules.add_perm("vitality.plan_campaign", is_campaign_reviewer)
rules.add_perm("vitality.run_campaign", is_campaign_reviewer)
rules.add_perm("vitality.write_sheet", is_campaign_reviewer)
rules.add_perm("vitality.check_campaign", is_campaign_reviewer | is_leading_group)
rules.add_perm("vitality.find_innovation", is_leading_group)
rules.add_perm("vitality.publish_campaign", is_leading_group)
rules.add_perm("vitality.file_papers", works_in_filing_union)
rules.add_perm("vitality.write_paper", acts_for_paper_union)
rules.add_perm("vitality.review_paper", is_city_reviewer)
rules.add_perm("vitality.read_coverage", reads_coverage)
rules.add_perm("vitality.seal_year", is_city_reviewer | is_leading_group)
rules.add_perm("vitality.reopen_year", is_leading_group)
