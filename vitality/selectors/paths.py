"""Who took a form past which station, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from vitality.kinds import AnnexForm, ApplicationState
from vitality.models import Application, ApplicationVersion
from vitality.rules.paths import Progress, Station, path_of


@dataclass(frozen=True)
class Passage:
    """A station of a form's way as a page shows it; who and when stay empty until it is passed."""

    station: Station
    progress: Progress
    who: str = ""
    at: datetime | date | None = None
    note: str = ""

    @property
    def label(self) -> str:
        return self.station.label

    @property
    def state(self) -> str:
        return self.progress.value


def passages(application: Application) -> list[Passage]:
    """A form's way with what is known of each station."""
    known = _known(application, application.versions.select_related("filed_by").last())
    return [
        Passage(stop.station, stop.progress, *known.get(stop.station, ()))
        if stop.progress in (Progress.DONE, Progress.FAILED)
        else Passage(stop.station, stop.progress)
        for stop in path_of(AnnexForm(application.form), ApplicationState(application.state))
    ]


def _known(application: Application, filing: ApplicationVersion | None) -> dict[Station, tuple]:
    answer, origin = application.province_answer, application.origin
    known = {
        Station.FILL: _signed(application.submitted_by, application.submitted_at),
        Station.ENDORSE: _signed(application.endorsed_by, application.endorsed_at),
        Station.FILE: _signed(filing.filed_by, filing.filed_at, f"第 {filing.number} 次") if filing else (),
        Station.REVIEW: _signed(application.passed_by, application.passed_at),
        Station.DECIDE: ("", application.decided_at),
        Station.PROVINCE: ("", answer.answered_on, answer.document_number) if answer else (),
    }
    if application.submitted_at is None and application.endorsed_at:
        known[Station.FILL] = ("", None, "由上级工会代填")
    if filing is None and origin:
        known[Station.FILE] = ("", None, f"由{AnnexForm(origin.form).label}转来")
    return known


def _signed(person: object, at: datetime | None, note: str = "") -> tuple:
    return (str(person), at, note) if at else ()
