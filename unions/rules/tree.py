"""Which union may hang under which (R-U1)."""

from __future__ import annotations

from typing import Final

from policy.citing import Reason, cites
from unions.kinds import UnionKind

CLAUSE: Final = "2014-31/6.2"
BATCH_FILERS: Final = tuple(kind for kind in UnionKind if kind.files_batches)


@cites(CLAUSE, rule="R-U1")
def superior_kinds(kind: UnionKind) -> tuple[UnionKind, ...]:
    """The kinds a union of this kind may hang under, highest first; none for the provincial federation.

    They always stand on a higher level, so that no circle can come about.
    """
    if kind is UnionKind.PROVINCIAL_FEDERATION:
        return ()
    if kind is UnionKind.CITY_FEDERATION:
        return (UnionKind.PROVINCIAL_FEDERATION,)
    if kind.files_batches:
        return (UnionKind.CITY_FEDERATION,)
    if kind is UnionKind.TOWNSHIP_UNION:
        return BATCH_FILERS
    if kind is UnionKind.SECTOR_UNION:  # one of the city's tier may belong to the city federation itself
        return (UnionKind.CITY_FEDERATION, *BATCH_FILERS, UnionKind.TOWNSHIP_UNION)
    return (*BATCH_FILERS, UnionKind.TOWNSHIP_UNION)


@cites(CLAUSE, rule="R-U1")
def place_fault(kind: UnionKind, superior_kind: UnionKind) -> Reason | None:
    """Why a union of this kind cannot hang under one of that kind; None where it can."""
    if superior_kind in superior_kinds(kind):
        return None
    return Reason("wrong_level", False, f"{kind.label}{_places(kind)}，不能归{superior_kind.label}", CLAUSE)


def level(kind: UnionKind) -> int:
    """How many unions stand above one of this kind at most: 0 for the provincial federation, 4 for units."""
    return 1 + max((level(superior) for superior in superior_kinds(kind)), default=-1)


def _places(kind: UnionKind) -> str:
    return "的上级应为" + "、".join(each.label for each in superior_kinds(kind)) if superior_kinds(kind) else "没有上级"
