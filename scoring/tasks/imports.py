"""The import of achieved values in the browser: one desk a column, for the year whose column is written now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from office import clock
from office.imports.desk import Confirmed, ImportDesk, Progress
from office.spreadsheets import SheetReading
from scoring.kinds import Stage
from scoring.selectors.schemes import year_that_takes
from scoring.services.importing import SCORES, ScorePlan, blank_scores, import_scores, plan_scores, snapshot
from scoring.services.importing.sheet import GUIDANCE
from unions.models import User


def _year(stage: Stage) -> int:
    """The year whose column is written now; where there is none, this one, which then says that it has not begun."""
    return year_that_takes(stage) or clock.today().year


def _planned(stage: Stage) -> Callable[[SheetReading, User, Progress], ScorePlan]:
    def planned(reading: SheetReading, user: User, progress: Progress) -> ScorePlan:
        return plan_scores(reading, snapshot(_year(stage), stage, user), progress=progress)

    return planned


def _carried_out(stage: Stage) -> Callable[[Confirmed], ScorePlan]:
    def carried_out(confirmed: Confirmed) -> ScorePlan:
        run = confirmed.run
        return import_scores(
            reading=confirmed.reading, year=_year(stage), stage=stage, user=run.user, at=run.clock(),
            source=confirmed.source, expected=confirmed.fingerprint,
        )  # fmt: skip

    return carried_out


def _desk(stage: Stage) -> ImportDesk:
    return ImportDesk(
        check_kind=f"scoring.check_{stage}_scores",
        import_kind=f"scoring.import_{stage}_scores",
        permission=f"scoring.import_{stage}",
        route=f"scoring:{stage}_scores",
        title=f"百分考核实现值（{stage.label}）",
        noun="百分考核实现值",
        measure="个",
        home=("scoring:assessment_list", "百分考核"),
        same="表中的实现值都已填写，内容相同。",
        done=f"实现值已填入“{stage.label}”一栏。",
        sheet=SCORES,
        guidance=GUIDANCE,
        blank=blank_scores,
        plan=_planned(stage),
        carry_out=_carried_out(stage),
    ).register()


DESKS: Final = {stage: _desk(stage) for stage in Stage}
