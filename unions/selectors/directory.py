"""Unions as the sheets of the other apps name them: by name and superior, today's or those of an earlier year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from office.spreadsheets.cells import compact
from unions.kinds import UnionKind
from unions.models import FormerName, FormerSuperior, Union, User

SEPARATOR = "/"
NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Named:
    """What two cells lead to: a unit, or which of them is wrong and what it should hold."""

    union: Union | None = None
    is_superior_wrong: bool = False
    expected: str = ""


class Directory:
    """All units of a person's scope, found by name; reading it takes four queries whatever the number of units.

    A name counts as it is or once was, and so does a superior; where several units fit, the one that fits today does.
    """

    def __init__(self, user: User | None) -> None:
        """The units below the person's own union; for nobody, as commands act, all of them."""
        above = list(Union.objects.exclude(kind__in=_unit_kinds()))
        units = Union.objects.filter(kind__in=_unit_kinds())
        self.units = list(units.visible_to(user) if user else units)
        self.by_id = {union.pk: union for union in [*above, *self.units]}
        self.names = _names(self.by_id.values())
        self.moves = _moves()
        self.superiors = {
            union.pk: {key for key in (union.superior_id, *(key for _, key in self.moves.get(union.pk, ()))) if key}
            for union in self.by_id.values()
        }
        self.by_name: dict[str, list[Union]] = defaultdict(list)
        for union in self.by_id.values():
            for name in self.names[union.pk]:
                self.by_name[name].append(union)

    def named(self, name: str, superior: str, on: date | None = None) -> Named:
        """The unit that two cells name.

        Args:
            on: the day the row speaks of; a unit closed before it gives way to one that was open.
        """
        namesakes = self.by_name.get(spelling(name), [])
        units = [union for union in namesakes if UnionKind(union.kind).is_unit]
        if not units:
            return Named(expected=self._unknown(name, is_federation=bool(namesakes)))
        fitting = [union for union in units if spelling(superior) in self._superior_names(union)]
        if not fitting:
            where = "、".join(sorted({self._superior_name(union) for union in units}))
            return Named(is_superior_wrong=True, expected=f"应为“{name}”的上级工会：{where}")
        best = self._best(fitting, name, superior, on)
        if len(best) > 1:
            return Named(expected=f"有 {len(best)} 个单位都符合，请核对名册")
        return Named(best[0])

    def superior_in(self, union: Union, superior: str, year: int) -> Union:
        """A unit's superior of a year: the one a row names, if it was so then, else that of the year's last day."""
        of_year, since = [], date.min
        for until, key in [*self.moves.get(union.pk, ()), (date.max, union.superior_id)]:
            if until > date(year, 1, 1) and since <= date(year, 12, 31) and key:
                of_year.append(key)
            since = until
        named = [key for key in of_year if self.is_called(self.by_id[key], superior)]
        return self.by_id[(named or of_year)[-1]]

    def superior_on(self, union: Union, day: date) -> Union | None:
        """A union's superior on a day; before the first known one, the first known."""
        former = next((key for until, key in self.moves.get(union.pk, ()) if until > day), union.superior_id)
        return self.by_id.get(former) if former else None

    def is_called(self, superior: Union, words: str) -> bool:
        """Whether a cell names this superior, as it is or was called."""
        return spelling(words) in self._ways_to_write(superior.pk)

    def _best(self, fitting: list[Union], name: str, superior: str, on: date | None) -> list[Union]:
        def rank(union: Union) -> tuple[bool, bool, bool]:
            is_open = union.closed_on is None or (on is not None and union.closed_on > on)
            is_so_named = spelling(union.name) == spelling(name)
            return not is_open, not is_so_named, spelling(superior) not in set(self._present_superior_names(union))

        lowest = min(rank(union) for union in fitting)
        return [union for union in fitting if rank(union) == lowest]

    def _superior_names(self, union: Union) -> set[str]:
        return {name for key in self.superiors[union.pk] for name in self._ways_to_write(key)}

    def _present_superior_names(self, union: Union) -> Iterator[str]:
        return self._ways_to_write(union.superior_id) if union.superior_id else iter(())

    def _ways_to_write(self, key: int) -> Iterator[str]:
        """A superior's names, alone and with the names of the union above it before them."""
        above = self.by_id[key].superior_id
        for name in self.names[key]:
            yield name
            for higher in self.names[above] if above else ():
                yield f"{higher}{SEPARATOR}{name}"

    def _superior_name(self, union: Union) -> str:
        return self.by_id[union.superior_id].name if union.superior_id else "—"

    def _unknown(self, name: str, *, is_federation: bool) -> str:
        if is_federation:
            return "应为基层工会、联合基层工会或行业工会"
        known = [key for key, unions in self.by_name.items() if any(UnionKind(each.kind).is_unit for each in unions)]
        near = get_close_matches(spelling(name), known, n=1, cutoff=NEAR)
        hint = f"（是否为“{self.by_name[near[0]][0].name}”？）" if near else ""
        return f"应为名册中您管辖范围内单位的名称{hint}"


def spelling(name: str) -> str:
    """What makes two names the same: width, brackets and white space do not matter."""
    return compact(name)


def _unit_kinds() -> list[UnionKind]:
    return [kind for kind in UnionKind if kind.is_unit]


def _names(unions: Iterable[Union]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set, {union.pk: {spelling(union.name)} for union in unions})
    for key, name in FormerName.objects.values_list("union_id", "name"):
        found[key].add(spelling(name))
    return found


def _moves() -> dict[int, list[tuple[date, int]]]:
    """The former superiors by the unit's key, each with the first day under the next; the earliest first."""
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    moves = FormerSuperior.objects.order_by("until_on").values_list("union_id", "until_on", "superior_id")
    for key, until, superior in moves:
        found[key].append((until, superior))
    return found
