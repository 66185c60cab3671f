"""Moving a union with all that hangs under it, and the two unions at the top."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from office import events
from office.refusals import Refused
from unions.kinds import UnionKind
from unions.models import FormerSuperior, Union, User
from unions.models.union import path_segment, within
from unions.rules.naming import pinyin_of
from unions.services.placing import lock_tree, locked, refuse_closed, refuse_place, refuse_taken_name
from unions.services.register import place_new, refuse_day


@transaction.atomic
def move_union(*, union: Union, superior: Union, from_on: date, user: User | None, at: datetime) -> Union:
    """Hang a union under another superior from a day on, with its whole subtree; the former superior is kept.

    Raises:
        Refused: the present superior, one of its own sub-units, a wrong level, a closed superior, a name taken
            there, or a day that is not after the one of the present place.
    """
    lock_tree()
    now, target = locked(union), locked(superior)
    refuse_closed(now)
    former = now.superior
    if former == target:
        raise Refused(f"“{now}”已经归“{target}”。", fields={"superior": f"已经归“{target}”。"})
    if target.path.startswith(now.path):
        raise Refused(f"“{target}”是“{now}”的下级，不能成为它的上级。", fields={"superior": "不能归自己的下级。"})
    refuse_place(UnionKind(now.kind), target, on=from_on)
    refuse_taken_name(now.name, target, but=now)
    refuse_day(from_on, since=now.placed_on, what="归现上级", at=at)
    if former and now.placed_on != from_on:
        FormerSuperior.objects.create(union=now, superior=former, from_on=now.placed_on, until_on=from_on)
    now.superior, now.placed_on = target, from_on
    now.save(update_fields=["superior", "placed_on"])
    replace_path(now.path, target.path + path_segment(now.pk))
    now.path = target.path + path_segment(now.pk)
    changes = {"上级工会": [str(former), str(target)], "归属日期": from_on.isoformat()}
    events.record(events.Entry(now, "move", "转隶", user, at, changes=changes))
    return now


def replace_path(old: str, new: str) -> None:
    """Rewrite the paths of a subtree, its root included, in one statement."""
    Union.objects.filter(within(old)).update(path=Concat(Value(new), Substr("path", len(old) + 1)))


@transaction.atomic
def init_federation(*, province: str, city: str, user: User | None, at: datetime) -> list[Union]:
    """Enter the two unions at the top of the tree, whichever is not there yet; gives those it entered.

    Raises:
        Refused: a name is empty, or one of them is there under another name.
    """
    lock_tree()
    top, top_is_new = _federation(UnionKind.PROVINCIAL_FEDERATION, province, None)
    below, below_is_new = _federation(UnionKind.CITY_FEDERATION, city, top)
    made = [union for union, is_new in ((top, top_is_new), (below, below_is_new)) if is_new]
    events.record_all(events.Entry(union, "create", "登记", user, at) for union in made)
    return made


def _federation(kind: UnionKind, name: str, superior: Union | None) -> tuple[Union, bool]:
    found = Union.objects.filter(kind=kind).first()
    if not name:
        raise Refused(f"{kind.label}的名称不能为空。")
    if found is None:
        union = Union(kind=kind, name=name, name_pinyin=pinyin_of(name), superior=superior)
        place_new(union)
        return union, True
    if found.name != name:
        raise Refused(f"{kind.label}已登记为“{found}”，不能再登记“{name}”。")
    return found, False
