"""The appraisal sessions of some units at their different stages, each played by the people of its hall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import chain, repeat
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.box.ballots import Ballot
from appraisal.box.codes import grouped
from appraisal.kinds import Answer, Assembly, Audience, CommentState, Subject, SuperiorBody
from appraisal.models import AppraisalSession, Comment, ImprovementItem, Poll
from appraisal.rules.turnout import SubjectCounts
from appraisal.services.ballots import cast
from appraisal.services.counting import open_box
from appraisal.services.opinions import add_improvement, finish_improvement, review_opinions
from appraisal.services.polls import HOLDERS, exchange_slip, make_box, print_slips
from appraisal.services.reports import Typed, deliver_report, save_report, start_report
from appraisal.services.sessions import Given, give_appraisal, move_session, plan_session
from appraisal.services.tellers import PaperTally, enter_paper_count
from config.demo.accounts import Staff
from config.demo.cases import schedule_case
from config.demo.reading import texts
from config.demo.script import Script
from office import files
from office.documents import render_pdf
from unions.kinds import RoleKind
from unions.models import Union, User

YEAR: Final = 2014
STAGES: Final = ("prepared", "voting", "closed", "counted", "certified", "published")
VISITED: Final = ("voting", "closed", "counted")
PLANNED_BEFORE: Final = timedelta(hours=17, minutes=20)
# Before and after the hour of the meeting.
REPORTED, BOX_MADE, APPRAISED, STARTED, VOTED = (timedelta(minutes=count) for count in (-40, -30, -20, 0, 15))
CLOSED, COUNTED, CERTIFIED, PUBLISHED = (timedelta(minutes=count) for count in (40, 60, 150, 240))
REVIEWED, IMPROVED = timedelta(minutes=250), timedelta(hours=23)
PEOPLE: Final = ("chief_scrutineer", "scrutineer", "first_teller", "second_teller")


def schedule_sessions(staff: Staff, script: Script, units: Mapping[str, Union]) -> None:
    """Note everything that is done for the sessions of the table.

    Args:
        units: by the superior's name and the unit's place among that one's applicants.
    """
    told = texts("sessions")
    for entry in told["session"]:
        unit = Union.objects.select_related("superior").get(pk=units[entry["unit"]].pk)
        Meeting(entry, told, staff, unit, entry["unit"].partition("/")[0]).schedule(script)


@dataclass
class Meeting:
    """The session of one unit, from its entry in the table."""

    told: dict[str, Any]
    all_told: dict[str, Any]
    staff: Staff
    unit: Union
    superior_name: str
    session: AppraisalSession = field(init=False)
    codes: tuple[str, str, str] = field(init=False)
    slips: list[str] = field(init=False)

    def schedule(self, script: Script) -> None:
        """Note what is done until the stage the session comes to."""
        held, stage = self.told["held_at"], STAGES.index(self.told["until"])
        script.at(self.told.get("planned_at", held - PLANNED_BEFORE), self.plan)
        steps = [
            (1, REPORTED, self.report), (1, BOX_MADE, self.make_box), (1, STARTED, self.start), (1, VOTED, self.vote),
            (2, CLOSED, self.close), (3, APPRAISED, self.appraise), (3, COUNTED, self.count),
            (4, CERTIFIED, self.certify), (5, PUBLISHED, self.publish), (5, REVIEWED, self.review),
        ]  # fmt: skip
        for needed, after, deed in steps:
            if stage >= needed:
                script.at(held + after, deed)
        for text, person, due_on, result in self.told.get("improvements", ()):
            script.at(held + REVIEWED, partial(self.list_item, text, person, due_on))
            if result:
                script.at(held + IMPROVED, partial(self.finish_item, text, result))
        if "case" in self.told:
            schedule_case(self.told["case"], self, script, held + CERTIFIED)

    @property
    def leader(self) -> User:
        """Who leads the union above."""
        return next(
            person
            for (_, role, _), person in self.staff.people.items()
            if role == RoleKind.SUPERIOR_LEADER and person.post.union.name == self.superior_name
        )

    # Before the meeting ------------------------------------------------------------------------------

    def plan(self, at: datetime) -> None:
        """The superior union sets the session up."""
        items = [{"key": f"item{place}", "text": text} for place, text in enumerate(self.told.get("extra", ()), 1)]
        plan = {
            "held_on": self.told["held_at"].date(), "assembly": Assembly.MEMBER_ASSEMBLY,
            "due_count": self.told["due"], "chair_name": self.unit.chair_name, "extra_items": items,
            **dict(zip(PEOPLE, self.told["people"], strict=True)),
        }  # fmt: skip
        self.session = plan_session(union=self.unit, work_year=YEAR, plan=plan, user=self.leader, at=at)

    def report(self, at: datetime) -> None:
        """The chair's report, given to the members and to the superior bodies."""
        told, writer = self.all_told["report"], self.staff.writer_of(self.unit, at=at)
        report = start_report(union=self.unit, year=YEAR, user=writer, at=at)
        amounts = [Decimal(str(each)) for each in (*told["income"], *told["spending"])]
        lines = {line.pk: {"amount_yuan": amount} for line, amount in zip(report.dues.all(), amounts, strict=True)}
        balance = Decimal(told["opening"])
        words = {name: told[name] for name in ("work_text", "dues_text", "duty_text")} | {
            "opening_balance_yuan": balance,
            "closing_balance_yuan": balance + sum(amounts[:5]) - sum(amounts[5:]),
        }
        report = save_report(report=report, typed=Typed(words, lines), revision=report.revision, user=writer)
        for audience, form, count in (
            (Audience.MEMBERS, told["form"], self._present),
            (Audience.SUPERIORS, told["superior_form"], None),
        ):
            deliver_report(
                report=report, audience=audience, delivered_on=at.date(), form=form, listener_count=count,
                user=writer, at=at,
            )  # fmt: skip

    def make_box(self, at: datetime) -> None:
        """The box with its codes, and the slips."""
        _, self.codes = make_box(session=self.session, user=self.leader, at=at)
        self.slips = print_slips(session=self.session, user=self.leader, at=at)
        if self.told["until"] in VISITED:
            self.leave_codes(at)

    def leave_codes(self, at: datetime) -> None:
        """A visitor of the demonstration finds in a file what in earnest nobody keeps."""
        words = self.all_told["words"]
        unused = self.slips[self._cast_count + self.told.get("papers", 0) :]
        lines = [
            *words["codes_lines"],
            *(f"{holder}开箱码：{grouped(code)}" for holder, code in zip(HOLDERS, self.codes, strict=True)),
            "还没有用过的票码：" + "　".join(map(grouped, unused[:12])),
        ]
        entry = {"heading": words["codes_heading"], "made_on": at.date(), "lines": lines}
        content = render_pdf("config/print/sample_evidence.html", entry)
        upload = SimpleUploadedFile(f"{words['codes_heading']}.pdf", content, "application/pdf")
        files.attach(self.session, upload, user=self.leader, at=at, caption=words["codes_caption"])

    def appraise(self, at: datetime) -> None:
        """The party organisation by its invitation, the superior union by its leader."""
        words, grade = self.all_told["words"], Answer(self.told.get("grade", Answer.SATISFIED))
        critical = words["critical_reason"] if grade == Answer.DISSATISFIED else ""
        for body, reason, user in (
            (SuperiorBody.PARTY, words["party_reason"], None),
            (SuperiorBody.SUPERIOR, words["superior_reason"], self.leader),
        ):
            given = dict.fromkeys(Subject, Given(grade, None, critical or reason))
            name = str(user) if user else words["party_certifier"]
            give_appraisal(session=self.session, body=body, given=given, signed_name=name, user=user, at=at)

    # At the meeting ----------------------------------------------------------------------------------

    def start(self, at: datetime) -> None:
        """Voting is open."""
        self._move("start_voting", at)

    def vote(self, at: datetime) -> None:
        """Each member casts; some take a paper at the table instead."""
        poll, extra = Poll.objects.get(session=self.session), self.told.get("extra", ())
        comments = chain(self.told.get("comments", ()), repeat(""))
        chair, committee = (list(self._answers(subject)) for subject in Subject)
        for code, one, other, comment in zip(self.slips, chair, reversed(committee), comments, strict=False):
            answers = {"chair": one, "committee": other} | {f"item{place}": one for place in range(1, len(extra) + 1)}
            cast(poll=poll, code=code, nonce=code[::-1], ballot=Ballot(answers, comment))
        for code in self.slips[len(chair) : len(chair) + self.told.get("papers", 0)]:
            exchange_slip(session=self.session, typed_code=code, user=self.leader, at=at)

    def close(self, at: datetime) -> None:
        """Nothing more is taken; papers are counted by two tellers."""
        self._move("stop_voting", at, present_count=self._present, issued_count=self._present)
        papers = self.told.get("papers", 0)
        if papers:
            counts = SubjectCounts(papers, 0, 0, 0)
            tally = PaperTally(papers, 0, dict.fromkeys(Subject, counts))
            for teller in (1, 2):
                enter_paper_count(session=self.session, teller=teller, tally=tally, user=self.leader, at=at)

    def count(self, at: datetime) -> None:
        """Two holders open the box."""
        open_box(session=self.session, given_codes=self.codes[:2], user=self.leader, at=at)

    # Afterwards --------------------------------------------------------------------------------------

    def certify(self, at: datetime) -> None:
        """The superior union with the party organisation."""
        self._move("certify", at, party_certifier=self.all_told["words"]["party_certifier"])

    def publish(self, at: datetime) -> None:
        """Members and management are told."""
        self._move("publish", at, told_members_on=at.date(), told_management_on=at.date())

    def review(self, at: datetime) -> None:
        """Opinions are read; what names a person is withheld."""
        poll, told = Poll.objects.get(session=self.session), self.told.get("comments", ())
        withheld = {told[place] for place in self.told.get("withheld", ())}
        decided = {
            comment.pk: CommentState.WITHHELD if comment.text in withheld else CommentState.PUBLISHED
            for comment in Comment.objects.filter(poll=poll.pk)
        }
        review_opinions(session=self.session, decided=decided, user=self.leader, at=at)

    def list_item(self, text: str, person: str, due_on: date, at: datetime) -> None:
        """An opinion becomes something to do."""
        add_improvement(
            session=self.session, text=text, responsible_person=person, due_on=due_on, user=self.leader, at=at
        )

    def finish_item(self, text: str, result: str, at: datetime) -> None:
        """It was done."""
        item = ImprovementItem.objects.select_related("session").get(session=self.session, text=text)
        finish_improvement(item=item, result=result, done_on=at.date(), user=self.leader, at=at)

    def _move(self, step: str, at: datetime, **inputs: Any) -> None:
        self.session = move_session(session=self.session, transition=step, user=self.leader, at=at, **inputs)

    def _answers(self, subject: Subject) -> Iterator[str]:
        counts = zip(Answer, self.told[subject.value], strict=True)
        return chain.from_iterable(repeat(answer.value, count) for answer, count in counts)

    @property
    def _cast_count(self) -> int:
        return sum(self.told["chair"])

    @property
    def _present(self) -> int:
        return self.told.get("present", self._cast_count + self.told.get("papers", 0) + 1)
