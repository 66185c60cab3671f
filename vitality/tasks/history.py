"""Checking a workbook of past years' results, and importing it once its changes are confirmed."""

from __future__ import annotations

from typing import Final

from office.imports.desk import ImportDesk, carried_out_today, planned_today
from vitality.services.history import HISTORY, blank_history, import_history, plan_history, snapshot
from vitality.services.history.sheet import GUIDANCE

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
    plan=planned_today(plan_history, snapshot),
    carry_out=carried_out_today(import_history),
).register()
