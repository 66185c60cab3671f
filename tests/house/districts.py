"""Two complete districts whose every word carries a mark, and a third that has gone the whole way.

What belongs to 甲 says 甲标, what belongs to 乙 says 乙标: wherever 乙标 reaches somebody of 甲, a wall has a hole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from office import events, files, jobs, notices
from office.kinds import JobState
from office.models import Job, Notice
from tests.factories import CityFactory, DistrictFactory, SectorFactory, UnionFactory, user_with_post
from tests.house.campaign_samples import campaign_sample, duplicate_samples, sheet_samples
from tests.house.guidance_samples import guidance_samples
from tests.house.money_samples import money_samples
from tests.house.scoring_samples import card_samples, season_samples
from tests.house.year_samples import year_samples
from tests.vitality.conftest import NOON, WORDS, World, units_under
from unions.kinds import Department, OwnershipType, RoleKind, TokenScope, UnionKind
from unions.models import FormerName, SavedFilter, Union, User
from unions.services.tokens import make_token
from vitality.kinds import Outcome, PaperKind
from vitality.models import Application, Round
from vitality.services.applications import move_application
from vitality.services.batches import file_batch
from vitality.services.decisions import prepare_decision, publish_decisions
from vitality.services.papers import open_paper, save_paper
from vitality.services.province import record_province_answer
from vitality.services.rounds import draft_round, move_round

OWN, FOREIGN = "甲标", "乙标"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

DISTRICT_ROLES = (
    "unit_clerk",
    "unit_chair",
    "party_evaluator",
    "township_officer",
    "officer",
    "superior_leader",
    "auditor",
)
CITY_ROLES = {
    "reviewer": (RoleKind.DEPARTMENT_REVIEWER, Department.DEMOCRATIC_MANAGEMENT),
    "other_department": (RoleKind.DEPARTMENT_REVIEWER, Department.LEGAL),
    "leading_group": (RoleKind.LEADING_GROUP, None),
    "finance": (RoleKind.FINANCE, None),
    "city_auditor": (RoleKind.AUDITOR, None),
}
ADMINISTRATORS = ("sysadmin", "secadmin", "auditadmin")
WITHOUT_POST = "without_post"
ANONYMOUS = "anonymous"
ROLES = (ANONYMOUS, WITHOUT_POST, *DISTRICT_ROLES, *CITY_ROLES, *ADMINISTRATORS)


@dataclass
class District:
    """One district with its people by role and a sample of every kind of object, by the name the table uses."""

    mark: str
    union: Union
    people: dict[str, User] = field(default_factory=dict)
    samples: dict[str, int | str] = field(default_factory=dict)


@dataclass
class Land:
    """The whole: people by role (those of 甲 for the roles of a district) and both districts' samples."""

    own: District
    foreign: District
    people: dict[str, User | None]
    shared: dict[str, int]

    def sample(self, name: str, *, foreign: bool = False) -> int | str:
        """The key of a sample object; what belongs to nobody's district is the same for both."""
        district = self.foreign if foreign else self.own
        return district.samples[name] if name in district.samples else self.shared[name]


def settle_land() -> Land:
    """Make all of it; needs an empty database."""
    city = CityFactory()
    staff = {name: _city_person(role, department, city) for name, (role, department) in CITY_ROLES.items()}
    staff |= {name: user_with_post(RoleKind(name), city) for name in ADMINISTRATORS}
    round = move_round(
        round=draft_round(year=2014, user=staff["reviewer"], at=NOON),
        transition="open",
        user=staff["reviewer"],
        at=NOON,
    )
    world = World(staff["reviewer"], staff["leading_group"], round)
    shared = {
        "round": round.pk,
        **_gone_the_whole_way(world),
        **_city_samples(staff, round),
        **season_samples(),
        **campaign_sample(city),
    }
    own, foreign = _district(OWN, world, city), _district(FOREIGN, world, city)
    shared |= duplicate_samples(own.samples["typical_sheet"], foreign.samples["typical_sheet"], staff["reviewer"])
    outsider = user_with_post(RoleKind.OFFICER, city, to_on=date(2014, 2, 1))
    return Land(own, foreign, {ANONYMOUS: None, WITHOUT_POST: outsider, **own.people, **staff}, shared)


def _city_person(role: RoleKind, department: Department | None, city: Union) -> User:
    return user_with_post(role, city, **({"department": department} if department else {}))


def _district(mark: str, world: World, city: Union) -> District:
    district = District(mark, DistrictFactory(name=f"{mark}区总工会", superior=city, **_particulars(mark)))
    units = _units(mark, district.union)
    sector = SectorFactory(name=f"{mark}行业工会", superior=district.union, **_particulars(mark))
    FormerName.objects.create(union=units[0], name=f"{mark}旧名", until_on=date(2013, 5, 1))
    district.people = _people(mark, district.union, units[0])
    world.officers[district.union.pk] = district.people["officer"]
    words = {name: f"{mark}{value}" if isinstance(value, str) else value for name, value in WORDS.items()}
    application = _filed(world, units, words)
    draft = world.draft(sector, **words)
    district.samples = {
        "district": district.union.pk,
        "union": units[0].pk,
        "application": application.pk,
        "batch": application.batch_id,
        "draft": draft.pk,
        "draft_batch": draft.batch_id,
        "account": district.people["officer"].pk,
        "post": district.people["officer"].post.pk,
        **_papers(mark, world, district),
        **card_samples(mark, district.union, district.people["officer"]),
        **year_samples(mark, units[0], district.people["unit_clerk"], district.people["superior_leader"]),
        **guidance_samples(mark, district.union, units[0], district.people),
        **money_samples(mark, district.union, district.people["officer"], district.people["auditor"]),
        **_office(mark, district, application, draft),
        **sheet_samples(mark, district.union, units[1]),
    }
    return district


def _particulars(mark: str) -> dict[str, str]:
    return {"chair_name": f"{mark}主席", "phone": f"{mark}0411", "address": f"{mark}街 1 号", "remark": f"{mark}备注"}


def _units(mark: str, district: Union) -> list[Union]:
    kinds = [OwnershipType.PRIVATE] * 3 + [OwnershipType.STATE] * 2
    return [
        UnionFactory(name=f"{mark}{number}公司工会", superior=district, ownership_type=kind, **_particulars(mark))
        for number, kind in enumerate(kinds, start=1)
    ]


def _people(mark: str, district: Union, unit: Union) -> dict[str, User]:
    township = UnionFactory(
        name=f"{mark}街道工会", kind=UnionKind.TOWNSHIP_UNION, superior=district, ownership_type="", employee_count=None
    )
    places = {
        "unit_clerk": (RoleKind.UNIT_CLERK, unit),
        "unit_chair": (RoleKind.UNIT_CHAIR, unit),
        "party_evaluator": (RoleKind.PARTY_EVALUATOR, unit),
        "township_officer": (RoleKind.OFFICER, township),
        "officer": (RoleKind.OFFICER, district),
        "superior_leader": (RoleKind.SUPERIOR_LEADER, district),
        "auditor": (RoleKind.AUDITOR, district),
    }
    return {name: _named(user_with_post(role, union), f"{mark}{name}") for name, (role, union) in places.items()}


def _named(user: User, name: str) -> User:
    user.full_name = name
    user.save(update_fields=["full_name"])
    return user


def _filed(world: World, units: list[Union], words: dict[str, Any]) -> Application:
    """A whole batch at the city; the first unit's form, with a remark on it."""
    officer = world.officer_of(units[0].superior)
    drafts = [world.draft(unit, **words) for unit in units]
    for draft in drafts:
        move_application(application=draft, transition="endorse", user=officer, at=NOON)
    file_batch(batch=drafts[0].batch, user=officer, at=NOON)
    return Application.objects.get(pk=drafts[0].pk)


def _papers(mark: str, world: World, district: District) -> dict[str, int]:
    paper = open_paper(round=world.round, union=district.union, kind=PaperKind.IMPLEMENTATION_PLAN)
    save_paper(paper=paper, text=f"{mark}方案正文", revision=paper.revision, user=district.people["officer"])
    return {"paper": paper.pk}


def _office(mark: str, district: District, application: Application, draft: Application) -> dict[str, int]:
    officer = district.people["officer"]
    evidence = files.attach(draft, SimpleUploadedFile(f"{mark}证据.pdf", PDF + mark.encode()), user=officer, at=NOON)
    notices.send([notices.Message((officer.pk,), f"{mark}通知", "/")], at=NOON)
    events.record(events.Entry(application, "look", f"{mark}动作", officer, NOON, comment=f"{mark}意见"))
    job = jobs.submit("vitality.batch_package", {"batch": application.batch_id, "copy": 1}, user=officer, at=NOON)
    result = files.keep(BytesIO(mark.encode()), "application/zip")
    Job.objects.filter(pk=job.pk).update(
        state=JobState.DONE, finished_at=NOON, result=result, result_name=f"{mark}副本.zip", message=f"{mark}已打包",
        outcome={"批次": f"{mark}批次"}, expires_at=NOON + timedelta(days=30),
    )  # fmt: skip
    roster = jobs.submit("unions.check_roster", {"name": f"{mark}名册.xlsx"}, user=officer, at=NOON)
    meetings = jobs.submit("appraisal.check_appraisals", {"name": f"{mark}评议.xlsx"}, user=officer, at=NOON)
    token, _ = make_token(user=officer, name=f"{mark}令牌", scope=TokenScope.READ, days=30, at=NOON)
    saved = SavedFilter.objects.create(owner=officer, name=f"{mark}常用", query="q=1")
    return {
        "evidence": evidence.pk,
        "notice": Notice.objects.get(text=f"{mark}通知").pk,
        "job": job.pk,
        "roster_job": roster.pk,
        "meetings_job": meetings.pk,
        "saved_filter": saved.pk,
        "token": token.pk,
    }


def _gone_the_whole_way(world: World) -> dict[str, int]:
    """A third district's forms: published, forwarded, answered by the province."""
    district = DistrictFactory(name="丙区总工会")
    passed = world.passed(district, units_under(district, 3, 2))
    for form in passed:
        prepare_decision(application=form, outcome=Outcome.APPROVE, reason="", user=world.leader, at=NOON)
    sheet = publish_decisions(
        round=world.round, meeting_on=date(2014, 9, 20), minutes_number="纪要3号", user=world.leader, at=NOON
    )
    answer = record_province_answer(
        round=world.round, confirmed=Application.objects.filter(pk__in=[form.pk for form in passed]), refused=(),
        answered_on=date(2014, 9, 20), document_number="辽工批1号", user=world.reviewer, at=NOON,
    )  # fmt: skip
    return {"sheet": sheet.pk, "answer": answer.pk}


def _city_samples(staff: dict[str, User], round: Round) -> dict[str, int]:
    draft = draft_round(year=2015, user=staff["reviewer"], at=NOON)
    return {"draft_round": draft.pk}
