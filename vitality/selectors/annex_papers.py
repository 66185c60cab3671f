"""An annex form as the paper it is printed on: what was filed, who sealed when, and what was confirmed (R-F5).

File numbers follow our own scheme: see `vitality.rules.file_numbers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.timezone import localtime

from office.documents import Paper
from vitality.kinds import AnnexForm, ApplicationState, TypicalLevel
from vitality.models import Application
from vitality.rules.annex import AnnexPaper, Confirmation, Seal
from vitality.rules.file_numbers import form_number
from vitality.selectors.applications import answers_of

TEMPLATE: Final = "vitality/print/annex_form.html"
ALL_COPIES: Final = 0
# What stands on paper before the city has it, or while a unit corrects it, is a draft.
AS_FILED: Final = tuple(
    state
    for state in ApplicationState
    if state
    not in (
        ApplicationState.DRAFT,
        ApplicationState.SUBMITTED,
        ApplicationState.ENDORSED,
        ApplicationState.RETURNED,
        ApplicationState.WITHDRAWN,
    )
)
CITY_AGREED: Final = (ApplicationState.FORWARDED, ApplicationState.CONFIRMED, ApplicationState.REFUSED)


def with_paper_facts(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The forms with everything that `annex_paper` prints, so that a batch of any length takes the same queries."""
    joined = applications.select_related("unit", "batch__round", "batch__superior__superior", "province_answer")
    return joined.prefetch_related("decisions__sheet")


def annex_paper(application: Application) -> AnnexPaper:
    """The form on paper as it stands now, without a copy line."""
    return AnnexPaper(
        form=AnnexForm(application.form),
        answers=answers_of(application),
        head=_head(application),
        seals=_seals(application),
        confirmation=_confirmation(application),
        file_number=number_of(application),
        filed_on=_day(application.batch.filed_at),
        is_late=application.batch.is_late,
        is_draft=application.state not in AS_FILED,
    )


def number_of(application: Application) -> str:
    """The form's file number."""
    return form_number(application.batch.round.year, AnnexForm(application.form), application.pk)


def copies_of(application: Application, copy: int | None) -> list[AnnexPaper]:
    """The form once without a copy line, once for one holder, or once for each.

    Args:
        copy: None, ALL_COPIES, or the holder's place in the note under the form, from 1.

    Raises:
        ValueError: the form has no such copy.
    """
    paper = annex_paper(application)
    if copy is None:
        return [paper]
    every = list(paper.every_copy())
    if copy > len(every):
        raise ValueError(f"{paper.form.label} has {len(every)} copies, not {copy}")
    return every if copy == ALL_COPIES else [every[copy - 1]]


def printable(papers: Iterable[AnnexPaper], made_on: date | None = None) -> list[Paper]:
    """The papers as `office.documents` takes them."""
    return [(TEMPLATE, {"paper": paper, "made_on": made_on}) for paper in papers]


def _head(application: Application) -> dict[str, str]:
    return {
        "city": application.head_city,
        "district": application.head_place,
        "superior": application.head_place,
    }


def _seals(application: Application) -> dict[str, Seal]:
    superior = application.batch.superior
    seals = {"applicant": Seal(application.unit_name, _day(application.submitted_at))}
    if application.endorsed_at:
        seals["superior"] = Seal(superior.name, _day(application.endorsed_at))
    if application.state in CITY_AGREED and superior.superior:
        seals["city"] = Seal(superior.superior.name, _day(application.decided_at))
    return seals


def _confirmation(application: Application) -> Confirmation:
    """The province confirms its forms by its answer, the city its own by the leading group's minutes."""
    if AnnexForm(application.form).level == TypicalLevel.PROVINCIAL:
        answer = application.province_answer if application.state == ApplicationState.CONFIRMED else None
        return Confirmation(answer.answered_on, answer.document_number) if answer else Confirmation()
    if application.state != ApplicationState.APPROVED:
        return Confirmation()
    sheets = [decision.sheet for decision in application.decisions.all() if decision.sheet]
    return Confirmation(_day(application.decided_at), sheets[-1].minutes_number if sheets else "")


def _day(moment: datetime | None) -> date | None:
    return localtime(moment).date() if moment else None
