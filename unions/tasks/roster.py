"""Checking a roster workbook, and importing it once its changes are confirmed."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from office import files, jobs
from office.imports.plans import problem_as_json
from office.models import StoredFile
from office.refusals import Refused
from office.spreadsheets import CellProblem, SheetReading, SheetRefused, read_sheet
from office.tables import Column, Table
from unions.services.roster import ROSTER, RosterPlan, import_roster, plan_roster, snapshot

CHECK: Final = "unions.check_roster"
IMPORT: Final = "unions.import_roster"
ROWS, ERRORS, WARNINGS, IGNORED, PLAN = "表中行数", "错误", "提示", "未采用的列", "核对编号"
CREATED, CHANGED, UNCHANGED = "新增", "变更", "未变"

PROBLEMS: Final = Table(
    key="roster_problems",
    title="名册核对表",
    columns=(
        Column("place", "位置", lambda row: row.place if row.row else "文件", width=12),
        Column("severity", "程度", lambda row: "错误" if row.is_error else "提示", width=8),
        Column("column", "列", "column", width=18),
        Column("value", "单元格内容", "value", width=34),
        Column("expected", "应为", "expected", width=60),
        Column("row", "行号", "row", sort="row", width=8),
    ),
    default_sort="row",
    empty_text="没有发现问题。",
)


@jobs.handles(CHECK, "核对工会名册", page="unions:roster_check")
def check_roster(run: jobs.Run) -> dict[str, Any]:
    """Read and plan; keep the report as the job's result and the plan as a file for the preview."""
    reading = _reading(run, lambda done, total: run.progress(done, 2 * total, "读取单元格"))
    found = snapshot(run.user)
    plan = plan_roster(
        reading, found, progress=lambda done, total: run.progress(total + done, 2 * total, "比对登记内容")
    )
    if plan.problems:
        report = PROBLEMS.workbook(plan.problems, note=run.params["name"])
        run.finish_with(report, "名册核对表.xlsx", files.ALLOWED_TYPES[".xlsx"])
    return _outcome(plan) | {PLAN: _kept(plan).sha256}


@jobs.handles(IMPORT, "导入工会名册", page="unions:roster_check")
def import_checked_roster(run: jobs.Run) -> dict[str, Any]:
    """Carry out the plan that was confirmed, if it is still the one."""
    reading = _reading(run, lambda done, total: run.progress(done, total, "读取单元格"))
    plan = import_roster(
        reading=reading,
        user=run.user,
        at=run.clock(),
        source=run.params["name"],
        expected=run.params["fingerprint"],
    )
    if plan.errors:
        raise Refused(f"名册有 {len(plan.errors)} 处错误，没有导入任何内容；请重新上传核对。")
    return _outcome(plan)


def kept_plan(sha256: str) -> dict[str, Any]:
    """The plan that a check left: `lines` of changes, `problems` by cell, and the plan's `fingerprint`."""
    return json.loads(files.path_of(sha256).read_bytes())


def _reading(run: jobs.Run, progress: Callable[[int, int], None]) -> SheetReading:
    if not run.user.has_perm("unions.import_roster"):
        raise Refused("您当前的岗位不能导入名册。")
    stored = StoredFile.objects.get(pk=run.params["file"])
    try:
        return read_sheet(files.path_of(stored.sha256), ROSTER, progress=progress)
    except SheetRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _outcome(plan: RosterPlan) -> dict[str, Any]:
    """What the pages of jobs show, label and value."""
    outcome: dict[str, Any] = {ROWS: plan.row_count, ERRORS: len(plan.errors), WARNINGS: len(plan.warnings)}
    if not plan.errors:
        outcome |= {CREATED: len(plan.creations), CHANGED: len(plan.alterations), UNCHANGED: plan.unchanged_count}
    return outcome | ({IGNORED: "、".join(plan.ignored_columns)} if plan.ignored_columns else {})


def _kept(plan: RosterPlan) -> StoredFile:
    problems = [_problem(each) for each in plan.problems]
    content = {"lines": plan.lines, "problems": problems, "fingerprint": plan.fingerprint}
    return files.keep(BytesIO(json.dumps(content, ensure_ascii=False).encode()), "application/json")


def _problem(problem: CellProblem) -> dict[str, Any]:
    return {**problem_as_json(problem), "is_error": problem.is_error}
