"""The tree as an import leaves it: registered unions and those that rows add, found by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from office.spreadsheets.cells import compact
from unions.kinds import UnionKind
from unions.models import Union
from unions.rules.tree import place_fault, superior_kinds
from unions.services.roster.snapshot import Snapshot

SEPARATOR = "/"
NEAR = 0.8  # below, two districts of equal length would pass for each other


def spelling(name: str) -> str:
    """What makes two names the same: width, brackets and white space do not matter."""
    return compact(name)


@dataclass(slots=True, eq=False)
class Node:
    """A union during the planning.

    Attributes:
        union: as registered; None for one that a row adds.
        row: the row that speaks of it, None while none does.
        is_outside: the union above the person's own: it can be named, nothing can be put under it.
    """

    name: str
    kind: UnionKind
    superior: Node | None
    union: Union | None = None
    row: int | None = None
    is_outside: bool = False

    @property
    def full_name(self) -> str:
        """The name with the superior's, as a sheet writes it where the name alone is not enough."""
        return f"{self.superior.name}{SEPARATOR}{self.name}" if self.superior else self.name


@dataclass(slots=True)
class Superior:
    """What a cell of 上级工会 leads to: a node, or the sentence why to none."""

    node: Node | None = None
    expected: str = ""
    is_known_bad: bool = False


@dataclass
class Forest:
    """All nodes, by key, name and place."""

    by_id: dict[int, Node] = field(default_factory=dict)
    by_name: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    by_place: dict[tuple[Node | None, str], Node] = field(default_factory=dict)
    bad_names: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, found: Snapshot) -> Forest:
        """The tree as registered."""
        forest = cls()
        if found.above:
            forest.add(Node(found.above.name, UnionKind(found.above.kind), None, found.above, is_outside=True))
        for union in found.unions:
            superior = forest.by_id.get(union.superior_id) if union.superior_id else None
            node = Node(union.name, UnionKind(union.kind), superior, union)
            forest.add(node)
            forest.by_place[superior, spelling(union.name)] = node
        return forest

    def add(self, node: Node) -> None:
        """Let a node be found by its name, and by its key where it has one."""
        self.by_name[spelling(node.name)].append(node)
        if node.union:
            self.by_id[node.union.pk] = node

    def rename(self, node: Node, name: str) -> None:
        """Let a node be found by its new name only."""
        self.by_name[spelling(node.name)].remove(node)
        node.name = name
        self.by_name[spelling(name)].append(node)

    def superior_named(self, typed: str, kind: UnionKind) -> Superior:
        """The superior a cell names for a union of this kind: "中山区总工会", or "中山区总工会/桃源街道工会"."""
        named = self._named(typed)
        fitting = [node for node in named if node.kind in superior_kinds(kind)]
        if len(fitting) == 1:
            return Superior(fitting[0])
        if fitting:
            written = "、".join(node.full_name for node in fitting)
            return Superior(expected=f"有 {len(fitting)} 个同名的上级工会，应写全，如：{written}")
        if spelling(typed) in self.bad_names:
            return Superior(is_known_bad=True)
        if named:
            return Superior(expected=str(place_fault(kind, named[0].kind)))
        return Superior(expected=f"应为本表内或已登记的上级工会的名称{self._hint(typed, kind)}")

    def below(self, superior: Node) -> Iterator[Node]:
        """The nodes right under one."""
        return (node for nodes in self.by_name.values() for node in nodes if node.superior is superior)

    def _named(self, typed: str) -> list[Node]:
        named = self.by_name.get(spelling(typed), [])
        above, separator, name = typed.replace("／", SEPARATOR).rpartition(SEPARATOR)
        if named or not separator:
            return named
        return [
            node
            for node in self.by_name.get(spelling(name), [])
            if node.superior and spelling(node.superior.name) == spelling(above)
        ]

    def _hint(self, typed: str, kind: UnionKind) -> str:
        known = {
            name for name, nodes in self.by_name.items() if any(node.kind in superior_kinds(kind) for node in nodes)
        }
        near = get_close_matches(spelling(typed), known, n=1, cutoff=NEAR)
        return f"（是否为“{self.by_name[near[0]][0].name}”？）" if near else ""
