"""What a unit counts as: category (R-U3), size class and work mode (R-U4), each with how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from policy.citing import Basis, cites
from policy.documents import Law
from unions.kinds import Category, OwnershipType, SizeClass, UnionKind, WorkMode

SIZE_FLOORS: Final = "nonpublic_size_floor"
PUBLIC_TYPES: Final = (OwnershipType.STATE, OwnershipType.INSTITUTION)
UNIT_KINDS: Final = tuple(kind for kind in UnionKind if kind.is_unit)
NONPUBLIC_BY_SIZE: Final = {
    SizeClass.FROM_100: Category.NONPUBLIC_100,
    SizeClass.FROM_50: Category.NONPUBLIC_50,
    SizeClass.UNDER_50: Category.NONPUBLIC_SMALL,
}


@dataclass(frozen=True, slots=True)
class UnionFacts:
    """What the register knows of a union that decides what it counts as.

    Attributes:
        ownership_type: known for every grass-roots union; else it may be None.
        employee_count: employees, not members; known for every unit (grass-roots, joint, sector), else it may be None.
    """

    kind: UnionKind
    ownership_type: OwnershipType | None = None
    is_state_controlled: bool = False
    is_enterprise_managed: bool = False
    employee_count: int | None = None

    @property
    def is_institution(self) -> bool:
        """Whether this is a grass-roots union in an institution, run like an enterprise or not."""
        return self.kind is UnionKind.GRASSROOTS_UNION and self.ownership_type is OwnershipType.INSTITUTION

    @property
    def is_public(self) -> bool:
        """State-owned, state-controlled or an institution. A collective enterprise is not."""
        return self.ownership_type in PUBLIC_TYPES or self.is_state_controlled


@dataclass(frozen=True, slots=True)
class Classification:
    """What a union counts as.

    Attributes:
        size_class: None for unions above the units, which have no employees of their own.
        work_mode: None for them as well.
        bases: how each came about, by "category", "size_class", "work_mode"; only of those that are known.
    """

    category: Category
    size_class: SizeClass | None
    work_mode: WorkMode | None
    bases: dict[str, Basis]


@cites("2014-31/3", "2014-31/4.1", "2014-31/5.2", rule="R-U3")
def classification(facts: UnionFacts, law: Law) -> Classification:
    """Everything derived from the facts at once."""
    category, category_basis = category_of(facts, law)
    bases = {"category": category_basis}
    if not facts.kind.is_unit:
        return Classification(category, None, None, bases)
    size_class, bases["size_class"] = size_class_of(facts, law)
    work_mode, bases["work_mode"] = work_mode_of(facts)
    return Classification(category, size_class, work_mode, bases)


@cites("2014-31/3", "2014-31/5.2", rule="R-U3")
def category_of(facts: UnionFacts, law: Law) -> tuple[Category, Basis]:
    """The category in quotas and coverage; only grass-roots unions of one employer have one that counts."""
    if facts.kind is not UnionKind.GRASSROOTS_UNION:
        return Category.NOT_COUNTED, _category_basis(facts, f"{facts.kind.label}不计入覆盖面分母")
    if facts.is_public:
        return Category.PUBLIC, _category_basis(facts, f"{_public_ground(facts)} → {Category.PUBLIC.label}")
    size_class, comparison = _size(facts, law)
    category = NONPUBLIC_BY_SIZE[size_class]
    return category, _category_basis(facts, f"非公企业，{comparison} → {category.label}", _sealed_floors(law))


@cites("2014-31/3", rule="R-U3")
def size_class_of(facts: UnionFacts, law: Law) -> tuple[SizeClass, Basis]:
    """The size class of a unit by its employees.

    Raises:
        ValueError: the union is no unit, or its number of employees is missing.
    """
    size_class, comparison = _size(facts, law)
    formula = f"{comparison} → {size_class.label}"
    return size_class, Basis("R-U3", "2014-31/3", {"职工人数": facts.employee_count}, formula, _sealed_floors(law))


@cites("2014-31/4.1", "2014-31/5.3", rule="R-U4")
def work_mode_of(facts: UnionFacts) -> tuple[WorkMode, Basis]:
    """The work mode of a unit. Joint and sector unions unite enterprises and work like them."""
    has_two_systems = facts.is_institution and not facts.is_enterprise_managed
    mode = WorkMode.TWO_PLUS_X if has_two_systems else WorkMode.THREE_PLUS_X
    if not facts.is_institution:
        inputs, ground = {"工会类别": facts.kind.label}, "企业"
    else:
        inputs = {"单位性质": _ownership_shown(facts), "企业化管理": _yes_no(facts.is_enterprise_managed)}
        ground = "事业单位" if has_two_systems else "企业化管理的事业单位"
    return mode, Basis("R-U4", "2014-31/4.1", inputs, f"{ground} → {mode.label}")


def _size(facts: UnionFacts, law: Law) -> tuple[SizeClass, str]:
    """The class and the comparison in words."""
    if facts.employee_count is None or not facts.kind.is_unit:
        raise ValueError(f"{facts.kind.label} has no number of employees to be classed by")
    count = facts.employee_count
    hundred, fifty = (law.threshold(SIZE_FLOORS, entry) for entry in (Category.NONPUBLIC_100, Category.NONPUBLIC_50))
    if hundred.is_met_by(count):
        return SizeClass.FROM_100, f"职工 {count} 人，{hundred.sentence()}"
    if fifty.is_met_by(count):
        return SizeClass.FROM_50, f"职工 {count} 人，{fifty.sentence()}、未达 {hundred.unit.show(hundred.value)}"
    return SizeClass.UNDER_50, f"职工 {count} 人，未达 {fifty.unit.show(fifty.value)}"


def _sealed_floors(law: Law) -> dict[str, Any]:
    return law.as_json([SIZE_FLOORS])["parameters"]


def _public_ground(facts: UnionFacts) -> str:
    if facts.ownership_type in PUBLIC_TYPES:
        return f"单位性质 {_ownership_shown(facts)}"
    return f"{_ownership_shown(facts)}，国有控股"


def _category_basis(facts: UnionFacts, formula: str, parameters: dict[str, Any] | None = None) -> Basis:
    inputs: dict[str, object] = {"工会类别": facts.kind.label}
    if facts.kind is UnionKind.GRASSROOTS_UNION:
        inputs |= {
            "单位性质": _ownership_shown(facts),
            "国有控股": _yes_no(facts.is_state_controlled),
            "职工人数": facts.employee_count,
        }
    return Basis("R-U3", "2014-31/3", inputs, formula, parameters or {})


def _ownership_shown(facts: UnionFacts) -> str:
    return f"{facts.ownership_type} {facts.ownership_type.label}" if facts.ownership_type else "未填"


def _yes_no(fact: bool) -> str:
    return "是" if fact else "否"
