"""From the rows of a sheet and the records to what the import would do. Nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from office.spreadsheets import CellProblem, CellRefused, Severity, SheetReading, SheetRow
from office.spreadsheets.cells import compact
from scoring.kinds import Pool, Stage
from scoring.rules.scheme import Indicator, Item, Key
from scoring.services.importing.plans import Entry, ScorePlan
from scoring.services.importing.sheet import COLUMNS, Achieved, achieved
from scoring.services.importing.snapshot import Recorded, Snapshot, pool_of
from unions.models import Union

PROGRESS_STEP: Final = 500
NO_REASON: Final = "（导入表未写理由）"
NUMBERED: Final = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})(?:\.0+)?")
# What the city's short card calls an indicator where a part of its name would mean two of them, or none.
SHORT_NAMES: Final = {
    "县区级行业工会": "县区级行业工会个数",
    "其专职工会干部配备": "县区级行业工会专职干部配备",
    "市级合同数": "市级行业集体合同数",
    "区市县级合同数": "区市县级行业工资专项集体合同数",
    "同类职代会建制率": "国有集体及控股企业事业单位职代会建制率",
    "建会企业": "建会企业调解组织建制率",
    "乡镇街道以上参与率占受案数": "乡镇街道以上志愿者参与率占受案数",
    "本级示范点": "本级职工书屋示范点个数",
    "企业和谐文化活动参与率规模以上建会企业": "规模以上建会企业和谐文化活动参与率",
}
Progress = Callable[[int, int], None]


def plan_scores(reading: SheetReading, found: Snapshot, *, progress: Progress | None = None) -> ScorePlan:
    """What importing the sheet would record, with everything that stands in the way."""
    planning = _Planning(reading, found)
    for done, row in enumerate(reading.rows if not found.fault else (), start=1):
        planning.take(row)
        if progress and (done % PROGRESS_STEP == 0 or done == len(reading.rows)):
            progress(done, len(reading.rows))
    return planning.result()


class _Planning:
    """The workspace of one plan."""

    def __init__(self, reading: SheetReading, found: Snapshot) -> None:
        self.reading, self.found = reading, found
        self.items = {item.number: item for item in found.scheme.items}
        self.problems: list[CellProblem] = list(reading.problems)
        if found.fault:
            self.problems.append(CellProblem("", 0, "", "", found.fault))
        self.first_rows: dict[tuple[int, Key], SheetRow] = {}
        self.entries: list[Entry] = []
        self.unchanged_count = 0

    def take(self, row: SheetRow) -> None:
        """Understand one row as far as its cells allow."""
        union = self._union(row) if row["name"] else None
        item = self._item(row) if row["item"] is not None else None
        indicator = self._indicator(row, item) if item and row["indicator"] else None
        value = self._value(row, indicator) if indicator and row["value"] else None
        if union is None or item is None or indicator is None or value is None:
            return
        if pool_of(union) not in item.assessees.pools:
            self._warn(row, "item", item.number, f"第 {item.number} 项不考核{Pool.INDUSTRIAL.label}，这一行不计")
        elif self._is_first(row, union, indicator):
            self._enter(row, union, indicator, value)

    def result(self) -> ScorePlan:
        """The plan, once every row is taken."""
        order = {column.name: index for index, column in enumerate(COLUMNS.values())}
        problems = sorted(self.problems, key=lambda each: (each.row, order.get(each.column, -1)))
        return ScorePlan(
            self.found.year, self.found.stage, len(self.reading.rows), tuple(self.entries), self.unchanged_count,
            tuple(problems), self.reading.ignored_columns,
        )  # fmt: skip

    def _union(self, row: SheetRow) -> Union | None:
        namesakes = self.found.unions.get(compact(row["name"]), [])
        if not namesakes:
            expected = f"应为您管辖范围内区市县、先导区总工会或产业工会的名称{self.found.near(row['name'])}"
            self._report(row, "name", row["name"], expected)
            return None
        still_open = [union for union in namesakes if union.closed_on is None] or namesakes
        if len(still_open) > 1:
            self._report(row, "name", row["name"], f"有 {len(still_open)} 个考核对象用过这个名称，请核对名册")
            return None
        if still_open[0].pk in self.found.filed:
            self._report(row, "name", row["name"], "这个考核对象的考核表已报送，撤回后才能导入自评")
            return None
        return still_open[0]

    def _item(self, row: SheetRow) -> Item | None:
        item = self.items.get(row["item"])
        if item is None:
            self._report(row, "item", row["item"], f"应为 1 至 {max(self.items, default=0)} 的项目序号")
        elif not self.found.may_enter(item):
            names = "、".join(each.label for each in item.reviewers)
            self._report(row, "item", row["item"], f"第 {item.number} 项由{names}审核，不属于您的部门")
            return None
        return item

    def _indicator(self, row: SheetRow, item: Item) -> Indicator | None:
        found = indicator_named(row["indicator"], item)
        if len(found) == 1:
            return found[0]
        listed = "；".join(f"{each.number} {each.name}" for each in item.indicators)
        self._report(row, "indicator", row["indicator"], f"应为第 {item.number} 项的指标：{listed}")
        return None

    def _value(self, row: SheetRow, indicator: Indicator) -> Achieved | None:
        try:
            value = achieved(row["value"], indicator)
        except CellRefused as refusal:
            self._report(row, "value", row["value"], f"应为{refusal}（{indicator.name}），或 不适用")
            return None
        if value.doubt:
            self._warn(row, "value", row["value"], value.doubt)
        return value

    def _is_first(self, row: SheetRow, union: Union, indicator: Indicator) -> bool:
        first = self.first_rows.setdefault((union.pk, indicator.key), row)
        if first is not row:
            expected = f"与第 {first.number} 行重复（同一考核对象的同一指标），请只保留一行"
            self._report(row, "indicator", row["indicator"], expected)
        return first is row

    def _enter(self, row: SheetRow, union: Union, indicator: Indicator, value: Achieved) -> None:
        note = row["note"] or self._missing_reason(row, indicator, value)
        before, after = self.found.recorded.get((union.pk, indicator.key)), Recorded(value.amount, note)
        if before == after:
            self.unchanged_count += 1
        else:
            self.entries.append(Entry(row.number, union, indicator, before, after))

    def _missing_reason(self, row: SheetRow, indicator: Indicator, value: Achieved) -> str:
        """R-X4, R-X3: what a reviewer declares needs its reason; a sheet without one is taken, and says so."""
        is_given = indicator.bonus is not None and indicator.bonus.step is None and bool(value.amount)
        if "note" in row.refused or not (value.is_not_applicable or is_given):
            return ""
        what = "不适用" if value.is_not_applicable else "考核组加分"
        self._warn(row, "note", None, f"{what}应写明理由")
        return "" if self.found.stage is Stage.SELF else NO_REASON

    def _report(self, row: SheetRow, key: str, value: Any, expected: str) -> None:
        self.problems.append(row.problem(COLUMNS[key], value, expected))

    def _warn(self, row: SheetRow, key: str, value: Any, expected: str) -> None:
        self.problems.append(row.problem(COLUMNS[key], value, expected, Severity.WARNING))


def indicator_named(typed: str, item: Item) -> list[Indicator]:
    """The indicators a cell means: by number ("2", "1.2"), by its whole or short name, else by a part of one name."""
    word = compact(typed)
    if numbered := NUMBERED.fullmatch(word):
        of_item = numbered[1] is None or int(numbered[1]) == item.number
        return [each for each in item.indicators if of_item and each.number == int(numbered[2])]
    names = {each.number: _bare(each.name) for each in item.indicators}
    bare = _bare(word)
    exact = [each for each in item.indicators if names[each.number] in (bare, SHORT_NAMES.get(bare))]
    return exact or [each for each in item.indicators if bare in names[each.number] or names[each.number] in bare]


def _bare(name: str) -> str:
    """A name without width, white space and quotation marks."""
    return re.sub(r"[“”\"'‘’、,，()（）]", "", compact(name))
