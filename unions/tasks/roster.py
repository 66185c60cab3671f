"""Checking a roster workbook, and importing it once its changes are confirmed."""

from __future__ import annotations

from typing import Final

from office.imports.desk import Confirmed, ImportDesk, Progress
from office.spreadsheets import SheetReading
from unions.models import User
from unions.services.roster import ROSTER, RosterPlan, blank_roster, import_roster, plan_roster, snapshot
from unions.services.roster.sheet import GUIDANCE

CHECK: Final = "unions.check_roster"
IMPORT: Final = "unions.import_roster"


def _planned(reading: SheetReading, user: User, progress: Progress) -> RosterPlan:
    return plan_roster(reading, snapshot(user), progress=progress)


def _carried_out(confirmed: Confirmed) -> RosterPlan:
    run = confirmed.run
    return import_roster(
        reading=confirmed.reading,
        user=run.user,
        at=run.clock(),
        source=confirmed.source,
        expected=confirmed.fingerprint,
    )


ROSTER_DESK: Final = ImportDesk(
    check_kind=CHECK,
    import_kind=IMPORT,
    permission="unions.import_roster",
    route="unions:roster",
    title="工会名册",
    noun="名册",
    measure="个",
    home=("unions:union_list", "工会"),
    same="表中的单位都已登记，内容相同。",
    done="登记内容已按名册更新，每个单位的办理记录中可以查到。",
    sheet=ROSTER,
    guidance=GUIDANCE,
    blank=blank_roster,
    plan=_planned,
    carry_out=_carried_out,
).register()
