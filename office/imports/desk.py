"""One kind of workbook import in the browser: what it is called, how it is planned and carried out, and its two jobs.

`office.views.imports` shows the pages; an app declares its desk among its tasks and gives it four routes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from office import clock, files, jobs
from office.imports.plans import ImportPlan, problem_as_json
from office.kinds import Queue
from office.models import StoredFile
from office.refusals import Refused
from office.spreadsheets import Book, BookReading, CellProblem, Sheet, SheetReading, SheetRefused, read_layout
from office.tables import Column, Table

Progress = Callable[[int, int], None]
ROWS, ERRORS, WARNINGS, IGNORED, PLAN = "表中行数", "错误", "提示", "未采用的列", "核对编号"
CREATED, CHANGED, UNCHANGED = "新增", "变更", "未变"


@dataclass(frozen=True)
class Confirmed:
    """An import that a person confirmed; `fingerprint` is of the plan that was shown."""

    reading: Any
    run: jobs.Run
    source: str
    fingerprint: str


Planner = Callable[[Any, Any, Progress], ImportPlan]
Doer = Callable[[Confirmed], ImportPlan]


@dataclass(frozen=True)
class ImportDesk:
    """One kind of import.

    Attributes:
        route: its pages are `<route>_upload`, `<route>_blank`, `<route>_check`, `<route>_import`.
        title: what the workbook holds; `noun` is what a single file is called.
        measure: the measure word of what is made or changed.
        home: route and label of the page it belongs to.
        same, done: sentences for a workbook without news, and for a finished import.
        plan: what an import of a reading by a person would do.
        carry_out: does it; raises Refused where the plan is no longer the confirmed one.
    """

    check_kind: str
    import_kind: str
    permission: str
    route: str
    title: str
    noun: str
    measure: str
    home: tuple[str, str]
    same: str
    done: str
    sheet: Sheet | Book
    guidance: tuple[str, ...]
    blank: Callable[[], bytes]
    plan: Planner
    carry_out: Doer

    def register(self) -> ImportDesk:
        """Make the two kinds of jobs known."""
        page = f"{self.route}_check"
        jobs.handles(self.check_kind, f"核对{self.title}", page=page, queue=Queue.IMPORTS)(self._check)
        jobs.handles(self.import_kind, f"导入{self.title}", page=page, queue=Queue.IMPORTS)(self._import)
        return self

    @property
    def problems_table(self) -> Table:
        """The problems as a workbook to be sent back to who filled in the sheet."""
        return Table(
            key=f"{self.check_kind}_problems",
            title=f"{self.noun}核对表",
            columns=PROBLEM_COLUMNS,
            default_sort="row",
            empty_text="没有发现问题。",
        )

    def _check(self, run: jobs.Run) -> dict[str, Any]:
        """Read and plan; keep the report as the job's result and the plan as a file for the preview."""
        reading = self._reading(run, lambda done, total: run.progress(done, 2 * total, "读取单元格"))
        plan = self.plan(reading, run.user, lambda done, total: run.progress(total + done, 2 * total, "比对登记内容"))
        if plan.problems:
            report = self.problems_table.workbook(plan.problems, note=run.params["name"])
            run.finish_with(report, f"{self.noun}核对表.xlsx", files.ALLOWED_TYPES[".xlsx"])
        return _outcome(plan) | {PLAN: _kept(plan).sha256}

    def _import(self, run: jobs.Run) -> dict[str, Any]:
        """Carry out the plan that was confirmed, if it is still the one."""
        reading = self._reading(run, lambda done, total: run.progress(done, total, "读取单元格"))
        plan = self.carry_out(Confirmed(reading, run, run.params["name"], run.params["fingerprint"]))
        if plan.errors:
            raise Refused(f"{self.noun}有 {len(plan.errors)} 处错误，没有导入任何内容；请重新上传核对。")
        return _outcome(plan)

    def _reading(self, run: jobs.Run, progress: Progress) -> SheetReading | BookReading:
        if not run.user.has_perm(self.permission):
            raise Refused(f"您当前的岗位不能导入{self.noun}。")
        stored = StoredFile.objects.get(pk=run.params["file"])
        try:
            return read_layout(files.path_of(stored.sha256), self.sheet, progress=progress)
        except SheetRefused as refusal:
            raise Refused(str(refusal)) from refusal


def planned_today(plan: Callable[..., ImportPlan], snapshot: Callable[[Any], Any]) -> Planner:
    """The planning of an import that holds its rows against the records and against today.

    Args:
        plan: called with the reading, the snapshot, `today` and `progress`.
        snapshot: the records in a person's scope.
    """

    def planned(reading: Any, user: Any, progress: Progress) -> ImportPlan:
        return plan(reading, snapshot(user), today=clock.real_now().date(), progress=progress)

    return planned


def carried_out_today(service: Callable[..., ImportPlan]) -> Doer:
    """The carrying out of such an import.

    Args:
        service: called by name with reading, user, at, today, source, and the `expected` fingerprint.
    """

    def carried_out(confirmed: Confirmed) -> ImportPlan:
        run = confirmed.run
        return service(
            reading=confirmed.reading, user=run.user, at=run.clock(), today=clock.real_now().date(),
            source=confirmed.source, expected=confirmed.fingerprint,
        )  # fmt: skip

    return carried_out


PROBLEM_COLUMNS: Final = (
    Column("place", "位置", lambda row: row.place if row.row else "文件", width=12),
    Column("severity", "程度", lambda row: "错误" if row.is_error else "提示", width=8),
    Column("column", "列", "column", width=18),
    Column("value", "单元格内容", "value", width=34),
    Column("expected", "应为", "expected", width=60),
    Column("row", "行号", "row", sort="row", width=8),
)


def kept_plan(sha256: str) -> dict[str, Any]:
    """The plan that a check left: `lines` of changes, `problems` by cell, and the plan's `fingerprint`."""
    return json.loads(files.path_of(sha256).read_bytes())


def _outcome(plan: ImportPlan) -> dict[str, Any]:
    """What the pages of jobs show, label and value."""
    outcome: dict[str, Any] = {ROWS: plan.row_count, ERRORS: len(plan.errors), WARNINGS: len(plan.warnings)}
    if not plan.errors:
        outcome |= {CREATED: plan.created_count, CHANGED: plan.changed_count, UNCHANGED: plan.unchanged_count}
    return outcome | ({IGNORED: "、".join(plan.ignored_columns)} if plan.ignored_columns else {})


def _kept(plan: ImportPlan) -> StoredFile:
    problems = [_problem(each) for each in plan.problems]
    content = {"lines": plan.lines, "problems": problems, "fingerprint": plan.fingerprint}
    return files.keep(BytesIO(json.dumps(content, ensure_ascii=False).encode()), "application/json")


def _problem(problem: CellProblem) -> dict[str, Any]:
    return {**problem_as_json(problem), "is_error": problem.is_error}
