"""The demonstration: everything promised is there, the same each time, and nobody real is in it."""

import re
import subprocess
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from office.events import chain_faults
from office.models import ChainHead, Event, EvidenceFile, Notice
from policy.documents import Law
from tests.house.first_day.conftest import told
from unions.kinds import Category, Department, OwnershipType, RoleKind, SectorTier, UnionKind
from unions.models import FormerName, FormerSuperior, Post, Union, User
from vitality.kinds import ApplicationState, BatchState, Outcome, PaperState
from vitality.models import Application, Batch, Decision, Round, UnionPaper
from vitality.selectors.applications import changes_since_filing

ROOT = Path(__file__).resolve().parents[3]
THE_DAY = datetime(2014, 9, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
# Spelt backwards, so that this file does not name them either.
NAMED_IN_THE_TEXTS = tuple(name[::-1] for name in ("力博熊", "荣凤陈", "革宏栾"))
DISTRICTS = ("中山区", "西岗区", "沙河口区", "甘井子区", "旅顺口区", "金州区")
COUNTIES = ("瓦房店市", "普兰店市", "庄河市", "长海县")
PILOT_ZONES = ("高新区", "保税区", "长兴岛", "花园口", "普湾新区")


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def names(kind: UnionKind) -> list[str]:
    return list(Union.objects.filter(kind=kind).order_by("pk").values_list("name", flat=True))


# Who there is ----------------------------------------------------------------------------------------------------


def test_the_districts_and_pilot_zones_are_dalians():
    assert names(UnionKind.DISTRICT_UNION) == [f"{name}总工会" for name in DISTRICTS + COUNTIES]
    assert names(UnionKind.PILOT_ZONE_UNION) == [f"{name}总工会" for name in PILOT_ZONES]
    assert "合并后的新区" in Union.objects.get(name="金州区总工会").remark


def test_industrial_unions_are_marked_as_placeholders():
    resident, nonresident = names(UnionKind.RESIDENT_INDUSTRIAL_UNION), names(UnionKind.NONRESIDENT_INDUSTRIAL_UNION)

    assert (len(resident), len(nonresident)) == (5, 4)
    assert all(name.startswith("示例") for name in resident + nonresident)


def test_some_three_hundred_units_are_spread_over_all_kinds_and_natures():
    units = Union.objects.filter(kind__in=[kind for kind in UnionKind if kind.is_unit])

    assert 290 <= units.count() <= 350
    assert set(units.values_list("kind", flat=True)) == {kind.value for kind in UnionKind if kind.is_unit}
    assert set(units.values_list("ownership_type", flat=True)) >= {each.value for each in OwnershipType}
    assert set(units.values_list("sector_tier", flat=True)) >= {tier.value for tier in SectorTier}
    assert units.filter(superior__kind=UnionKind.TOWNSHIP_UNION).count() > 50


@pytest.mark.parametrize("size", [49, 50, 99, 100])
def test_private_enterprises_stand_on_either_side_of_both_lines(size):
    assert Union.objects.filter(ownership_type=OwnershipType.PRIVATE, employee_count=size).exists()


def test_every_category_occurs():
    law = Law.of_year(2014)
    found = set(Union.objects.with_classification(law).values_list("category", flat=True))

    assert found == {category.value for category in Category}


def test_some_units_have_a_history():
    former_names = list(FormerName.objects.values_list("name", flat=True))

    assert len(former_names) == 3
    assert all(name.endswith("有限公司") for name in former_names)
    assert FormerSuperior.objects.count() == 2
    assert Union.objects.exclude(closed_on=None).count() == 1


def test_every_role_can_be_stepped_into():
    held = Post.objects.current_on(THE_DAY.date())

    assert set(held.values_list("role", flat=True)) == {role.value for role in RoleKind}
    assert held.filter(role=RoleKind.LEADING_GROUP).count() == 2
    departments = set(held.exclude(department="").values_list("department", flat=True))
    assert departments >= {Department.ORGANISATION, Department.DEMOCRATIC_MANAGEMENT, Department.PUBLICITY}


def test_every_federation_that_files_has_an_officer():
    filers = Union.objects.filter(kind__in=[kind for kind in UnionKind if kind.files_batches])
    staffed = Post.objects.filter(role=RoleKind.OFFICER).values("union")

    assert not filers.exclude(pk__in=staffed).exists()


def test_accounts_are_marked_and_have_no_password():
    accounts = User.objects.all()

    assert all(account.username.startswith("demo-") for account in accounts)
    assert not any(account.has_usable_password() for account in accounts)


# How far the round has come --------------------------------------------------------------------------------------


def test_the_first_round_is_open_and_due_in_five_days():
    round = Round.objects.get()

    assert round.is_open
    assert (round.due_on - THE_DAY.date()).days == 5
    assert round.safeguards_due_on == date(2014, 9, 30)


@pytest.mark.parametrize(
    "state",
    [
        ApplicationState.DRAFT,
        ApplicationState.SUBMITTED,
        ApplicationState.ENDORSED,
        ApplicationState.FILED,
        ApplicationState.RETURNED,
        ApplicationState.PASSED,
        ApplicationState.WITHDRAWN,
    ],
)
def test_forms_stand_in_every_state_before_the_decision(state):
    assert Application.objects.filter(state=state).exists()


def test_batches_are_filed_in_time_or_still_open_and_some_unions_have_not_begun():
    batches = Batch.objects.all()

    assert set(batches.values_list("state", flat=True)) == {BatchState.DRAFT, BatchState.FILED}
    assert not batches.filter(is_late=True).exists()
    begun = set(batches.values_list("superior__name", flat=True))
    assert {"庄河市总工会", "普湾新区总工会", "示例壬产业工会"}.isdisjoint(begun)


def test_a_returned_form_names_its_fields_and_a_corrected_one_shows_what_changed():
    returned = Application.objects.get(state=ApplicationState.RETURNED, batch__superior__name="沙河口区总工会")
    refiled = Application.objects.filter(state=ApplicationState.FILED, batch__superior__name="长兴岛总工会").first()

    assert returned.return_reason
    assert set(returned.remarks.values_list("field", flat=True)) == {"goals", "contact"}
    assert {change.field for change in changes_since_filing(refiled)} == {"measures", "contact"}


@pytest.mark.parametrize("state", list(PaperState))
def test_plans_and_measures_stand_in_every_state(state):
    assert UnionPaper.objects.filter(state=state).exists()


def test_three_of_five_picks_are_prepared_and_nothing_is_published():
    decisions = Decision.objects.all()

    assert decisions.filter(outcome=Outcome.RECOMMEND).count() == 3
    assert not decisions.exclude(sheet=None).exists()


def test_forms_carry_evidence_and_people_have_notices_read_and_unread():
    assert EvidenceFile.objects.filter(subject_kind="vitality.application").count() > 50
    assert Notice.objects.filter(read_at=None).exists()
    assert Notice.objects.exclude(read_at=None).exists()


def test_hardly_two_forms_read_alike():
    filled = Application.objects.exclude(goals="").exclude(measures="")
    texts = set(filled.values_list("goals", "measures"))

    assert len(texts) >= 60
    assert len(texts) >= filled.count() * 9 // 10


def test_everything_happened_before_the_day_in_working_hours_and_in_order():
    events = list(Event.objects.order_by("number"))
    moments = [event.at.astimezone(THE_DAY.tzinfo) for event in events]

    assert moments == sorted(moments)
    assert moments[-1] < THE_DAY
    assert all(8 <= moment.hour < 18 for moment in moments)
    assert chain_faults(events, head=ChainHead.objects.get()) == []


# Always the same, only where it may be, and nobody real ----------------------------------------------------------


def test_a_second_installation_tells_the_same(demo):
    assert told() == demo


def test_it_is_refused_where_there_are_accounts():
    with pytest.raises(CommandError, match="已有账号"):
        call_command("load_demo")


def test_it_is_refused_outside_the_demonstration(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="不是演示环境"):
        call_command("load_demo")


def test_telephone_numbers_are_of_the_fictitious_block():
    numbers = set(Union.objects.exclude(phone="").values_list("phone", flat=True))

    assert len(numbers) > 350
    assert all(re.fullmatch(r"0411-8000\d{4}", number) for number in numbers)


def test_nobody_named_in_the_policy_texts_occurs():
    people = {*User.objects.values_list("full_name", flat=True), *Union.objects.values_list("chair_name", flat=True)}

    assert len(people) > 400
    assert people.isdisjoint(NAMED_IN_THE_TEXTS)


def test_no_file_of_the_project_names_them():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    naming = [
        str(path.relative_to(ROOT))
        for path in files
        if path.is_file() and any(name.encode() in path.read_bytes() for name in NAMED_IN_THE_TEXTS)
    ]

    assert len(files) > 200
    assert naming == []


# What is printed of it ---------------------------------------------------------------------------------------------


def test_the_brief_of_the_demonstration_is_one_sheet(client):
    """A ranking of two dozen unions once spread over two."""
    client.post(reverse("step_into"), {"user": User.objects.get(username="demo-lingdao").pk})
    (sheet,) = PdfReader(BytesIO(client.get(reverse("glance_pdf"), {"year": 2014}).content)).pages
    assert "沙河口区总工会" in "".join(sheet.extract_text().split())
