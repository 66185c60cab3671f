"""The campaigns of the demonstration of 2017: the interim review of 2015, and half of the acceptance of 2016."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from config.demo.accounts import Staff
from config.demo.past_years import PastYears
from config.demo.reading import texts
from config.demo.script import Script
from unions.kinds import RoleKind
from vitality.kinds import CampaignKind
from vitality.models import Campaign, TypicalSheet, UnionSheet
from vitality.services.campaign_flow import move_campaign
from vitality.services.campaigns import (
    POINTS,
    Judgement,
    find_innovation,
    plan_campaign,
    record_visit,
    save_typical_sheet,
    save_union_sheet,
)

CHECKER = "demo-minguan-2"


def schedule_interim_review(staff: Staff, script: Script) -> None:
    """Note the interim review from its plan to its publication."""
    told = texts("campaigns")["interim"]
    review = Review(staff, CampaignKind.INTERIM, told["year"])
    script.at(told["planned"], review.plan)
    script.at(told["starts"], review.start)
    script.at(told["written"], review.write_everything)
    script.at(told["prepared"], review.prepare)
    script.at(told["checked"], review.check)
    script.at(told["published"], review.publish)


def schedule_acceptance(past: PastYears, staff: Staff, script: Script) -> None:
    """Note the acceptance as far as it has come."""
    told = texts("campaigns")["acceptance"]
    acceptance = Acceptance(staff, CampaignKind.ACCEPTANCE, told["year"], told, past)
    script.at(told["planned"], acceptance.plan)
    script.at(told["starts"], acceptance.start)
    script.at(told["visited"], acceptance.visit)
    script.at(told["written"], acceptance.write_first)
    script.at(told["found"], acceptance.find)


@dataclass
class Review:
    """One campaign; each method is a deed."""

    staff: Staff
    kind: CampaignKind
    year: int
    said: list[dict[str, Any]] = field(default_factory=lambda: texts("campaigns")["said"], kw_only=True)

    @property
    def campaign(self) -> Campaign:
        """The campaign as it stands."""
        return Campaign.objects.get(kind=self.kind, year=self.year)

    def plan(self, at: datetime) -> None:
        """民主管理部 makes the campaign that is due."""
        plan_campaign(kind=self.kind, year=self.year, user=self.staff.reviewer(), at=at)

    def start(self, at: datetime) -> None:
        """It begins: everybody gets a sheet."""
        move_campaign(campaign=self.campaign, transition="start", user=self.staff.reviewer(), at=at)

    def write_everything(self, at: datetime) -> None:
        """All sheets are filled in."""
        for number, sheet in enumerate(TypicalSheet.objects.filter(campaign=self.campaign)):
            self.write_typical(sheet, number, None, at)
        for number, union_sheet in enumerate(UnionSheet.objects.filter(campaign=self.campaign)):
            self.write_union(union_sheet, number, at)

    def write_typical(self, sheet: TypicalSheet, number: int, judgement: Judgement | None, at: datetime) -> None:
        """One typical's sheet, in words that come round again."""
        self._save_typical(sheet, self._said(number, "typical"), judgement, at)

    def write_union(self, sheet: UnionSheet, number: int, at: datetime) -> None:
        """One federation's sheet."""
        said, user = self._said(number, "union"), self.staff.reviewer()
        save_union_sheet(sheet=sheet, said=said, revision=sheet.revision, user=user, at=at)

    def prepare(self, at: datetime) -> None:
        """The reviewer hands in."""
        move_campaign(campaign=self.campaign, transition="prepare", user=self.staff.reviewer(), at=at)

    def check(self, at: datetime) -> None:
        """Another one checks."""
        move_campaign(campaign=self.campaign, transition="check", user=self.staff.named(CHECKER), at=at)

    def publish(self, at: datetime) -> None:
        """The leading group publishes."""
        leader = self.staff.of_role(RoleKind.LEADING_GROUP)
        move_campaign(campaign=self.campaign, transition="publish", user=leader, at=at)

    def _save_typical(
        self, sheet: TypicalSheet, said: dict[str, Any], judgement: Judgement | None, at: datetime
    ) -> None:
        user = self.staff.reviewer()
        save_typical_sheet(sheet=sheet, said=said, judgement=judgement, revision=sheet.revision, user=user, at=at)

    def _said(self, number: int, about: str) -> dict[str, Any]:
        chosen = self.said[number % len(self.said)]
        marks = [points - number % 5 for points in chosen["marks"]]
        return {**dict(zip(POINTS, marks, strict=True)), "findings": chosen[about]}


@dataclass
class Acceptance(Review):
    """The acceptance of the last year: the first federations visited and judged, one typical failed."""

    told: dict[str, Any]
    past: PastYears

    @property
    def first(self) -> list[list[TypicalSheet]]:
        """The sheets of the first federations, by federation."""
        sheets = TypicalSheet.objects.filter(campaign=self.campaign).select_related("campaign", "typical__superior")
        by_superior = groupby(sheets, key=lambda sheet: sheet.typical.superior_id)
        return [list(group) for _, group in by_superior][: self.told["unions"]]

    def visit(self, at: datetime) -> None:
        """The first typical of each of them, and itself, is visited."""
        unions = list(UnionSheet.objects.filter(campaign=self.campaign)[: len(self.first)])
        for number, sheet in enumerate([*(group[0] for group in self.first), *unions]):
            about = "typical" if isinstance(sheet, TypicalSheet) else "union"
            record_visit(
                sheet=sheet, visited_on=at.date(), visitors=self.told["visitors"],
                findings=self._said(number, about)["findings"], user=self.staff.reviewer(), at=at,
            )  # fmt: skip

    def write_first(self, at: datetime) -> None:
        """Their sheets are filled in and judged: all pass but the last of the second federation."""
        for place, group in enumerate(self.first):
            for number, sheet in enumerate(group):
                if (place, number) == (1, len(group) - 1):
                    self._fail(sheet, at)
                elif number < 4:
                    self.write_typical(sheet, place + number, Judgement(True, self.told["passed"]), at)
        for number, union_sheet in enumerate(UnionSheet.objects.filter(campaign=self.campaign)[: len(self.first)]):
            self.write_union(union_sheet, number, at)

    def find(self, at: datetime) -> None:
        """The leading group finds of the first ones; what it has not found is pending."""
        leader = self.staff.of_role(RoleKind.LEADING_GROUP)
        sheets = UnionSheet.objects.filter(campaign=self.campaign)
        for sheet, finding in zip(sheets, self.told["innovation"], strict=False):
            find_innovation(
                sheet=sheet, is_innovative=finding["is_innovative"], reason=finding["reason"], user=leader, at=at
            )

    def _fail(self, sheet: TypicalSheet, at: datetime) -> None:
        failed = self.told["failed"]
        said = {**dict(zip(POINTS, failed["marks"], strict=True)), "findings": failed["findings"]}
        self._save_typical(sheet, said, Judgement(False, failed["reason"]), at)
