"""A session as it stands on the morning of the meeting: report given, superiors ready, box made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from appraisal.box import codes
from appraisal.box.ballots import Ballot
from appraisal.kinds import Answer, Assembly, Audience, Subject, SuperiorBody
from appraisal.models import AppraisalSession, DutyReport, Poll, ReportDelivery
from appraisal.services.ballots import Cast, cast
from appraisal.services.polls import make_box, print_slips
from appraisal.services.sessions import Given, give_appraisal, move_session, plan_session
from tests.factories import DistrictFactory, UnionFactory, user_with_post
from unions.kinds import RoleKind
from unions.models import Union, User

AT = datetime(2015, 12, 10, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
YEAR = 2015


@dataclass
class Hall:
    """A unit's session with the people around it; everything goes through the services."""

    union: Union
    leader: User
    session: AppraisalSession
    opening_codes: tuple[str, str, str] = ("", "", "")
    slips: list[str] | None = None

    @property
    def poll(self) -> Poll:
        return Poll.objects.get(session=self.session)

    def refresh(self) -> AppraisalSession:
        self.session = AppraisalSession.objects.select_related("union").get(pk=self.session.pk)
        return self.session

    def prepare_box(self) -> Hall:
        _, self.opening_codes = make_box(session=self.session, user=self.leader, at=AT)
        self.slips = print_slips(session=self.session, user=self.leader, at=AT)
        return self

    def step(self, transition: str, **inputs) -> AppraisalSession:
        self.session = move_session(session=self.session, transition=transition, user=self.leader, at=AT, **inputs)
        return self.session

    def vote(self, code: str, chair: str = "satisfied", committee: str = "satisfied", comment: str = "") -> Cast:
        ballot = Ballot({"chair": chair, "committee": committee}, comment)
        return cast(poll=self.poll, code=codes.slip_digits(code), nonce=f"phone of {code}", ballot=ballot)

    def give_superiors(self, grade: Answer = Answer.SATISFIED) -> None:
        for body in SuperiorBody:
            given = {subject: Given(grade, None, "工作扎实") for subject in Subject}
            # The party organisation comes by its invitation, without an account.
            user = self.leader if body == SuperiorBody.SUPERIOR else None
            give_appraisal(session=self.session, body=body, given=given, signed_name="丙三", user=user, at=AT)


def give_score(score: str) -> Given:
    return Given(None, Decimal(score), "工作扎实")


@pytest.fixture
def hall(db) -> Hall:
    return make_hall(due=10)


def make_hall(due: int, **plan) -> Hall:
    district = Union.objects.filter(name="中山区总工会").first() or DistrictFactory(name="中山区总工会")
    union = UnionFactory(superior=district, chair_name="甲一")
    leader = user_with_post(RoleKind.SUPERIOR_LEADER, district)
    report = DutyReport.objects.create(union=union, work_year=YEAR, chair_name="甲一")
    for audience in Audience:
        ReportDelivery.objects.create(report=report, audience=audience, delivered_on=AT.date(), form="会员大会")
    planned = {
        "held_on": date(2015, 12, 10),
        "assembly": Assembly.MEMBER_ASSEMBLY,
        "due_count": due,
        "chair_name": "甲一",
        "chief_scrutineer": "乙二",
        "scrutineer": "丙三",
        **plan,
    }
    session = plan_session(union=union, work_year=YEAR, plan=planned, user=leader, at=AT)
    return Hall(union, leader, session)


Desk = Callable[..., Client]


@pytest.fixture
def desk(db) -> Desk:
    """A browser in which this person is signed in."""

    def sit_down(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sit_down
