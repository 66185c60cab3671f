"""The rules of classification once more, as SQL, so that lists of any length can be filtered and counted by them.

`tests/unions/test_classification.py` proves for every combination of facts that both say the same.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Q, Value, When

from policy.documents import Law
from policy.kinds import Kind
from policy.units import Boundary
from unions.kinds import Category, OwnershipType, SizeClass, UnionKind, WorkMode
from unions.rules.classification import PUBLIC_TYPES, SIZE_FLOORS, UNIT_KINDS

LOOKUPS = {Boundary.AT_LEAST: "gte", Boundary.MORE_THAN: "gt"}


def category(law: Law) -> Case:
    """R-U3 as an expression; its values are those of Category."""
    return _first(
        (~Q(kind=UnionKind.GRASSROOTS_UNION), Category.NOT_COUNTED),
        (Q(ownership_type__in=PUBLIC_TYPES) | Q(is_state_controlled=True), Category.PUBLIC),
        (_reaches(law, Category.NONPUBLIC_100), Category.NONPUBLIC_100),
        (_reaches(law, Category.NONPUBLIC_50), Category.NONPUBLIC_50),
        otherwise=Category.NONPUBLIC_SMALL,
    )


def size_class(law: Law) -> Case:
    """The size class as an expression; empty for unions above the units."""
    return _first(
        (~Q(kind__in=UNIT_KINDS), ""),
        (_reaches(law, Category.NONPUBLIC_100), SizeClass.FROM_100),
        (_reaches(law, Category.NONPUBLIC_50), SizeClass.FROM_50),
        otherwise=SizeClass.UNDER_50,
    )


def work_mode() -> Case:
    """R-U4 as an expression; empty for unions above the units."""
    is_institution = Q(kind=UnionKind.GRASSROOTS_UNION, ownership_type=OwnershipType.INSTITUTION)
    return _first(
        (~Q(kind__in=UNIT_KINDS), ""),
        (is_institution & Q(is_enterprise_managed=False), WorkMode.TWO_PLUS_X),
        otherwise=WorkMode.THREE_PLUS_X,
    )


def _reaches(law: Law, entry: Category) -> Q:
    floor = law.threshold(SIZE_FLOORS, entry)
    return Q(**{f"employee_count__{LOOKUPS[floor.boundary]}": floor.value})


def _first(*cases: tuple[Q, Kind | str], otherwise: Kind) -> Case:
    whens: list[Any] = [When(condition, then=Value(str(value))) for condition, value in cases]
    return Case(*whens, default=Value(str(otherwise)), output_field=CharField())
