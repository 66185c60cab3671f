"""The way an annex form takes, from the unit to the federation that confirms it (R-F1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from policy.citing import cites
from policy.kinds import Kind
from vitality.kinds import AnnexForm, ApplicationState, TypicalLevel


class Station(Kind):
    """Where a form stops on its way."""

    FILL = "fill", "单位填报"
    ENDORSE = "endorse", "上级工会同意"
    FILE = "file", "汇总申报"
    REVIEW = "review", "市总初审"
    DECIDE = "decide", "领导小组决定"
    PROVINCE = "province", "省总批复"


class Progress(Kind):
    """How a station stands."""

    DONE = "done", "已完成"
    HERE = "here", "办理中"
    TO_COME = "to_come", "未到"
    FAILED = "failed", "未通过"


@dataclass(frozen=True, slots=True)
class Stop:
    """A station of one form's way."""

    station: Station
    progress: Progress


STANDS_AT: Final = {
    ApplicationState.DRAFT: (Station.FILL, Progress.HERE),
    ApplicationState.SUBMITTED: (Station.ENDORSE, Progress.HERE),
    ApplicationState.ENDORSED: (Station.FILE, Progress.HERE),
    ApplicationState.FILED: (Station.REVIEW, Progress.HERE),
    ApplicationState.RETURNED: (Station.REVIEW, Progress.FAILED),
    ApplicationState.PASSED: (Station.DECIDE, Progress.HERE),
    ApplicationState.APPROVED: (Station.DECIDE, Progress.DONE),
    ApplicationState.DECLINED: (Station.DECIDE, Progress.FAILED),
    ApplicationState.RECOMMENDED: (Station.PROVINCE, Progress.HERE),
    ApplicationState.FORWARDED: (Station.PROVINCE, Progress.HERE),
    ApplicationState.CONFIRMED: (Station.PROVINCE, Progress.DONE),
    ApplicationState.REFUSED: (Station.PROVINCE, Progress.FAILED),
    ApplicationState.WITHDRAWN: (Station.ENDORSE, Progress.FAILED),
}


@cites("2014-31/6.2", rule="R-F1")
def path_of(form: AnnexForm, state: ApplicationState) -> tuple[Stop, ...]:
    """The stations of a form in order; a city form goes on to the province only once it is recommended."""
    here, progress = STANDS_AT[state]
    stations = [each for each in Station if each != Station.PROVINCE or _reaches_province(form, here)]
    at = stations.index(here)
    return tuple(
        Stop(station, Progress.DONE if index < at else progress if index == at else Progress.TO_COME)
        for index, station in enumerate(stations)
    )


def _reaches_province(form: AnnexForm, here: Station) -> bool:
    return form.level == TypicalLevel.PROVINCIAL or here == Station.PROVINCE
