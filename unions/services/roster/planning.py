"""From the rows of a sheet and the register to what the import would do. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from office.spreadsheets import CellProblem, Severity, SheetReading, SheetRow
from unions.models import Union
from unions.rules.particulars import PARTICULARS
from unions.rules.tree import level, place_fault
from unions.services.roster.nodes import Forest, Node, spelling
from unions.services.roster.plans import Alteration, Creation, RosterPlan
from unions.services.roster.rows import NOTHING, completed, credit_code, faults, needs_columns, stated
from unions.services.roster.sheet import BY_KIND, COLUMNS, CREDIT_CODE, KIND, NAME, SUPERIOR
from unions.services.roster.snapshot import Snapshot

PROGRESS_STEP: Final = 500
ESSENTIALS: Final = ("name", "superior", "kind")
Progress = Callable[[int, int], None]


def plan_roster(reading: SheetReading, found: Snapshot, *, progress: Progress | None = None) -> RosterPlan:
    """What importing the sheet would do to the register, with everything that stands in the way."""
    planning = _Planning(reading, found)
    rows = sorted(reading.rows, key=_level_of)
    for done, row in enumerate(rows, start=1):
        planning.take(row)
        if progress and (done % PROGRESS_STEP == 0 or done == len(rows)):
            progress(done, len(rows))
    return planning.result()


def _level_of(row: SheetRow) -> int:
    """Superiors come before their sub-units; rows of an unknown kind first, so that nobody blames their sub-units."""
    return level(row["kind"]) if row["kind"] else -1


class _Planning:
    """The workspace of one plan."""

    def __init__(self, reading: SheetReading, found: Snapshot) -> None:
        self.reading, self.found = reading, found
        self.forest = Forest.of(found)
        self.problems = list(_reading_problems(reading))
        self.creations: list[Creation] = []
        self.alterations: list[Alteration] = []
        self.rows_by_place: dict[tuple[Node | None, str], int] = {}
        self.rows_by_code: dict[str, int] = {}
        self.rows_by_number = {row.number: row for row in reading.rows}
        self.changed_kinds: list[tuple[SheetRow, Node]] = []
        self.unchanged_count = 0

    def take(self, row: SheetRow) -> None:
        """Plan one row; a row that cannot be planned leaves its name behind, so that its sub-units are not blamed."""
        node = None
        if not any(row[key] is None for key in ESSENTIALS):
            superior = self._superior(row)
            node = self._node(row, superior) if superior else None
        if node is None and row["name"]:
            self.forest.bad_names.add(spelling(row["name"]))

    def result(self) -> RosterPlan:
        """The plan, once every row is taken."""
        self._check_kinds()
        self._warn_of_namesakes()
        order = {column.name: index for index, column in enumerate(COLUMNS.values())}
        problems = sorted(self.problems, key=lambda each: (each.row, order.get(each.column, -1)))
        return RosterPlan(
            len(self.reading.rows),
            tuple(self.creations),
            tuple(self.alterations),
            self.unchanged_count,
            tuple(problems),
            self.reading.ignored_columns,
        )

    def _superior(self, row: SheetRow) -> Node | None:
        superior = self.forest.superior_named(row["superior"], row["kind"])
        if superior.node is None and not superior.is_known_bad:
            self._report(row, SUPERIOR, row["superior"], superior.expected)
        return superior.node

    def _node(self, row: SheetRow, superior: Node) -> Node | None:
        """The union that the row speaks of, registered or new; None where the row is refused."""
        node, is_refused = self._registered(row, superior)
        if is_refused or self._is_repeated(row, superior, node):
            return None
        if superior.is_outside and not (node and self._is_top(node)):
            self._report(row, SUPERIOR, row["superior"], "不在您的管辖范围内，只能导入您所在工会的下级")
            return None
        return self._alter(row, node, node.union, superior) if node and node.union else self._create(row, superior)

    def _registered(self, row: SheetRow, superior: Node) -> tuple[Node | None, bool]:
        """The registered union of the row, by credit code or else by name and superior; and whether to refuse."""
        code = credit_code(row)
        owner_id = self.found.codes.get(code) if code else None
        if owner_id is not None and owner_id not in self.forest.by_id:
            self._report(row, CREDIT_CODE, code, "已登记在另一单位（已撤销或不在您的管辖范围内）名下")
            return None, True
        if owner_id is not None:
            return self.forest.by_id[owner_id], False
        node = self.forest.by_place.get((superior, spelling(row["name"])))
        if node and node.union and code and node.union.credit_code:
            expected = f"“{superior.name}”下的“{node.name}”登记的代码是 {node.union.credit_code}，与此不同"
            self._report(row, CREDIT_CODE, code, expected)
            return None, True
        return node, False

    def _is_repeated(self, row: SheetRow, superior: Node, node: Node | None) -> bool:
        """Whether an earlier row, or a registered union no row speaks of, has the code or the place of this row."""
        code, place = credit_code(row), (superior, spelling(row["name"]))
        column, value, first = NAME, row["name"], self.rows_by_place.setdefault(place, row.number)
        if code and self.rows_by_code.setdefault(code, row.number) != row.number:
            column, value, first = CREDIT_CODE, code, self.rows_by_code[code]
        elif node and node.row:
            first = node.row
        if first != row.number:
            self._report(row, column, value, f"与第 {first} 行重复，请只保留一行")
            return True
        occupant = self.forest.by_place.get(place)
        if occupant and occupant is not node:
            self._report(row, NAME, row["name"], f"“{superior.name}”下已有同名单位，不能再有一个")
            return True
        return False

    def _create(self, row: SheetRow, superior: Node) -> Node:
        values, problems = stated(row, row["kind"])
        after = completed(values, row["kind"], NOTHING)
        self.problems += [*problems, *faults(row, row["kind"], after)]
        node = Node(row["name"], row["kind"], superior, row=row.number)
        self.forest.add(node)
        superior_id, superior_row = _whose(superior)
        self.creations.append(Creation(row.number, node.name, superior.name, superior_id, superior_row, after))
        return node

    def _alter(self, row: SheetRow, node: Node, union: Union, superior: Node) -> Node:
        values, problems = stated(row, row["kind"])
        before = {field: getattr(union, field) for field in PARTICULARS}
        whole = completed(values, row["kind"], before)
        self.problems += [*problems, *faults(row, row["kind"], whole)]
        after = {field: value for field, value in whole.items() if value != before[field]}
        if spelling(row["name"]) != spelling(union.name):
            before["name"], after["name"] = union.name, row["name"]
        if after or superior is not node.superior:
            self._note_change(row, node, union, superior, {field: (before[field], after[field]) for field in after})
        else:
            self.unchanged_count += 1
        node.row = row.number
        self._settle(row, node, superior)
        return node

    def _note_change(
        self, row: SheetRow, node: Node, union: Union, superior: Node, changes: dict[str, tuple[Any, Any]]
    ) -> None:
        if self._is_top(node):
            self._report(row, NAME, row["name"], "是您所在的工会，其登记内容由上级办理，不能在此变更")
            return
        moved = (superior.name, *_whose(superior)) if superior is not node.superior else ("", None, None)
        was = node.superior.name if node.superior else ""
        self.alterations.append(Alteration(row.number, union.pk, union.name, row["kind"], was, changes, *moved))

    def _settle(self, row: SheetRow, node: Node, superior: Node) -> None:
        """Let the rows that follow find the union as this row leaves it."""
        if node.kind != row["kind"]:
            self.changed_kinds.append((row, node))
        node.kind, node.superior = row["kind"], superior
        if spelling(node.name) != spelling(row["name"]):
            self.forest.rename(node, row["name"])

    def _check_kinds(self) -> None:
        """A registered union whose kind changes must still fit those below it."""
        for row, node in self.changed_kinds:
            for below in self.forest.below(node):
                if fault := place_fault(below.kind, node.kind):
                    self._report(row, KIND, node.kind.label, f"其下有“{below.name}”：{fault}")

    def _warn_of_namesakes(self) -> None:
        """A new union that bears the name of a registered one elsewhere may be the same, moved."""
        for creation in self.creations:
            namesakes = self.forest.by_name[spelling(creation.name)]
            elsewhere = [node for node in namesakes if node.union and node.row is None and node.superior]
            if elsewhere:
                where = "、".join(node.superior.name for node in elsewhere if node.superior)
                expected = f"“{where}”下已登记同名单位；如是同一单位转隶，请填统一社会信用代码或在页面上办理转隶"
                self._report(self.rows_by_number[creation.row], NAME, creation.name, expected, Severity.WARNING)

    def _is_top(self, node: Node) -> bool:
        return node.union is not None and node.union.pk == self.found.top_id

    def _report(
        self, row: SheetRow, column: Any, value: Any, expected: str, severity: Severity = Severity.ERROR
    ) -> None:
        self.problems.append(row.problem(column, value, expected, severity))


def _reading_problems(reading: SheetReading) -> list[CellProblem]:
    """The reading's problems, without the lack of a column that none of these rows needs."""
    by_kind = {COLUMNS[key].name for key in BY_KIND}
    needless = by_kind - needs_columns(reading.rows)
    return [
        problem
        for problem in reading.problems
        if not (problem.row == reading.header_row and problem.column in needless and not problem.cell)
    ]


def _whose(superior: Node) -> tuple[int | None, int | None]:
    """The key of a registered superior, or the row of a new one."""
    return (superior.union.pk, None) if superior.union else (None, superior.row)
