"""One annex form's way: opened, filled, handed on, returned, corrected, passed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from config.demo.accounts import Staff
from config.demo.evidence import Attachment
from config.demo.script import Script
from config.demo.wording import WORDS, flawed, goals_and_measures
from unions.kinds import OwnershipType, RoleKind, UnionKind
from unions.models import Union, User
from vitality.models import Application, Round
from vitality.selectors.reviews import remarks_version
from vitality.services.applications import move_application, save_answers, start_application
from vitality.services.evidence import add_evidence
from vitality.services.reviews import remark_fields

AT_CITY: Final = ("filed", "remarked", "returned", "corrected", "refiled", "passed")
ENDORSED: Final = (*AT_CITY, "endorsed", "withdrawn")
SUBMITTED: Final = (*ENDORSED, "submitted", "given_back")
RETURNED: Final = ("returned", "corrected", "refiled")
# Which fields the reviewer remarked on; such a form was first filed with a flaw in each.
REMARKED: Final = {
    "remarked": ("employee_count",),
    "returned": ("goals", "contact"),
    "corrected": ("goals",),
    "refiled": ("measures", "contact"),
}
PACE: Final = timedelta(minutes=19)
REVIEW_PACE: Final = timedelta(minutes=11)
CORRECTED_AFTER: Final = timedelta(hours=18)


def minutes(count: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


@dataclass
class Form:
    """The form of one unit; `state` is how far it comes, in the words of filings.toml."""

    unit: Union
    superior: Union
    state: str
    staff: Staff
    round: Round
    attachments: tuple[Attachment, ...]
    answers: dict[str, Any] = field(default_factory=dict)
    application: Application = field(init=False)

    def schedule(self, script: Script, index: int, begins: datetime, endorses: datetime) -> None:
        """Note what the unit and its superior do, the batch's filing aside."""
        opens = begins + index * PACE
        script.at(opens, self.start)
        script.at(opens + minutes(7), self.fill)
        if self.state in SUBMITTED:
            script.at(opens + minutes(10), self.attach)
            script.at(opens + minutes(13), lambda at: self._move("submit", self._writer(at), at))
        if self.state == "given_back":
            self._schedule_move(script, endorses + minutes(4 * index), "give_back", WORDS["returns"]["give_back"])
        if self.state in ENDORSED:
            self._schedule_move(script, endorses + minutes(4 * index), "endorse")
        if self.state == "withdrawn":
            self._schedule_move(script, endorses + minutes(90), "withdraw", WORDS["returns"]["withdrawn"])

    def schedule_review(self, script: Script, index: int, reviews: datetime) -> None:
        """Note what the city does with the filed form, and what the unit answers."""
        looks = reviews + index * REVIEW_PACE
        if self.state == "passed":
            script.at(looks, self.pass_review)
        if self.state in REMARKED:
            script.at(looks, self.remark)
        if self.state in RETURNED:
            comment = WORDS["returns"]["batch"]
            script.at(
                looks + minutes(5), lambda at: self._move("return_for_revision", self._reviewer(), at, comment=comment)
            )
        if self.state in ("corrected", "refiled"):
            script.at(looks + CORRECTED_AFTER, self.correct)
        if self.state == "refiled":
            self._schedule_move(script, looks + CORRECTED_AFTER + minutes(25), "refile")

    def start(self, at: datetime) -> None:
        """The unit opens its form, prefilled from the register."""
        self.application = start_application(round=self.round, unit=self.unit, user=self._writer(at), at=at)
        self.answers = {**goals_and_measures(self.unit, self.staff.invent.chance), "declares_new": True}
        if self.unit.kind == UnionKind.JOINT_GRASSROOTS_UNION:
            # The register notes no nature for a union of many employers.
            self.answers["ownership_type"] = OwnershipType.OTHER

    def fill(self, at: datetime) -> None:
        """The unit writes its texts; a draft stays half done, a form to be returned has its flaws."""
        answers = {"goals": self.answers["goals"]} if self.state == "draft" else dict(self.answers)
        for name in REMARKED.get(self.state, ()):
            self.answers.setdefault(name, getattr(self.application, name))
            answers[name] = flawed(name, self.answers[name])
        self._save(answers, at)

    def attach(self, at: datetime) -> None:
        """The unit attaches one or two files."""
        for attachment in self.staff.invent.chance.sample(self.attachments, self.staff.invent.chance.randint(1, 2)):
            add_evidence(
                subject=self.application, upload=attachment.as_upload(), user=self._writer(at), at=at,
                caption=attachment.caption,
            )  # fmt: skip

    def remark(self, at: datetime) -> None:
        """The reviewer writes beside each flawed field."""
        remarks = {name: WORDS["remarks"][name] for name in REMARKED[self.state]}
        version = remarks_version(self.application)
        remark_fields(application=self.application, remarks=remarks, version=version, user=self.staff.reviewer(), at=at)

    def correct(self, at: datetime) -> None:
        """The unit mends what was remarked on."""
        self._save({name: self.answers[name] for name in REMARKED[self.state]}, at)

    def pass_review(self, at: datetime) -> None:
        """The reviewer finds nothing to remark and vouches that the unit is new."""
        self._move("pass_review", self._reviewer(), at, is_newness_checked=True)

    def _save(self, answers: dict[str, Any], at: datetime) -> None:
        current = Application.objects.get(pk=self.application.pk)
        self.application = save_answers(
            application=current, answers=answers, revision=current.revision, user=self._writer(at)
        )

    def _schedule_move(self, script: Script, moment: datetime, step: str, comment: str = "") -> None:
        script.at(moment, lambda at: self._move(step, self._officer(), at, comment=comment))

    def _move(self, step: str, user: User, at: datetime, **inputs: Any) -> None:
        self.application = move_application(application=self.application, transition=step, user=user, at=at, **inputs)

    def _writer(self, at: datetime) -> User:
        return self.staff.writer_of(self.unit, at=at)

    def _officer(self) -> User:
        return self.staff.at(self.superior, RoleKind.OFFICER)

    def _reviewer(self) -> User:
        return self.staff.reviewer()
