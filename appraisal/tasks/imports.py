"""Checking a workbook of appraisal results, and importing it once its changes are confirmed."""

from __future__ import annotations

from typing import Final

from appraisal.services.importing import APPRAISALS, blank_appraisals, import_appraisals, plan_appraisals, snapshot
from appraisal.services.importing.sheet import GUIDANCE
from office.imports.desk import ImportDesk, carried_out_today, planned_today

APPRAISALS_DESK: Final = ImportDesk(
    check_kind="appraisal.check_appraisals",
    import_kind="appraisal.import_appraisals",
    permission="appraisal.import_appraisals",
    route="appraisal:appraisals",
    title="双述双评结果",
    noun="评议结果",
    measure="场",
    home=("appraisal:session_list", "双述双评"),
    same="表中的评议会都已导入，内容相同。",
    done="评议结果已导入，视为已认定、已通报；后果按年度依次计算。",
    sheet=APPRAISALS,
    guidance=GUIDANCE,
    blank=blank_appraisals,
    plan=planned_today(plan_appraisals, snapshot),
    carry_out=carried_out_today(import_appraisals),
).register()
