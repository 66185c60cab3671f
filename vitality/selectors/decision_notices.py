"""A meeting's decisions as the notice that is printed and sent round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.timezone import localtime

from unions.kinds import UnionKind
from unions.models import Union
from vitality.kinds import AnnexForm, Outcome, TypicalLevel
from vitality.models import Decision, DecisionSheet
from vitality.selectors.decisions import decisions_of

NUMERALS: Final = "一二三四五六七八九"


@dataclass(frozen=True)
class Section:
    """The forms that met with one outcome, under a numbered heading."""

    heading: str
    decisions: tuple[Decision, ...]
    has_reasons: bool


@dataclass(frozen=True)
class DecisionNotice:
    """What the notice prints."""

    sheet: DecisionSheet
    federation_name: str
    published_on: date
    sections: tuple[Section, ...]

    @property
    def decision_count(self) -> int:
        return sum(len(section.decisions) for section in self.sections)


def decision_notice(sheet: DecisionSheet) -> DecisionNotice:
    """The notice of one meeting, outcome by outcome, in the order of the tree."""
    by_heading: dict[str, list[Decision]] = {heading: [] for heading in _HEADINGS.values()}
    for decision in decisions_of(sheet):
        by_heading[_heading(decision)].append(decision)
    filled = [(heading, tuple(decisions)) for heading, decisions in by_heading.items() if decisions]
    sections = tuple(
        Section(f"{numeral}、{heading}（{len(decisions)} 个）", decisions, any(each.reason for each in decisions))
        for numeral, (heading, decisions) in zip(NUMERALS, filled, strict=False)
    )
    city = Union.objects.filter(kind=UnionKind.CITY_FEDERATION).values_list("name", flat=True).first() or ""
    return DecisionNotice(sheet, city, localtime(sheet.published_at).date(), sections)


_HEADINGS: Final = {
    (Outcome.APPROVE, TypicalLevel.PROVINCIAL): "同意报省总工会审批",
    (Outcome.RECOMMEND, TypicalLevel.CITY): "推荐为省级典型，报省总工会审批",
    (Outcome.APPROVE, TypicalLevel.CITY): "批准为市级典型",
    (Outcome.DECLINE, TypicalLevel.PROVINCIAL): "未同意报省总工会",
    (Outcome.DECLINE, TypicalLevel.CITY): "未批准为市级典型",
}


def _heading(decision: Decision) -> str:
    return _HEADINGS[Outcome(decision.outcome), AnnexForm(decision.application.form).level]
