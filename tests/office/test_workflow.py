"""perform(): lock, who, guards, effect, event, notices; and what is left behind when it refuses."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from office.events import Entry, chain_faults, record, timeline
from office.models import ChainHead, Event, Notice
from office.notices import Message
from office.refusals import Refused
from office.workflow import Act, Transition, Workflow, perform
from policy.citing import Reason
from tests.factories import CityFactory, user_with_post
from unions.kinds import RoleKind
from vitality.kinds import RoundState
from vitality.models import Round

AT = datetime(2014, 9, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MANAGE = "vitality.manage_round"


def flow(**options) -> Workflow:
    step = Transition("open", "开始申报", (RoundState.DRAFT,), RoundState.OPEN, MANAGE, **options)
    return Workflow(Round, RoundState, [step])


@pytest.fixture
def reviewer(db):
    return user_with_post(RoleKind.DEPARTMENT_REVIEWER, CityFactory())


@pytest.fixture
def subject(db) -> Round:
    return Round.objects.create(
        year=2014, title="首批", due_on="2014-09-25", enterprise_pick_count=5, sector_pick_count=1
    )


def test_a_step_moves_the_object_and_leaves_an_event(subject, reviewer):
    moved = perform(flow(), subject, "open", user=reviewer, at=AT, comment=" 按通知 ")
    event = timeline(subject).get()
    assert moved.state == RoundState.OPEN
    assert (event.label, event.comment, event.changes) == ("开始申报", "按通知", {"state": ["准备中", "申报中"]})
    assert (event.actor, event.actor_post) == (reviewer, str(reviewer.post))


def test_who_may_never_is_forbidden_before_any_guard_speaks(subject):
    def guard(subject, act):
        raise AssertionError("a stranger learns nothing from guards")

    with pytest.raises(PermissionDenied):
        perform(flow(guards=(guard,)), subject, "open", user=user_with_post(), at=AT)


def test_the_wrong_moment_is_refused_with_the_state(subject, reviewer):
    perform(flow(), subject, "open", user=reviewer, at=AT)
    with pytest.raises(Refused, match="当前为“申报中”，不能开始申报"):
        perform(flow(), subject, "open", user=reviewer, at=AT)


def test_every_guards_reason_is_told_and_the_refusal_is_recorded(subject, reviewer):
    reasons = [Reason("a", False, "缺甲", "2014-31/6.2"), Reason("b", False, "缺乙")]
    with pytest.raises(Refused) as refusal:
        perform(flow(guards=(lambda subject, act: reasons,)), subject, "open", user=reviewer, at=AT)
    assert refusal.value.sentence == "不能开始申报：缺甲（大工发〔2014〕31号 六、2）；缺乙"
    assert refusal.value.reasons == tuple(reasons)
    assert Event.objects.get().is_accepted is False
    assert list(timeline(subject)) == []


def test_a_missing_comment_is_refused_at_its_field(subject, reviewer):
    with pytest.raises(Refused) as refusal:
        perform(flow(comment_required=True), subject, "open", user=reviewer, at=AT, comment="  ")
    assert refusal.value.fields == {"comment": "请写明理由。"}


def test_an_effect_that_refuses_changes_nothing(subject, reviewer):
    def effect(subject, act):
        subject.title = "改了"
        raise Refused("不行。")

    with pytest.raises(Refused):
        perform(flow(effect=effect), subject, "open", user=reviewer, at=AT)
    subject.refresh_from_db()
    assert (subject.state, subject.title) == (RoundState.DRAFT, "首批")
    assert Notice.objects.count() == 0


def test_whoever_is_named_twice_is_told_once(subject, reviewer):
    message = Message((reviewer.pk, reviewer.pk), "已开始申报", "/")
    perform(flow(notify=lambda subject, act: [message]), subject, "open", user=reviewer, at=AT)
    assert Notice.objects.get().text == "已开始申报"


def test_a_step_is_offered_to_whom_it_belongs_open_or_with_reasons(subject, reviewer):
    guarded = flow(guards=(lambda subject, act: [Reason("a", False, "缺甲")],))
    (offer,) = guarded.offers(subject, Act(reviewer, AT))
    assert (offer.is_open, [str(reason) for reason in offer.reasons]) == (False, ["缺甲"])
    assert flow().offers(subject, Act(reviewer, AT))[0].is_open
    assert flow().offers(subject, Act(user_with_post(), AT)) == []


@pytest.mark.django_db
def test_the_chain_shows_what_was_changed_removed_or_cut_off(subject, reviewer):
    for number in range(4):
        record(Entry(subject, "note", f"第{number}次", reviewer, AT))
    events, head = list(Event.objects.order_by("number")), ChainHead.objects.get()
    assert chain_faults(events, head=head) == []
    assert chain_faults(events[:2] + events[3:], head=head)[0] == "第 3 条起缺 1 条记录"
    assert chain_faults(events[:3], head=head) == ["末尾缺记录：应到第 4 条，实到第 3 条"]
    events[1].comment = "改过"
    assert chain_faults(events, head=head) == ["第 2 条记录与写入时不符"]
