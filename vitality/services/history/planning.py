"""From the rows of the three sheets and the records to what the import would do. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from office.spreadsheets import BookReading, CellProblem, Severity, SheetRow
from policy.documents import parameter
from unions.kinds import SectorTier, UnionKind
from unions.models import Union
from vitality.kinds import PaperKind, TypicalKind, TypicalLevel
from vitality.models import Typical
from vitality.services.history.plans import Entry, HistoryPlan, Record
from vitality.services.history.sheet import COLUMNS, FAILED, PASSED, RESULTS, TYPICALS, YEARS
from vitality.services.history.snapshot import Snapshot

Progress = Callable[[int, int], None]
PROGRESS_STEP: Final = 500
PUBLISHED: Final = "年度结果已经公布，不能再用导入改动"


def plan_history(
    reading: BookReading, found: Snapshot, *, today: date, progress: Progress | None = None
) -> HistoryPlan:
    """What importing the workbook would record, with everything that stands in the way.

    Args:
        today: results of a later year cannot be known.
    """
    planning = _Planning(reading, found, today)
    takers = {TYPICALS: planning.take_typical, RESULTS: planning.take_result, YEARS: planning.take_year}
    rows = [(title, row) for title in takers if title in reading.sheets for row in reading.sheets[title].rows]
    for done, (title, row) in enumerate(rows, start=1):
        takers[title](row)
        if progress and (done % PROGRESS_STEP == 0 or done == len(rows)):
            progress(done, len(rows))
    return planning.result()


class _Planning:
    """The workspace of one plan; typicals are taken first, so that acceptances find those of the same workbook."""

    def __init__(self, reading: BookReading, found: Snapshot, today: date) -> None:
        self.reading, self.found, self.today = reading, found, today
        self.problems: list[CellProblem] = list(reading.problems)
        self.entries: list[Entry] = []
        self.unchanged_count = 0
        self.places: dict[tuple[Any, ...], int] = {}
        self.won: dict[int, Typical] = dict(found.typicals)

    def result(self) -> HistoryPlan:
        """The plan, once every row is taken."""
        order = {place: index for index, place in enumerate(COLUMNS)}
        sheets = {title: index for index, title in enumerate((TYPICALS, RESULTS, YEARS))}
        names = {(sheet, column.name): order[sheet, key] for (sheet, key), column in COLUMNS.items()}
        problems = sorted(
            self.problems, key=lambda each: (sheets[each.sheet], each.row, names.get((each.sheet, each.column), -1))
        )
        reading = self.reading
        return HistoryPlan(
            reading.row_count, tuple(self.entries), self.unchanged_count, tuple(problems), reading.ignored_columns
        )

    # 典型 ------------------------------------------------------------------------------------------

    def take_typical(self, row: SheetRow) -> None:
        """A unit that became typical in a year."""
        if any(row[key] is None for key in ("year", "name", "superior", "level", "kind")):
            return
        unit = self._unit(TYPICALS, row)
        if not self._is_past(TYPICALS, row) or unit is None or not self._is_first(TYPICALS, row, unit.pk):
            return
        then = self.found.directory.superior_in(unit, row["superior"], row["year"])
        superior = self.found.filing_superior(then, row["year"])
        if superior is None:
            self._report(TYPICALS, row, "superior", "应为区市县总工会、开放先导区总工会、产业工会或其下级工会")
            return
        if not self.found.directory.is_called(then, row["superior"]):
            self._warn(TYPICALS, row, "superior", f"{row['year']} 年的上级工会是“{then}”，按其计入")
        if self._fits_kind(row, unit):
            wanted = Typical(
                unit=unit, superior=superior, year=row["year"], level=row["level"], kind=row["kind"], is_imported=True
            )
            self._enter_typical(row, wanted)

    def _fits_kind(self, row: SheetRow, unit: Union) -> bool:
        is_sector = unit.kind == UnionKind.SECTOR_UNION
        if is_sector != (row["kind"] == TypicalKind.SECTOR):
            fitting = (TypicalKind.SECTOR if is_sector else TypicalKind.ENTERPRISE).label
            self._report(TYPICALS, row, "kind", f"“{unit.name}”是{UnionKind(unit.kind).label}，应为{fitting}")
            return False
        if unit.sector_tier == SectorTier.SUB_COUNTY:
            self._warn(TYPICALS, row, "name", "是县区以下行业工会，其经费由所在区市县自行配套，请核对")
        return True

    def _enter_typical(self, row: SheetRow, wanted: Typical) -> None:
        before = self.found.typicals.get(wanted.unit_id)
        after = _typical_words(wanted)
        if before and _typical_words(before) == after:
            self.unchanged_count += 1
            return
        if before and not before.is_imported:
            self._report(TYPICALS, row, "name", f"已由申报成为典型（{before}），不能再导入")
            return
        if self._is_published(TYPICALS, row, [wanted, *([before] if before else [])]):
            return
        accepted_in = [year for key, year in self.found.results if before and key == before.pk]
        if accepted_in and min(accepted_in) < wanted.year:
            first = min(accepted_in)
            self._report(TYPICALS, row, "year", f"已登记 {first} 年的验收结果，成为典型的年度应不晚于 {first}")
            return
        self._warn_of_likeness(row, wanted)
        self.won[wanted.unit_id] = wanted
        values = {name: getattr(wanted, name) for name in ("superior_id", "year", "level", "kind")}
        self._enter(Record.TYPICAL, TYPICALS, row, wanted.unit, before, values, _typical_words(before), after)

    def _warn_of_likeness(self, row: SheetRow, wanted: Typical) -> None:
        names = self.found.directory.names[wanted.unit_id]
        for match in self.found.likenesses.like(wanted.unit, [wanted.unit.name, *sorted(names)]):
            since = f"已于 {match.typical.year} 年成为典型（{match.typical.superior}）"
            told = f"{match.reason}，后者{since}，请核对是否为同一单位"
            self._warn(TYPICALS, row, "name", told)
        self.found.likenesses.add(wanted, [wanted.unit.name, *sorted(names)])

    # 验收 ------------------------------------------------------------------------------------------

    def take_result(self, row: SheetRow) -> None:
        """A typical's acceptance of a year."""
        if any(row[key] is None for key in ("year", "name", "superior", "is_passed")):
            return
        unit = self._unit(RESULTS, row)
        is_past = self._is_past(RESULTS, row)
        if unit is None or not is_past or not self._is_first(RESULTS, row, unit.pk, row["year"]):
            return
        typical = self.won.get(unit.pk)
        if typical is None:
            self._report(RESULTS, row, "name", "不是典型单位；应先在“典型”表中登记")
        elif row["year"] < typical.year:
            self._report(RESULTS, row, "year", f"{typical.year} 年才成为典型，应不早于 {typical.year}")
        else:
            self._enter_result(row, typical)

    def _enter_result(self, row: SheetRow, typical: Typical) -> None:
        before = self.found.results.get((typical.pk, row["year"])) if typical.pk else None
        before = before or self._result_of_unit(typical.unit_id, row["year"])
        if before and before.is_passed == row["is_passed"]:
            self.unchanged_count += 1
            return
        if before and not before.is_imported:
            self._report(RESULTS, row, "is_passed", "该年度验收已在系统中公布，不能用导入改动")
            return
        if self._is_published(RESULTS, row, [replace_year(typical, row["year"])]):
            return
        if typical.kind == TypicalKind.ENTERPRISE and row["year"] != typical.year:
            self._warn(RESULTS, row, "year", f"企事业典型按成为典型的当年（{typical.year} 年）验收计算奖励，请核对")
        values = {"unit_id": typical.unit_id, "is_passed": row["is_passed"]}
        was = {"结果": _passed_word(before.is_passed)} if before else {}
        now = {"结果": _passed_word(row["is_passed"])}
        self._enter(Record.RESULT, RESULTS, row, typical.unit, before, values, was, now)

    def _result_of_unit(self, unit_id: int, year: int) -> Any:
        """The recorded result of a typical that this workbook corrects."""
        recorded = self.found.typicals.get(unit_id)
        return self.found.results.get((recorded.pk, year)) if recorded else None

    # 单位年度 --------------------------------------------------------------------------------------

    def take_year(self, row: SheetRow) -> None:
        """A superior union's year: what was approved, and whether it was found innovative."""
        if row["year"] is None or row["name"] is None:
            return
        union, expected = self.found.recipient_named(row["name"])
        if union is None:
            self._report(YEARS, row, "name", expected)
        if not self._is_past(YEARS, row) or union is None or not self._is_first(YEARS, row, union.pk, row["year"]):
            return
        entered, problems = len(self.entries), len(self.problems)
        for kind in PaperKind:
            self._take_approval(row, union, kind)
        self._take_finding(row, union)
        if len(self.entries) == entered and len(self.problems) == problems:
            self.unchanged_count += 1

    def _take_approval(self, row: SheetRow, union: Union, kind: PaperKind) -> None:
        said = row[kind.value]
        filed = self.found.filed(union.pk, row["year"], kind)
        before = self.found.approvals.get((union.pk, row["year"], kind))
        if said is None or (filed and filed.is_approved is said) or (before and before.is_approved is said):
            return
        if filed:
            self._report(YEARS, row, kind.value, f"{kind.label}已在系统中办理（{filed.state_word}），不能用导入改动")
        elif not self._is_outcome_published(YEARS, row, union.pk):
            was = {kind.label: _approved_word(before.is_approved)} if before else {}
            values = {"kind": kind, "is_approved": said}
            self._enter(Record.APPROVAL, YEARS, row, union, before, values, was, {kind.label: _approved_word(said)})

    def _take_finding(self, row: SheetRow, union: Union) -> None:
        said, before = row["is_innovative"], self.found.findings.get((union.pk, row["year"]))
        if said is None or (before and before.is_innovative is said):
            return
        if before and not before.is_imported:
            self._report(YEARS, row, "is_innovative", "该年度创新认定已在系统中公布，不能用导入改动")
        elif not self._is_outcome_published(YEARS, row, union.pk):
            was = {"创新认定": _yes_word(before.is_innovative)} if before else {}
            values = {"is_innovative": said}
            self._enter(Record.FINDING, YEARS, row, union, before, values, was, {"创新认定": _yes_word(said)})

    # Every sheet -----------------------------------------------------------------------------------

    def _unit(self, sheet: str, row: SheetRow) -> Union | None:
        named = self.found.directory.named(row["name"], row["superior"], date(row["year"], 12, 31))
        if named.union is None:
            self._report(sheet, row, "superior" if named.is_superior_wrong else "name", named.expected)
        elif named.union.closed_on and named.union.closed_on < date(row["year"], 1, 1):
            closed = named.union.closed_on
            self._report(sheet, row, "year", f"“{named.union.name}”已于 {closed} 撤销，应不晚于 {closed.year}")
            return None
        return named.union

    def _is_past(self, sheet: str, row: SheetRow) -> bool:
        first = parameter("typical_total").first_day.year
        if row["year"] < first:
            self._report(sheet, row, "year", f"项目自 {first} 年起实施，应不早于 {first}")
        elif row["year"] > self.today.year:
            self._report(sheet, row, "year", f"晚于今年（{self.today.year} 年），尚无结果")
        return first <= row["year"] <= self.today.year

    def _is_first(self, sheet: str, row: SheetRow, *place: Any) -> bool:
        """Whether no earlier row speaks of the same."""
        first = self.places.setdefault((sheet, *place), row.number)
        if first != row.number:
            what = "一个单位只能一次成为典型" if sheet == TYPICALS else "同一单位、同一年度"
            self._report(sheet, row, "name", f"与第 {first} 行重复（{what}），请只保留一行")
        return first == row.number

    def _is_published(self, sheet: str, row: SheetRow, typicals: list[Typical]) -> bool:
        """Whether a year's outcome that rests on one of these typicals is published."""
        is_final = any((each.superior_id, each.year) in self.found.published for each in typicals)
        if is_final:
            self._report(sheet, row, "year", PUBLISHED)
        return is_final

    def _is_outcome_published(self, sheet: str, row: SheetRow, union_id: int) -> bool:
        is_final = (union_id, row["year"]) in self.found.published
        if is_final:
            self._report(sheet, row, "year", PUBLISHED)
        return is_final

    def _enter(
        self, record: Record, sheet: str, row: SheetRow, union: Union, before: Any, values: dict[str, Any],
        was: dict[str, str], now: dict[str, str],
    ) -> None:  # fmt: skip
        changes = {label: [was.get(label, ""), word] for label, word in now.items() if was.get(label) != word}
        superior = self.found.directory.by_id.get(union.superior_id) if union.superior_id else None
        named = row.values.get("superior") or (superior.name if superior else "")
        place = f"{sheet} 第 {row.number} 行"
        key = before.pk if before else None
        self.entries.append(Entry(record, place, union, named, row["year"], key, values, changes))

    def _report(self, sheet: str, row: SheetRow, key: str, expected: str, severity: Severity = Severity.ERROR) -> None:
        value = row[key]
        shown = _shown(value)
        self.problems.append(replace(row.problem(COLUMNS[sheet, key], shown, expected, severity), sheet=sheet))

    def _warn(self, sheet: str, row: SheetRow, key: str, expected: str) -> None:
        self._report(sheet, row, key, expected, Severity.WARNING)


def replace_year(typical: Typical, year: int) -> Typical:
    """The superior union and the year that a result belongs to, as a typical of that year would say them."""
    return Typical(unit_id=typical.unit_id, superior_id=typical.superior_id, year=year)


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return _yes_word(value)
    return getattr(value, "label", value)


def _typical_words(typical: Typical | None) -> dict[str, str]:
    if typical is None:
        return {}
    return {
        "成为典型的年度": str(typical.year), "级别": TypicalLevel(typical.level).label,
        "类型": TypicalKind(typical.kind).label, "当时的上级工会": str(typical.superior),
    }  # fmt: skip


def _passed_word(is_passed: bool) -> str:
    return PASSED if is_passed else FAILED


def _approved_word(is_approved: bool) -> str:
    return "已批准" if is_approved else "未批准"


def _yes_word(value: bool) -> str:
    return "是" if value else "否"
