"""What invented units write: goals and measures put together line by line, and what reviewers remark on them."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from config.demo.reading import texts
from unions.kinds import OwnershipType, UnionKind
from unions.models import Union
from vitality.kinds import PaperKind

WORDS: Final = texts("wording")


def goals_and_measures(unit: Union, chance: Random) -> dict[str, str]:
    """Both long texts of a form, a line for each part of the work."""
    lists = WORDS[_style_of(unit)]
    return {field: "\n".join(_said(chance.choice(lines), unit) for lines in lists[field]) for field in lists}


def paper_text(kind: PaperKind, union: Union) -> str:
    """The text of an implementation plan or of safeguard measures."""
    return "\n".join(line.format(union=union.name) for line in WORDS["papers"][kind.value])


def flawed(field: str, answer: Any) -> Any:
    """An answer as it was before the reviewer remarked on it."""
    if field == "contact":
        return answer[:-1]
    if field == "employee_count":
        return answer + 20
    return "\n".join(str(answer).splitlines()[:2])


def _said(line: str, unit: Union) -> str:
    count = unit.employee_count or 0
    return line.format(unit=unit.name, count=count, tenth=max(count // 10, 3), firms=unit.covered_enterprise_count or 0)


def _style_of(unit: Union) -> str:
    if unit.kind == UnionKind.SECTOR_UNION:
        return "sector"
    if unit.kind == UnionKind.JOINT_GRASSROOTS_UNION:
        return "joint"
    is_plain_institution = unit.ownership_type == OwnershipType.INSTITUTION and not unit.is_enterprise_managed
    return "institution" if is_plain_institution else "enterprise"
