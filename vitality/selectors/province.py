"""Questions about what the city sent to the province and what came back (R-F3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from unions.models import User
from vitality.kinds import AnnexForm, ApplicationState, TypicalLevel
from vitality.models import Application, ProvinceAnswer, Round
from vitality.models.application import ApplicationQuerySet

SENT: Final = (ApplicationState.FORWARDED, ApplicationState.CONFIRMED, ApplicationState.REFUSED)
PROVINCIAL: Final = tuple(form for form in AnnexForm if form.level == TypicalLevel.PROVINCIAL)


def province_forms(round: Round, user: User) -> ApplicationQuerySet:
    """The forms of a round that went to the province, answered or not, in this person's scope and the tree's order."""
    sent = Application.objects.visible_to(user).filter(batch__round=round, form__in=PROVINCIAL, state__in=SENT)
    joined = sent.select_related("unit", "batch__superior", "batch__round", "origin", "province_answer")
    return joined.order_by("form", "batch__superior__path", "pk")


def awaited_forms(round: Round, user: User) -> ApplicationQuerySet:
    """Those that the province has not answered yet."""
    return province_forms(round, user).filter(state=ApplicationState.FORWARDED)


@dataclass(frozen=True)
class AnsweredGroup:
    """The forms of one annex among those awaited or answered."""

    form: AnnexForm
    applications: tuple[Application, ...]


def by_form(applications: Iterable[Application]) -> list[AnsweredGroup]:
    """Forms already in the order of their annexes, a group for each annex."""
    groups = groupby(applications, key=lambda application: application.form)
    return [AnsweredGroup(AnnexForm(form), tuple(members)) for form, members in groups]


@dataclass(frozen=True)
class ProvinceCounts:
    """How far the province is with a round."""

    awaited_count: int
    confirmed_count: int
    refused_count: int


def province_counts(round: Round, user: User) -> ProvinceCounts:
    """The forms that went to the province by what became of them."""
    states = list(province_forms(round, user).order_by().values_list("state", flat=True))
    return ProvinceCounts(*(states.count(state) for state in SENT))


def answered_forms(answer: ProvinceAnswer, user: User) -> ApplicationQuerySet:
    """The provincial forms one paper of the province settled."""
    return province_forms(answer.round, user).filter(province_answer=answer)
