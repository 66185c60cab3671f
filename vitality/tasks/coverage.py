"""Counting coverage: every night, and on demand."""

from __future__ import annotations

from typing import Any, Final

from celery import shared_task

from office import clock
from office.jobs import Run, handles
from office.refusals import Refused
from vitality.services.snapshots import refresh_draft, refresh_or_seal

COVERAGE_DRAFT: Final = "vitality.coverage_draft"


@handles(COVERAGE_DRAFT, "重新统计达标覆盖面")
def recount_coverage(run: Run) -> dict[str, Any]:
    """The figures of a year that is not sealed. Parameters: `year`."""
    if not run.user.has_perm("vitality.seal_year"):
        raise Refused("重新统计由市总民主管理部或领导小组办理。")
    run.progress(0, 1, "正在逐类统计")
    draft = refresh_draft(year=run.params["year"], at=run.clock())
    run.progress(1, 1)
    return {"年度": draft.year, "上级工会和类别": draft.figures.count()}


@shared_task
def refresh_coverage_later() -> None:
    """Seal the year that has ended, and count the running one anew."""
    refresh_or_seal(at=clock.now())
