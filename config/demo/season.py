"""A year's assessment from its opening as far as its table tells; in `season.toml` that of 2013, and 2014 prepared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any, Final

from config.demo.accounts import Staff, union_named
from config.demo.evidence import one_attachment
from config.demo.reading import texts
from config.demo.script import Script
from policy.units import Boundary
from scoring.kinds import Action, Award, Honour, IndicatorKind, OpinionVerdict, Pool, Stage
from scoring.models import Assessment, Card, Nomination, Objection, SchemeItem
from scoring.rules.scheme import Indicator, Key, Line, Scheme
from scoring.selectors.schemes import scheme_values
from scoring.services.assessment_flow import move_assessment, prepare_assessment
from scoring.services.card_flow import move_card
from scoring.services.evidence import add_evidence, answer_request
from scoring.services.honours import decide_honour
from scoring.services.nominations import move_nomination, nominate
from scoring.services.objections import answer_objection, raise_objection
from scoring.services.reviews import Review, accept_items, ask_for_evidence, review_item
from scoring.services.schemes import move_scheme
from scoring.services.values import Typed, save_self_assessment
from scoring.services.visits import record_visit
from scoring.services.work_plans import open_plan, save_plan
from unions.kinds import Department, RoleKind
from unions.models import User

DEPARTMENT_PACE: Final = timedelta(hours=25)
FOUND_BY_LEADERS: Final = timedelta(minutes=4)
PLAN_PACE: Final = timedelta(hours=24, minutes=35)
# Within this many percent above a line the invented shares lie.
ABOVE: Final = 6
SEED: Final = 2013


@dataclass
class Season:
    """The people and the year; each method is a deed.

    Attributes:
        told: the table of the year: days under "season", what befell single unions under "card", "visit", "request",
            "objection", "honour" and "nomination", the preparation of the next year under "next". A season without
            the day on which it is decided stands in its review.
    """

    staff: Staff
    told: dict[str, Any] = field(default_factory=lambda: texts("season"))
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - a demonstration is no secret

    def schedule(self, script: Script) -> None:
        """Note the season as far as it is told."""
        days = self.told["season"]
        self._schedule_opening(script, days)
        script.at(days["reviews"], partial(self.move, "begin_review", self.office))
        self._schedule_reviews(script, days)
        if "decides" in days:
            self._schedule_decision(script, days)
            self._schedule_honours(script)
            script.at(days["publishes"], partial(self.move, "publish", self.office))
        if "next" in self.told:
            self._schedule_next(script, self.told["next"])

    def _schedule_opening(self, script: Script, days: dict[str, Any]) -> None:
        script.at(days["prepares"], partial(self.prepare, days["year"]))
        script.at(days["freezes"], partial(self.freeze, days["year"]))
        script.at(days["opens"], partial(self.move, "open", self.office))
        for entry in self.told["card"]:
            script.at(entry["files"], partial(self.assess, entry))

    def _schedule_reviews(self, script: Script, days: dict[str, Any]) -> None:
        for entry in self.told.get("visit", ()):
            script.at(entry["at"], partial(self.visit, entry))
        for index, user in enumerate(self.departments[: days["departments"]]):
            script.at(office_hour(days["accepts"] + DEPARTMENT_PACE * index), partial(self.review, user))
        for entry in self.told.get("request", ()):
            script.at(entry["at"], partial(self.ask, entry))
            if "answers" in entry:
                script.at(entry["answers"], partial(self.supply, entry))

    def _schedule_decision(self, script: Script, days: dict[str, Any]) -> None:
        script.at(days["decides"], partial(self.move, "begin_deciding", self.office))
        found = [entry for entry in self.told["card"] if "innovations" in entry and "finds" in days]
        for index, entry in enumerate(found):
            script.at(days["finds"] + FOUND_BY_LEADERS * index, partial(self.recognise, entry))
        until = days["objects_until"]
        script.at(days["shows"], partial(self.move, "show_points", self.leaders[0], objection_until_on=until))
        for entry in self.told.get("objection", ()):
            script.at(entry["at"], partial(self.object_to, entry))
            script.at(entry["answers"], partial(self.answer, entry))
        script.at(days["seals"], partial(self.move, "seal", self.leaders[0]))

    def _schedule_honours(self, script: Script) -> None:
        for entry in self.told["honour"]:
            script.at(entry["at"], partial(self.honour, entry))
        for entry in self.told["nomination"]:
            script.at(entry["at"], partial(self.nominate, entry))
            script.at(entry["decides"], partial(self.decide_nomination, entry))

    def _schedule_next(self, script: Script, following: dict[str, Any]) -> None:
        if "prepares" in following:
            script.at(following["prepares"], partial(self.prepare, following["year"]))
            script.at(following["freezes"], partial(self.freeze, following["year"]))
        for index, name in enumerate(following["unions"]):
            script.at(office_hour(following["plans_from"] + PLAN_PACE * index), partial(self.plan, name))

    # Who ------------------------------------------------------------------------------------------

    @property
    def office(self) -> User:
        return self.staff.reviewer(Department.GENERAL_OFFICE)

    @property
    def leaders(self) -> tuple[User, User]:
        return self.staff.named("demo-lingdao"), self.staff.named("demo-lingdao-2")

    @property
    def departments(self) -> list[User]:
        """The departments that answer for items, in the order of the list of departments."""
        held = {department for (_, _, department) in self.staff.people if department}
        return [self.staff.reviewer(each) for each in Department if each in held and each != Department.AUDIT_OFFICE]

    @property
    def assessment(self) -> Assessment:
        return Assessment.objects.select_related("scheme").get(year=self.told["season"]["year"])

    def card(self, name: str) -> Card:
        cards = Card.objects.select_related("assessment__scheme", "union")
        return cards.get(assessment__year=self.told["season"]["year"], union=union_named(name))

    def item(self, number: int) -> SchemeItem:
        return SchemeItem.objects.get(scheme=self.assessment.scheme, number=number)

    # Deeds ----------------------------------------------------------------------------------------

    def prepare(self, year: int, at: datetime) -> None:
        prepare_assessment(year=year, user=self.office, at=at)

    def freeze(self, year: int, at: datetime) -> None:
        version = Assessment.objects.select_related("scheme").get(year=year).scheme
        move_scheme(version=version, transition="freeze", user=self.office, at=at)

    def move(self, step: str, user: User, at: datetime, **inputs: Any) -> None:
        move_assessment(assessment=self.assessment, transition=step, user=user, at=at, **inputs)

    def assess(self, entry: dict[str, Any], at: datetime) -> None:
        """A union fills in its card and files it."""
        card = self.card(entry["union"])
        officer = self.staff.at(card.union, RoleKind.OFFICER)
        typed = achieved(entry, scheme_values(card.assessment.scheme), Pool(card.pool), self.chance)
        save_self_assessment(card=card, typed=typed, revision=card.revision, user=officer, at=at)
        move_card(card=card, transition="file", user=officer, at=at)

    def visit(self, entry: dict[str, Any], at: datetime) -> None:
        record_visit(
            card=self.card(entry["union"]), visited_on=entry["on"], leader_name=self.leaders[1].full_name,
            members=entry["members"], findings=entry["findings"], user=self.office, at=at,
        )  # fmt: skip

    def review(self, user: User, at: datetime) -> None:
        """A department overrules what it does not believe and accepts the rest at once."""
        numbers = {
            row.number for row in self.assessment.scheme.items.all() if user.has_perm("scoring.review_item", row)
        }
        for entry in self.told["card"]:
            for number, reason in entry.get("nothing", {}).items():
                self._say(entry, int(number), Review(OpinionVerdict.NOTHING, reason), numbers, user, at)
            for number, reason in entry.get("not_applicable", {}).items():
                values = {each.key: Typed("不适用", reason) for each in self._indicators(int(number))}
                self._say(entry, int(number), Review(OpinionVerdict.ACCEPTED, "", values), numbers, user, at)
        cards = Card.objects.filter(assessment=self.assessment).values_list("pk", flat=True)
        chosen = [(card, number) for card in cards for number in sorted(numbers)]
        accept_items(assessment=self.assessment, chosen=chosen, stage=Stage.DEPARTMENT, user=user, at=at)

    def ask(self, entry: dict[str, Any], at: datetime) -> None:
        """A department asks for further evidence."""
        ask_for_evidence(
            card=self.card(entry["union"]), item=self.item(entry["item"]), words=entry["text"],
            user=self.staff.named(entry["asks"]), at=at,
        )  # fmt: skip

    def supply(self, entry: dict[str, Any], at: datetime) -> None:
        """The union attaches what was asked for."""
        card, item = self.card(entry["union"]), self.item(entry["item"])
        officer = self.staff.at(card.union, RoleKind.OFFICER)
        add_evidence(card=card, item=item, upload=one_attachment().as_upload(), user=officer, at=at)
        answer_request(card=card, item=item, user=officer, at=at)

    def recognise(self, entry: dict[str, Any], at: datetime) -> None:
        """The leading group recognises a union's innovations."""
        count = entry["innovations"]
        values = {(30, 1): Typed(str(count), self.told["season"]["innovation"].format(number=count))}
        review_item(
            card=self.card(entry["union"]), item=self.item(30), stage=Stage.FINAL,
            review=Review(OpinionVerdict.ACCEPTED, "", values), user=self.leaders[0], at=at,
        )  # fmt: skip

    def object_to(self, entry: dict[str, Any], at: datetime) -> None:
        card = self.card(entry["union"])
        officer = self.staff.at(card.union, RoleKind.OFFICER)
        raise_objection(card=card, item=self.item(entry["item"]), text=entry["text"], user=officer, at=at)

    def answer(self, entry: dict[str, Any], at: datetime) -> None:
        """The leading group answers; what it upholds it corrects in its own column."""
        objection = Objection.objects.get(card=self.card(entry["union"]), item__number=entry["item"])
        leader = self.leaders[0]
        answer_objection(objection=objection, is_upheld=entry["is_upheld"], answer=entry["answer"], user=leader, at=at)
        if entry["is_upheld"]:
            review = Review(OpinionVerdict.FULL, entry["answer"])
            item = self.item(entry["item"])
            review_item(card=objection.card, item=item, stage=Stage.FINAL, review=review, user=leader, at=at)

    def honour(self, entry: dict[str, Any], at: datetime) -> None:
        decide_honour(
            card=self.card(entry["union"]), honour=Honour(entry["honour"]), reason=entry["reason"],
            user=self.leaders[1], at=at,
        )  # fmt: skip

    def nominate(self, entry: dict[str, Any], at: datetime) -> None:
        nominate(
            card=self.card(entry["union"]), award=Award(entry["award"]), nominee_name=entry["name"],
            nominee_position=entry.get("position", ""), merits=entry["merits"],
            user=self.staff.reviewer(Department.ORGANISATION), at=at,
        )  # fmt: skip

    def decide_nomination(self, entry: dict[str, Any], at: datetime) -> None:
        nomination = Nomination.objects.get(assessment=self.assessment, nominee_name=entry["name"])
        move_nomination(
            nomination=nomination, transition=entry["step"], user=self.leaders[0], at=at, comment=entry["comment"]
        )

    def plan(self, name: str, at: datetime) -> None:
        """A union writes its plan of the coming assessment."""
        union = union_named(name)
        officer = self.staff.at(union, RoleKind.OFFICER)
        plan = open_plan(union=union, year=self.told["next"]["year"], user=officer, at=at)
        words = {
            Action(action): {
                "task": said["task"],
                "goal": said["goal"],
                "person": officer.full_name,
                "due_on": said["due"],
            }
            for action, said in self.told["plan"].items()
        }
        save_plan(plan=plan, words=words, revision=plan.revision, user=officer, at=at)

    def _say(self, entry: dict[str, Any], number: int, review: Review, own: set[int], user: User, at: datetime) -> None:
        if number in own:
            card, item = self.card(entry["union"]), self.item(number)
            review_item(card=card, item=item, stage=Stage.DEPARTMENT, review=review, user=user, at=at)

    def _indicators(self, number: int) -> list[Indicator]:
        scheme = scheme_values(self.assessment.scheme)
        return [each for each in scheme.indicators() if each.item == number and each.line]


def achieved(entry: dict[str, Any], scheme: Scheme, pool: Pool, chance: Random) -> dict[Key, Typed]:
    """What a union enters: a little above each line but for what its entry tells."""
    told: dict[Key, str] = {(1, 1): entry["built"], (26, 9): entry["fund"]}
    told |= {(8, place): str(entry[name]) for place, name in ((1, "city"), (2, "county")) if name in entry}
    missed = {tuple(map(int, name.split("."))) for name in entry.get("misses", ())}
    void = set(map(int, entry.get("not_applicable", ())))
    lined = [(each, each.line) for item in scheme.items_of(pool) for each in item.indicators if each.line]
    typed = {each.key: _invented(each, line, each.key in missed, chance) for each, line in lined}
    typed |= told
    typed |= {each.key: "不适用" for each, _ in lined if each.item in void}
    return {key: Typed(word) for key, word in typed.items()}


def _invented(indicator: Indicator, line: Line, is_missed: bool, chance: Random) -> str:
    """A value as people type it: a little above the line, or just below it."""
    tenths = chance.randrange(ABOVE * 10)
    match indicator.kind:
        case IndicatorKind.YES_NO:
            return "否" if is_missed else "是"
        case IndicatorKind.PERCENT:
            return _share(line, is_missed, Decimal(tenths) / 10)
        case IndicatorKind.MONTHLY_COUNT:
            return str(int(line.bound) - is_missed)
    return str(int(line.bound) - 1 if is_missed else int(line.bound) + tenths % 3)


def _share(line: Line, is_missed: bool, more: Decimal) -> str:
    percent = line.bound * 100
    if is_missed:
        return f"{percent - 1 - more}%"
    most = percent if line.boundary is Boundary.EXACTLY else max(Decimal(100), percent)
    return f"{min(percent + more, most).normalize():f}%"


def office_hour(moment: datetime) -> datetime:
    """The same hour of the day on the next working day, between nine and four."""
    hour = 9 + moment.hour % 7
    shifted = datetime.combine(moment.date(), time(hour, moment.minute))
    return shifted + timedelta(days=(7 - shifted.weekday()) if shifted.weekday() > 4 else 0)
