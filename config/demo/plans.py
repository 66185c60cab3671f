"""The accountability year of some units: a plan at its different stages, members' observations, a report begun."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from appraisal.kinds import ObservationState
from appraisal.models import AnnualPlan, DutyReport, Observation, PlanItem
from appraisal.selectors.plans import ordered_items
from appraisal.services.observations import answer_observation
from appraisal.services.plan_progress import brief_plan, confirm_item, report_progress
from appraisal.services.plans import save_plan, start_plan
from appraisal.services.reports import Typed, save_report, start_report
from config.demo.accounts import Staff
from config.demo.evidence import Attachment
from config.demo.reading import texts
from config.demo.script import Script
from unions.models import Union, User

YEAR: Final = 2014
DUE_DAYS: Final = (date(2014, 6, 30), date(2014, 9, 30), date(2014, 11, 30), date(2014, 12, 15))
# After the briefing, which is on the day after the call for plans.
ADVANCED_AFTER: Final = timedelta(hours=5)
CONFIRMED_AFTER: Final = timedelta(hours=25)
OBSERVED_AFTER: Final = timedelta(hours=2, minutes=20)
ANSWERED_AFTER: Final = timedelta(hours=22)
REPORTED_AFTER: Final = timedelta(hours=23)


def schedule_plans(staff: Staff, script: Script, attachment: Attachment) -> None:
    """Note everything units and their superiors do for their plans until the day of the demonstration."""
    told = texts("plans")
    for index, entry in enumerate(told["plan"]):
        PlanYear(entry, told, staff, attachment, index).schedule(script)


@dataclass
class PlanYear:
    """The plan of one unit, from its entry in the table."""

    told: dict[str, Any]
    all_told: dict[str, Any]
    staff: Staff
    attachment: Attachment
    index: int
    plan: AnnualPlan = field(init=False)

    @property
    def writer(self) -> User:
        """Who writes for the unit."""
        return self.staff.named(self.told["account"])

    @property
    def unit(self) -> Union:
        """The unit for which that person writes."""
        return Union.objects.select_related("superior").get(pk=self.writer.post.union_id)

    def schedule(self, script: Script) -> None:
        """Note what is done when."""
        script.at(self.told["begins"], self.begin)
        if "briefed_at" not in self.told:
            return
        told = self.told["briefed_at"]
        script.at(told, self.brief)
        script.at(told + ADVANCED_AFTER, self.advance)
        script.at(told + CONFIRMED_AFTER, self.confirm)
        for number, (text, answer) in enumerate(self.told["observed"]):
            at = told + OBSERVED_AFTER + timedelta(minutes=38 * number)
            script.at(at, lambda at, text=text: self.observe(text, at))
            if answer:
                script.at(at + ANSWERED_AFTER, lambda at, text=text, answer=answer: self.answer(text, answer, at))
        if self.told.get("report"):
            script.at(told + REPORTED_AFTER, self.report)

    def begin(self, at: datetime) -> None:
        """The unit writes its plan; one that begins late has only half of it."""
        self.plan = start_plan(union=self.unit, year=YEAR, user=self.writer, at=at)
        words = {item.pk: self._words(item, place) for place, item in enumerate(ordered_items(self.plan))}
        if "briefed_at" not in self.told:
            words = dict(list(words.items())[:2])
        self.plan = save_plan(plan=self.plan, words=words, revision=0, user=self.writer, at=at)

    def _words(self, item: PlanItem, place: int) -> dict[str, Any]:
        own = self.all_told["own"][self.index % len(self.all_told["own"])]
        said = self.all_told["words"][item.system] if item.system else own
        person = self.unit.chair_name or str(self.writer)
        return {**said, "responsible_person": person, "due_on": DUE_DAYS[place]}

    def brief(self, at: datetime) -> None:
        """The members hear of it."""
        reached = int((self.unit.member_count or self.unit.employee_count or 1) * self.told["reached"])
        brief_plan(
            plan=self.plan, held_on=at.date(), form=self.told["form"], reached_count=max(reached, 1),
            user=self.writer, at=at,
        )  # fmt: skip

    def advance(self, at: datetime) -> None:
        """Each line comes as far as the table says; what is done has a file."""
        for item, percent in zip(ordered_items(self.plan), self.told["progress"], strict=False):
            upload = self.attachment.as_upload() if percent == 100 else None
            report_progress(item=item, percent=percent, upload=upload, user=self.writer, at=at)

    def confirm(self, at: datetime) -> None:
        """The superior union confirms the first lines."""
        officer = self.staff.officer_above(self.unit)
        for item in ordered_items(self.plan)[: self.told["confirmed"]]:
            confirm_item(item=item, user=officer, at=at)

    def observe(self, text: str, at: datetime) -> None:
        """A member writes on the public page."""
        Observation.objects.create(plan=self.plan, text=text, made_on=at.date())

    def answer(self, text: str, answer: str, at: datetime) -> None:
        """The unit publishes what was written, with its answer."""
        left = Observation.objects.get(plan=self.plan, text=text)
        state = ObservationState.SHOWN
        answer_observation(observation=left, state=state, answer=answer, user=self.writer, at=at)

    def report(self, at: datetime) -> None:
        """The unit begins its duty report; the third part is still to be written."""
        told = self.all_told["report"]
        report = start_report(union=self.unit, year=YEAR, user=self.writer, at=at)
        amounts = [Decimal(str(each)) for each in (*told["income"], *told["spending"])]
        lines = {line.pk: {"amount_yuan": amount} for line, amount in zip(_lines(report), amounts, strict=True)}
        income, spending = sum(amounts[:5]), sum(amounts[5:])
        words = {
            "work_text": told["work_text"], "dues_text": told["dues_text"],
            "opening_balance_yuan": Decimal(told["opening"]),
            "closing_balance_yuan": Decimal(told["opening"]) + income - spending,
        }  # fmt: skip
        save_report(report=report, typed=Typed(words, lines), revision=report.revision, user=self.writer)


def _lines(report: DutyReport) -> list[Any]:
    return list(report.dues.all())
