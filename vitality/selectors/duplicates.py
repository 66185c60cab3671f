"""Suspected duplicates among typical units: one workplace under two unions of the register (R-T3, R-T4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from unions.models import FormerName, Union, User
from vitality.models import DuplicateCheck, Typical
from vitality.rules.likeness import alike, normal_name


@dataclass(frozen=True)
class Match:
    """A typical that may be the unit asked about, and why.

    Attributes:
        is_same: a name, present or former, is the same; else two names are only alike.
    """

    typical: Typical
    reason: str
    is_same: bool


@dataclass(frozen=True)
class Suspicion:
    """Two typicals that may be one unit, and why.

    Attributes:
        check: where this very suspicion was looked into and the two were found to be two units.
    """

    first: Typical
    second: Typical
    reason: str
    is_same: bool
    check: DuplicateCheck | None = None


@dataclass
class Likeness:
    """The typicals by everything that may betray one unit under two names."""

    by_name: dict[str, list[Typical]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, typical: Typical, names: Iterable[str]) -> None:
        """Take a typical in, with its present and former names."""
        for name in dict.fromkeys(names):
            self.names[typical.unit_id].append(name)
            self.by_name[normal_name(name)].append(typical)

    def like(self, unit: Union, names: Iterable[str]) -> list[Match]:
        """Typicals of other units that may be this one; same names first."""
        found: dict[int, Match] = {}
        named = [(name, normal_name(name)) for name in names]
        for name, normal in named:
            for typical in self.by_name.get(normal, []):
                found.setdefault(typical.unit_id, Match(typical, self._same_reason(unit, name, typical), True))
        for _, normal in named:
            for key, typicals in self.by_name.items():
                if alike(key, normal):
                    for typical in typicals:
                        found.setdefault(typical.unit_id, Match(typical, f"名称与“{typical.unit.name}”相近", False))
        found.pop(unit.pk, None)
        return list(found.values())

    def _same_reason(self, unit: Union, name: str, typical: Typical) -> str:
        """Which name is the same as which; a present one is preferred."""
        same = [each for each in self.names[typical.unit_id] if normal_name(each) == normal_name(name)]
        other = f"“{typical.unit.name}”"
        if typical.unit.name not in same:
            other += f"的曾用名“{same[0]}”"
        elif name == unit.name:
            return f"与{other}同名"
        return f"与{other}相同" if name == unit.name else f"曾用名“{name}”与{other}相同"


def likenesses_of_typicals() -> Likeness:
    """Every typical with its unit's names; two queries."""
    found = Likeness()
    typicals = list(Typical.objects.select_related("unit", "superior").order_by("pk"))
    former = former_names(each.unit_id for each in typicals)
    for each in typicals:
        found.add(each, [each.unit.name, *former.get(each.unit_id, ())])
    return found


def former_names(union_ids: Iterable[int]) -> dict[int, list[str]]:
    """The former names of unions, by key."""
    found: dict[int, list[str]] = defaultdict(list)
    for key, name in FormerName.objects.filter(union_id__in=list(union_ids)).values_list("union_id", "name"):
        found[key].append(name)
    return found


def suspicions(user: User) -> list[Suspicion]:
    """Pairs of typicals that may be one unit, both of which this person sees; each pair once.

    Those still to be checked first, and among them those of the same name.
    """
    likeness = likenesses_of_typicals()
    seen = set(Typical.objects.visible_to(user).values_list("pk", flat=True))
    found = [pair for pair in _pairs(likeness) if {pair.first.pk, pair.second.pk} <= seen]
    checks = {(each.first_id, each.second_id): each for each in DuplicateCheck.objects.select_related("checked_by")}
    found = [replace(pair, check=_check_of(pair, checks)) for pair in found]
    return sorted(found, key=lambda pair: (pair.check is not None, not pair.is_same))


def _check_of(pair: Suspicion, checks: Mapping[tuple[int, int], DuplicateCheck]) -> DuplicateCheck | None:
    low, high = sorted((pair.first.pk, pair.second.pk))
    check = checks.get((low, high))
    return check if check and check.suspicion == pair.reason else None


def _pairs(likeness: Likeness) -> Iterator[Suspicion]:
    told: set[frozenset[int]] = set()
    typicals = {each.unit_id: each for group in likeness.by_name.values() for each in group}
    for unit_id, typical in sorted(typicals.items()):
        for match in likeness.like(typical.unit, likeness.names[unit_id]):
            pair = frozenset({unit_id, match.typical.unit_id})
            if pair not in told:
                told.add(pair)
                yield Suspicion(typical, match.typical, match.reason, match.is_same)
