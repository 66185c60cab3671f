"""The register as an import finds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unions.models import Union, User


@dataclass(frozen=True)
class Snapshot:
    """What a plan is made against.

    Attributes:
        unions: the open unions that the person may see, superiors before their sub-units.
        above: the superior of the person's own union, which can be named in a sheet and nothing more.
        top_id: the union whose subtree may be changed, but not it itself; None for the whole tree.
        codes: credit code → key, of all unions, closed ones and those out of sight too.
    """

    unions: Sequence[Union]
    above: Union | None
    top_id: int | None
    codes: Mapping[str, int]


def snapshot(user: User | None, *, is_locked: bool = False) -> Snapshot:
    """The register within a person's scope; the whole of it for the command, which acts for nobody.

    Args:
        is_locked: hold the rows until the transaction ends.
    """
    visible = Union.objects.visible_to(user) if user else Union.objects.all()
    rows = visible.filter(closed_on=None).order_by("path")
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    codes = Union.objects.exclude(credit_code="").values_list("credit_code", "pk")
    top = user.post.union if user and user.post else None
    return Snapshot(list(rows), top.superior if top else None, top.pk if top else None, dict(codes))
