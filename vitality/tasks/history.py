"""Checking a workbook of past years' results, and importing it once its changes are confirmed."""

from __future__ import annotations

from typing import Final

from office import clock
from office.imports.desk import Confirmed, ImportDesk, Progress
from office.spreadsheets import BookReading
from unions.models import User
from vitality.services.history import (
    HISTORY,
    HistoryPlan,
    blank_history,
    import_history,
    plan_history,
    snapshot,
)
from vitality.services.history.sheet import GUIDANCE


def _planned(reading: BookReading, user: User, progress: Progress) -> HistoryPlan:
    return plan_history(reading, snapshot(user), today=clock.real_now().date(), progress=progress)


def _carried_out(confirmed: Confirmed) -> HistoryPlan:
    run = confirmed.run
    return import_history(
        reading=confirmed.reading,
        user=run.user,
        at=run.clock(),
        today=clock.real_now().date(),
        source=confirmed.source,
        expected=confirmed.fingerprint,
    )


HISTORY_DESK: Final = ImportDesk(
    check_kind="vitality.check_history",
    import_kind="vitality.import_history",
    permission="vitality.import_history",
    route="vitality:history",
    title="往年结果",
    noun="往年结果",
    measure="条",
    home=("vitality:typical_list", "典型单位"),
    same="表中的内容都已登记，内容相同。",
    done="往年结果已导入，并标明为导入。",
    sheet=HISTORY,
    guidance=GUIDANCE,
    blank=blank_history,
    plan=_planned,
    carry_out=_carried_out,
).register()
