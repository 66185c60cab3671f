"""Accounts and posts: who gives them, which go together, how they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse

from office import clock, jobs
from office.kinds import JobState
from office.models import Event, Notice
from office.refusals import Refused
from office.tasks import EXPORT_EVENTS
from tests.factories import CityFactory, DistrictFactory, PostFactory, UnionFactory, UserFactory, user_with_post
from unions.kinds import AccountState, Department, RoleKind, UnionKind
from unions.models import Post, SecuritySetting, User
from unions.rules.posts import PLACES, conflict, misplacement
from unions.rules.security import LIMITS, SignInRules, character_classes
from unions.selectors.accounts import accounts_for, accounts_matching, places_named, posts_for, sign_in_rules
from unions.selectors.desk import NEEDED_AT_CITY, desk_of
from unions.services.accounts import create_account, disable_account, enable_account, reset_password
from unions.services.passwords import new_password
from unions.services.posts import appoint, end_post
from unions.services.security import set_sign_in_rules

pytestmark = pytest.mark.django_db

NOW = clock.now()
TODAY = NOW.date()
BUSINESS = [role for role in RoleKind if not role.is_administrative]
ADMINISTRATIVE = [role for role in RoleKind if role.is_administrative]


@pytest.fixture
def sysadmin() -> User:
    return user_with_post(RoleKind.SYSADMIN, CityFactory())


# The work desk ----------------------------------------------------------------------------------------------------


def vacancies(sysadmin: User) -> list[str]:
    return [todo.text for todo in desk_of(sysadmin, TODAY).todos]


def test_a_new_site_says_which_posts_are_vacant(sysadmin):
    assert vacancies(sysadmin) == [
        "给市总工会设岗位，还没有人的有：安全管理员、审计管理员、民主管理部、办公室、领导小组、财务部、经审"
    ]
    DistrictFactory(name="中山区总工会", superior=sysadmin.post.union)
    second = DistrictFactory(name="西岗区总工会", superior=sysadmin.post.union)
    assert vacancies(sysadmin)[1] == "给中山区总工会等 2 个工会设上级工会经办岗位，还没有人"
    user_with_post(RoleKind.OFFICER, second)
    assert vacancies(sysadmin)[1] == "给中山区总工会设上级工会经办岗位，还没有人"


def test_a_post_is_vacant_until_somebody_who_may_sign_in_holds_it_at_the_city(sysadmin):
    city = sysadmin.post.union
    for role, department in NEEDED_AT_CITY:
        PostFactory(role=role, department=department, union=city)
    assert vacancies(sysadmin) == []
    (auditor,) = Post.objects.filter(role=RoleKind.AUDITOR)
    disable_account(auditor.user, reason="调离", user=sysadmin, at=NOW)
    user_with_post(RoleKind.AUDITOR, DistrictFactory(name="中山区总工会", superior=city))
    assert vacancies(sysadmin)[0] == "给市总工会设岗位，还没有人的有：经审"


# Accounts ----------------------------------------------------------------------------------------------------------


def test_a_first_password_meets_the_rules_and_must_be_changed(sysadmin):
    account, password = create_account(username="wang", full_name="王一", user=sysadmin, at=NOW)
    validate_password(password, UserFactory.build())
    assert account.check_password(password)
    assert account.must_change_password


def test_first_passwords_differ_and_are_easy_to_read():
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert not set("".join(made)) & set("0Oo1lI")


def test_the_first_password_stands_in_no_record(sysadmin):
    account, password = create_account(username="wang", full_name="王一", user=sysadmin, at=NOW)
    reset = reset_password(account, user=sysadmin, at=NOW)
    written = " ".join(str(event.__dict__) for event in Event.objects.all())
    assert password not in written
    assert reset not in written


def test_the_first_password_is_shown_once(client, sysadmin):
    client.force_login(sysadmin)
    shown = client.post(reverse("accounts:account_create"), {"username": "wang", "full_name": "王一"})
    account = User.objects.get(username="wang")
    password = shown.context["password"]
    assert password in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert password not in client.get(reverse("accounts:account_detail", args=[account.pk])).content.decode()


def test_a_login_name_is_given_once(sysadmin):
    create_account(username="wang", full_name="王一", user=sysadmin, at=NOW)
    with pytest.raises(Refused, match="“wang”已被使用"):
        create_account(username="wang", full_name="王二", user=sysadmin, at=NOW)


@pytest.mark.parametrize("username", ["wa", "two words", "quote'", "<b>"])
def test_a_strange_login_name_is_refused_at_its_field(client, sysadmin, username):
    client.force_login(sysadmin)
    answer = client.post(reverse("accounts:account_create"), {"username": username, "full_name": "王一"})
    assert "username" in answer.context["form"].errors
    assert not User.objects.filter(username=username).exists()


def test_closing_an_account_needs_a_reason_and_is_undone(sysadmin):
    account = UserFactory()
    with pytest.raises(Refused, match="须写明理由"):
        disable_account(account, reason=" ", user=sysadmin, at=NOW)
    assert not disable_account(account, reason="调离", user=sysadmin, at=NOW).is_active
    assert enable_account(account, user=sysadmin, at=NOW).is_active


def test_nobody_closes_the_own_account(sysadmin):
    with pytest.raises(Refused, match="不能停用自己"):
        disable_account(sysadmin, reason="试", user=sysadmin, at=NOW)


def test_the_last_system_administrator_stays(sysadmin):
    colleague = user_with_post(RoleKind.SYSADMIN, CityFactory())
    end_post(colleague.post, last_on=TODAY, reason="调离", user=sysadmin, at=NOW)
    with pytest.raises(Refused, match="唯一的系统管理员"):
        disable_account(sysadmin, reason="试", user=colleague, at=NOW)
    with pytest.raises(Refused, match="唯一的系统管理员"):
        end_post(sysadmin.post, last_on=TODAY, reason="试", user=sysadmin, at=NOW)


def test_resetting_an_administrators_password_is_told_to_all_three(sysadmin):
    others = [user_with_post(role, CityFactory()) for role in (RoleKind.SECADMIN, RoleKind.AUDITADMIN)]
    reset_password(others[0], user=sysadmin, at=NOW)
    told = set(Notice.objects.values_list("recipient_id", flat=True))
    assert told == {sysadmin.pk, *(other.pk for other in others)}


def test_resetting_anyone_elses_password_is_told_to_nobody(sysadmin):
    reset_password(user_with_post(), user=sysadmin, at=NOW)
    assert not Notice.objects.exists()


# Which posts go together -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ADMINISTRATIVE)
@pytest.mark.parametrize("held", list(RoleKind))
def test_an_administrator_holds_nothing_else(held, wanted):
    assert bool(conflict([held], wanted)) == (held != wanted)


@pytest.mark.parametrize("wanted", BUSINESS)
def test_business_posts_go_together_but_not_with_administration(wanted):
    assert conflict(BUSINESS, wanted) == ""
    assert all(conflict([held], wanted) for held in ADMINISTRATIVE)


def test_the_three_administrators_are_three_persons(sysadmin):
    with pytest.raises(Refused, match=r"三人分任.*GB/T 22239"):
        appoint(account=sysadmin, union=CityFactory(), role=RoleKind.SECADMIN, from_on=TODAY, user=sysadmin, at=NOW)


def test_a_past_post_does_not_stand_in_the_way(sysadmin):
    clerk = user_with_post(to_on=TODAY - timedelta(days=1))
    appoint(account=clerk, union=CityFactory(), role=RoleKind.SECADMIN, from_on=TODAY, user=sysadmin, at=NOW)


def test_a_post_to_come_does(sysadmin):
    clerk = user_with_post(from_on=TODAY + timedelta(days=30))
    with pytest.raises(Refused, match="三人分任"):
        appoint(account=clerk, union=CityFactory(), role=RoleKind.SECADMIN, from_on=TODAY, user=sysadmin, at=NOW)


@pytest.mark.parametrize("role", list(RoleKind))
@pytest.mark.parametrize("kind", list(UnionKind))
def test_a_post_exists_at_its_kinds_of_union_only(role, kind):
    assert (misplacement(role, kind) == "") == (kind in PLACES[role])


def test_a_clerk_of_a_unit_is_not_appointed_at_a_district(sysadmin):
    with pytest.raises(Refused, match="只设在"):
        appoint(
            account=UserFactory(),
            union=DistrictFactory(),
            role=RoleKind.UNIT_CLERK,
            from_on=TODAY,
            user=sysadmin,
            at=NOW,
        )


def test_the_same_post_is_not_given_twice(sysadmin):
    officer = user_with_post()
    with pytest.raises(Refused, match="已任"):
        appoint(account=officer, union=officer.post.union, role=RoleKind.OFFICER, from_on=TODAY, user=sysadmin, at=NOW)


@pytest.mark.parametrize(
    ("role", "department"), [(RoleKind.DEPARTMENT_REVIEWER, None), (RoleKind.FINANCE, Department.LEGAL)]
)
def test_a_department_belongs_to_the_reviewer_alone(sysadmin, role, department):
    with pytest.raises(Refused, match="部门"):
        appoint(
            account=UserFactory(), union=CityFactory(), role=role, department=department, from_on=TODAY,
            user=sysadmin, at=NOW,
        )  # fmt: skip


def test_a_closed_account_or_union_gets_no_post(sysadmin):
    closed = UnionFactory(closed_on=TODAY)
    with pytest.raises(Refused, match="撤销"):
        appoint(account=UserFactory(), union=closed, role=RoleKind.UNIT_CLERK, from_on=TODAY, user=sysadmin, at=NOW)
    with pytest.raises(Refused, match="已停用"):
        appoint(
            account=UserFactory(is_active=False), union=UnionFactory(), role=RoleKind.UNIT_CLERK, from_on=TODAY,
            user=sysadmin, at=NOW,
        )  # fmt: skip


# How posts end -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "sentence"), [(-1, "不能早于今天"), (0, ""), (1, "")])
def test_a_post_ends_today_or_later(sysadmin, days, sentence):
    post = user_with_post().post
    last_on = TODAY + timedelta(days=days)
    if sentence:
        with pytest.raises(Refused, match=sentence):
            end_post(post, last_on=last_on, reason="调离", user=sysadmin, at=NOW)
        return
    ended = end_post(post, last_on=last_on, reason="调离", user=sysadmin, at=NOW)
    assert Post.objects.current_on(TODAY).filter(pk=post.pk).exists() == (days > 0)
    assert ended.to_on == last_on


def test_a_post_revoked_in_the_course_of_a_day_was_held_the_day_before(sysadmin):
    post = user_with_post().post
    end_post(post, last_on=TODAY, reason="调离", user=sysadmin, at=NOW)
    assert Post.objects.current_on(TODAY - timedelta(days=1)).filter(pk=post.pk).exists()


def test_a_post_ends_once(sysadmin):
    post = end_post(user_with_post().post, last_on=TODAY, reason="调离", user=sysadmin, at=NOW)
    with pytest.raises(Refused, match="已于"):
        end_post(post, last_on=TODAY, reason="调离", user=sysadmin, at=NOW)


def test_a_job_of_a_revoked_post_is_not_done(sysadmin):
    officer = user_with_post()
    job = jobs.submit(EXPORT_EVENTS, {}, user=officer, at=NOW)
    end_post(officer.post, last_on=TODAY, reason="调离", user=sysadmin, at=NOW)
    done = jobs.run(job.pk, clock=clock.now)
    assert done is not None
    assert (done.state, done.result) == (JobState.FAILED, None)
    assert "岗位已经结束" in done.message


def test_the_results_of_a_post_go_with_the_post(client, sysadmin):
    auditor = user_with_post(RoleKind.AUDITOR)
    job = jobs.submit(EXPORT_EVENTS, {}, user=auditor, at=NOW)
    jobs.run(job.pk, clock=clock.now)
    PostFactory(user=auditor)
    client.force_login(auditor)
    address = reverse("office:job_result", args=[job.pk])
    assert client.get(address).status_code == 200
    end_post(auditor.post, last_on=TODAY, reason="调离", user=sysadmin, at=NOW)
    client.get("/")  # leads on in the other post
    assert client.get(address).status_code == 404


# Lists -------------------------------------------------------------------------------------------------------------


def test_accounts_are_found_by_name_union_and_state(sysadmin):
    officer = user_with_post(union=DistrictFactory(name="中山区总工会"))
    fresh, closed = UserFactory(must_change_password=True), UserFactory(is_active=False)
    every = accounts_for(sysadmin, on=TODAY)
    assert list(accounts_matching(every, text="中山区")) == [officer]
    assert list(accounts_matching(every, state=AccountState.FRESH)) == [fresh]
    assert list(accounts_matching(every, state=AccountState.DISABLED)) == [closed]
    assert list(accounts_matching(every, state=AccountState.WITHOUT_POST)) == [fresh]


def test_others_see_their_own_account_and_posts_only():
    officer, _ = user_with_post(), user_with_post()
    assert list(accounts_for(officer, on=TODAY)) == [officer]
    assert list(posts_for(officer, on=TODAY)) == [officer.post]


def test_the_list_of_accounts_asks_as_often_for_ten_as_for_fifty(client, sysadmin, django_assert_max_num_queries):
    client.force_login(sysadmin)
    client.get("/")
    for _ in range(50):
        user_with_post()
    with django_assert_max_num_queries(9):
        client.get(reverse("accounts:account_list"))


def test_a_place_is_found_by_its_name_or_part_of_it():
    exact = DistrictFactory(name="中山区总工会")
    DistrictFactory(name="旅顺中山区总工会")
    assert places_named("中山区总工会", on=TODAY) == [exact]
    assert len(places_named("中山区", on=TODAY)) == 2


def test_one_of_several_places_is_chosen_from_a_list(client, sysadmin):
    first = UnionFactory(name="机床公司", superior=DistrictFactory(name="甲区总工会"))
    second = UnionFactory(name="机床公司", superior=DistrictFactory(name="乙区总工会"))
    account = UserFactory()
    client.force_login(sysadmin)
    data = {"role": "unit_clerk", "union_name": "机床公司", "from_on": "2014-09-20"}
    address = reverse("accounts:post_appoint", args=[account.pk])
    asked = client.post(address, data).content.decode()
    assert "甲区总工会" in asked
    assert "乙区总工会" in asked
    client.post(address, {**data, "union": second.pk})
    assert Post.objects.get(user=account).union == second != first


def test_a_name_longer_than_any_place_is_not_looked_for(client, sysadmin):
    client.force_login(sysadmin)
    data = {"role": "unit_clerk", "union_name": "长" * 60_000, "from_on": "2014-09-20"}
    assert client.post(reverse("accounts:post_appoint", args=[UserFactory().pk]), data).status_code == 422


def test_a_place_that_was_not_offered_is_not_taken(client, sysadmin):
    UnionFactory(name="机床公司"), UnionFactory(name="机床公司二厂")
    stranger, account = UnionFactory(name="别处"), UserFactory()
    client.force_login(sysadmin)
    data = {"role": "unit_clerk", "union_name": "机床", "from_on": "2014-09-20", "union": stranger.pk}
    assert client.post(reverse("accounts:post_appoint", args=[account.pk]), data).status_code == 422
    assert not Post.objects.filter(user=account).exists()


# The rules of signing in -------------------------------------------------------------------------------------------


def test_until_somebody_sets_them_the_usual_rules_hold():
    assert sign_in_rules() == SignInRules(90, 30, 5, 30, False)


@pytest.mark.parametrize("name", list(LIMITS))
@pytest.mark.parametrize(("step", "is_fine"), [(-1, False), (0, True)])
def test_each_setting_keeps_its_least_and_its_most(name, step, is_fine):
    secadmin = user_with_post(RoleKind.SECADMIN, CityFactory())
    for value in (LIMITS[name].least + step, LIMITS[name].most - step):
        wanted = replace(SignInRules(is_totp_required=True), **{name: value})
        if is_fine:
            set_sign_in_rules(wanted, user=secadmin, at=NOW)
            assert sign_in_rules() == wanted
        else:
            with pytest.raises(Refused, match="须在"):
                set_sign_in_rules(wanted, user=secadmin, at=NOW)


def test_a_change_of_the_rules_stays_on_record():
    secadmin = user_with_post(RoleKind.SECADMIN, CityFactory())
    set_sign_in_rules(SignInRules(idle_minutes=10), user=secadmin, at=NOW)
    set_sign_in_rules(SignInRules(idle_minutes=20), user=secadmin, at=NOW)
    assert list(SecuritySetting.objects.values_list("idle_minutes", flat=True)) == [20, 10]
    assert Event.objects.order_by("-number").first().changes == {"无操作自动退出（分钟）": [10, 20]}


def test_saving_the_rules_unchanged_is_refused():
    secadmin = user_with_post(RoleKind.SECADMIN, CityFactory())
    with pytest.raises(Refused, match="没有变化"):
        set_sign_in_rules(SignInRules(), user=secadmin, at=NOW)


@pytest.mark.parametrize(("days", "is_expired"), [(89, False), (90, True), (91, True)])
def test_a_password_is_too_old_on_its_last_day(days, is_expired):
    assert SignInRules().is_password_expired(NOW - timedelta(days=days), NOW) == is_expired


@pytest.mark.parametrize(
    ("password", "count"), [("abc", 1), ("abC", 2), ("abC1", 3), ("abC1-", 4), ("工会ab", 2), ("", 0), ("ａＢ", 2)]
)
def test_classes_of_characters_are_counted(password, count):
    assert character_classes(password) == count


def test_a_post_prints_its_department_and_union():
    post = PostFactory(role=RoleKind.DEPARTMENT_REVIEWER, union=CityFactory(), from_on=date(2014, 1, 1))
    assert str(post) == "市总部门（民主管理部） · 大连市总工会"
