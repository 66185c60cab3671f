"""Questions about annex forms: their answers, what they count as, what is missing, what changed."""

from __future__ import annotations

from typing import Any

from policy.citing import Basis, Reason
from policy.documents import Law
from unions.kinds import Category, OwnershipType, RoleKind, SectorTier, UnionKind
from unions.models import Union, User
from unions.rules.classification import UnionFacts, category_of
from vitality.kinds import AnnexForm, ApplicationState
from vitality.models import Application, Typical
from vitality.rules import answers as answers_rules
from vitality.rules.eligibility import Applicant, eligibility


def answers_of(application: Application) -> dict[str, Any]:
    """The answers by field name, as a version keeps them."""
    return {name: getattr(application, name) for name in answers_rules.asked_of(AnnexForm(application.form))}


def filed_category(application: Application, law: Law) -> Category | None:
    """What the unit counts as by the data on the form; None while nature or employees are not filled in."""
    found = filed_classification(application, law)
    return found[0] if found else None


def filed_classification(application: Application, law: Law) -> tuple[Category, Basis] | None:
    """The category by the data on the form with its basis; None while nature or employees are not filled in."""
    if application.employee_count is None:
        return None
    kind = UnionKind(application.unit.kind)
    if kind == UnionKind.GRASSROOTS_UNION and not application.ownership_type:
        return None
    return category_of(
        UnionFacts(
            kind=kind,
            ownership_type=OwnershipType(application.ownership_type) if application.ownership_type else None,
            is_state_controlled=application.is_state_controlled,
            is_enterprise_managed=application.is_enterprise_managed,
            employee_count=application.employee_count,
        ),
        law,
    )


def register_answers(unit: Union) -> dict[str, Any]:
    """What the register knows of a unit now, in the fields of the form."""
    return {
        "unit_name": unit.name,
        "chair_name": unit.chair_name,
        "address": unit.address,
        "contact": unit.phone,
        "ownership_type": unit.ownership_type,
        "is_state_controlled": unit.is_state_controlled,
        "is_enterprise_managed": unit.is_enterprise_managed,
        "covered_enterprise_count": unit.covered_enterprise_count,
        "employee_count": unit.employee_count,
    }


def missing_answers(application: Application) -> tuple[Reason, ...]:
    """The cells that stand in the way of handing the form on."""
    return answers_rules.completeness(AnnexForm(application.form), answers_of(application)).unmet


def ineligibility(application: Application) -> tuple[Reason, ...]:
    """Why the unit may not apply on this form; empty when it may."""
    unit = application.unit
    applicant = Applicant(
        name=unit.name,
        kind=UnionKind(unit.kind),
        sector_tier=SectorTier(unit.sector_tier) if unit.sector_tier else None,
        typical_year=Typical.objects.filter(unit_id=unit.pk).values_list("year", flat=True).first(),
    )
    return eligibility(applicant, AnnexForm(application.form)).unmet


def changes_since_filing(application: Application) -> tuple[answers_rules.Change, ...]:
    """What differs from the answers of the last filing; in a form under review, from the one before it."""
    versions = list(application.versions.order_by("-number")[:2])
    form, now = AnnexForm(application.form), answers_of(application)
    if application.state != ApplicationState.RETURNED:
        versions = versions[1:]
    return answers_rules.changes(form, versions[0].answers, now) if versions else ()


def open_fields(application: Application, user: User) -> frozenset[str]:
    """The fields this person may write now: all of a draft, the named ones of a returned form, else none."""
    if not user.has_perm("vitality.write_application", application):
        return frozenset()
    every = frozenset(answers_rules.asked_of(AnnexForm(application.form)))
    if application.state == ApplicationState.DRAFT:
        return every
    if application.state == ApplicationState.SUBMITTED:
        return every if user.has_role(RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER) else frozenset()
    if application.state == ApplicationState.RETURNED:
        return every & frozenset(remarked_fields(application))
    return frozenset()


def remarked_fields(application: Application) -> dict[str, str]:
    """The fields the city returned for correction, with what it said about each."""
    sent = application.remarks.filter(is_sent=True, is_settled=False)
    return dict(sent.order_by("pk").values_list("field", "text"))


def last_filed_answers(application: Application) -> dict[str, Any] | None:
    """The answers as the city last got them; None before the first filing."""
    return application.versions.order_by("-number").values_list("answers", flat=True).first()
