"""What a union counts as: the facts for the rules, and the verdict with its basis."""

from __future__ import annotations

from policy.documents import Law
from unions.kinds import OwnershipType, UnionKind
from unions.models import Union
from unions.rules.classification import Classification, UnionFacts, classification


def union_facts(union: Union) -> UnionFacts:
    """What decides what the union counts as, as the register has it now."""
    return UnionFacts(
        kind=UnionKind(union.kind),
        ownership_type=OwnershipType(union.ownership_type) if union.ownership_type else None,
        is_state_controlled=union.is_state_controlled,
        is_enterprise_managed=union.is_enterprise_managed,
        employee_count=union.employee_count,
    )


def classification_of(union: Union, law: Law) -> Classification:
    """Category, size class and work mode of a union by the law of a day, each with its basis."""
    return classification(union_facts(union), law)
