"""Coming in: lock-out, sessions, due steps, the second factor, and the post acted in."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from office import clock
from office.models import Event
from office.tasks import forget_service_record_later
from tests.factories import CityFactory, DistrictFactory, PostFactory, UserFactory, user_with_post
from unions.kinds import RoleKind
from unions.middleware import BEGAN_AT, SEEN_AT, client_address
from unions.models import SecuritySetting, User
from unions.services.passwords import change_password
from unions.services.posts import end_post

pytestmark = pytest.mark.django_db

PASSWORD = "Lao-Dong-2014-x"
NEW_PASSWORD = "Lao-Mo-2014-yyy"


@pytest.fixture
def officer() -> User:
    """An officer with a password of the own."""
    person = user_with_post()
    change_password(person, PASSWORD, at=clock.now())
    return person


@pytest.fixture
def signed_in(client: Client, officer: User) -> Client:
    client.force_login(officer)
    client.get(reverse("home"))
    return client


def sign_in(client: Client, person: User, password: str = PASSWORD, **extra):
    return client.post(reverse("login"), {"username": person.username, "password": password, **extra})


def be_seen(client: Client, ago: timedelta) -> None:
    """Let the session have been used last so long ago."""
    session = client.session
    session[SEEN_AT] = (timezone.localtime() - ago).isoformat()
    session.save()


def set_rules(**rules) -> None:
    usual = {"password_days": 90, "idle_minutes": 30, "failure_count": 5, "lock_minutes": 30, "is_totp_required": False}
    SecuritySetting.objects.create(**{**usual, **rules}, set_by=UserFactory(), set_at=clock.now())


# Password and lock -------------------------------------------------------------------------------------------------


def test_the_right_password_leads_to_the_work_desk(client, officer):
    assert sign_in(client, officer).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_sign_in_gets_a_new_session_key(client, officer):
    client.get(reverse("login"))
    session = client.session
    session["anything"] = 1
    session.save()
    before = session.session_key
    sign_in(client, officer)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize("username", ["nobody", ""])
def test_an_unknown_name_and_a_wrong_password_sound_alike(client, officer, username):
    unknown = client.post(reverse("login"), {"username": username or officer.username, "password": "wrong"})
    assert "登录名或密码不正确" in unknown.content.decode()


def test_a_name_longer_than_any_is_refused_before_it_is_counted(client):
    answer = client.post(reverse("login"), {"username": "长" * 1000, "password": "wrong"})
    assert answer.context["form"].has_error("username", "max_length")


def test_a_closed_account_does_not_come_in(client, officer):
    User.objects.update(is_active=False)
    assert "登录名或密码不正确" in sign_in(client, officer).content.decode()


@pytest.mark.parametrize(("failures", "status"), [(4, 302), (5, 429)])
def test_the_fifth_failure_locks_the_name(client, officer, failures, status):
    for _ in range(failures):
        sign_in(client, officer, "wrong")
    answer = sign_in(client, officer)
    assert answer.status_code == status
    assert ("约 30 分钟后可以再试" in answer.content.decode()) == (status == 429)


def lock(client: Client, person: User) -> None:
    for _ in range(5):
        sign_in(client, person, "wrong")


def test_the_lock_is_for_one_name_at_one_address(client, officer):
    lock(client, officer)
    colleague = user_with_post()
    change_password(colleague, PASSWORD, at=clock.now())
    assert sign_in(Client(), colleague).status_code == 302
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7"), officer).status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(29, 429), (30, 302)])
def test_the_lock_ends_after_its_minutes(client, officer, minutes, status):
    lock(client, officer)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=minutes))
    assert sign_in(client, officer).status_code == status


def test_trying_while_locked_does_not_prolong_the_lock(client, officer):
    lock(client, officer)
    before = AccessAttempt.objects.get().attempt_time
    sign_in(client, officer, "wrong")
    assert AccessAttempt.objects.get().attempt_time == before


def test_coming_in_forgets_the_failures(client, officer):
    for password in ("wrong", "wrong", "wrong", "wrong", PASSWORD, "wrong", "wrong", "wrong", "wrong"):
        sign_in(Client(), officer, password)
    assert sign_in(Client(), officer).status_code == 302


def test_the_security_administrator_sets_how_many_failures_lock(client, officer):
    set_rules(failure_count=3, lock_minutes=60)
    for _ in range(3):
        sign_in(client, officer, "wrong")
    assert "约 60 分钟后" in sign_in(client, officer).content.decode()


def test_coming_and_going_is_written_down_without_passwords(client, officer):
    sign_in(client, officer, "wrong-Secret-1")
    sign_in(client, officer)
    client.post(reverse("logout"))
    lines = Event.objects.filter(subject_id=str(officer.pk), verb__in=["sign_in", "sign_out"]).order_by("number")
    assert [(line.label, line.is_accepted) for line in lines] == [
        ("登录失败", False), ("登录", True), ("退出", True),
    ]  # fmt: skip
    assert {line.address for line in lines} == {"127.0.0.1"}
    told = " ".join(str(line.__dict__) for line in Event.objects.all())
    told += " ".join(str(attempt.__dict__) for attempt in AccessAttempt.objects.all())
    assert "wrong-Secret-1" not in told
    assert PASSWORD not in told


def test_an_unknown_name_is_not_written_down_because_it_may_be_a_password(client):
    client.post(reverse("login"), {"username": "My-Password-2014", "password": "x"})
    assert not Event.objects.exists()


# Where one comes back to -------------------------------------------------------------------------------------------


def test_the_page_asked_for_is_found_again(client, officer):
    answer = client.get("/office/jobs/?page=2")
    assert answer.headers["Location"] == "/login/?next=%2Foffice%2Fjobs%2F%3Fpage%3D2"
    assert sign_in(client, officer, next="/office/jobs/?page=2").headers["Location"] == "/office/jobs/?page=2"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"])
def test_nobody_is_led_to_another_site(client, officer, target):
    assert sign_in(client, officer, next=target).headers["Location"] == "/"


def test_a_fragment_without_a_session_leads_the_whole_page_to_the_sign_in(client):
    answer = client.get(
        "/office/jobs/1/progress/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/office/jobs/1/"}
    )
    assert answer.headers["HX-Redirect"] == "/login/?next=%2Foffice%2Fjobs%2F1%2F"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client):
    answer = client.post("/office/notices/read/", headers={"Referer": "http://testserver/office/notices/"})
    assert answer.headers["Location"] == "/login/?next=%2Foffice%2Fnotices%2F"


def test_leaving_needs_a_post(signed_in):
    assert signed_in.get(reverse("logout")).status_code == 405


def test_a_form_of_another_site_is_refused_in_words(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    answer = client.post(reverse("logout"))
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


# The session -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "location"), [(29, None), (30, "/login/?next=%2Foffice%2Fjobs%2F")])
def test_a_session_left_alone_ends(signed_in, minutes, location):
    be_seen(signed_in, timedelta(minutes=minutes))
    answer = signed_in.get(reverse("office:job_list"))
    assert answer.headers.get("Location") == location


def test_a_session_that_ended_says_why_and_is_written_down(signed_in):
    be_seen(signed_in, timedelta(minutes=31))
    answer = signed_in.get("/", follow=True)
    assert "超过 30 分钟没有操作" in answer.content.decode()
    assert Event.objects.filter(verb="idle_end").exists()


def test_the_security_administrator_sets_the_idle_time(signed_in):
    set_rules(idle_minutes=5)
    be_seen(signed_in, timedelta(minutes=6))
    assert signed_in.get("/").status_code == 302


def test_a_page_that_polls_by_itself_does_not_keep_the_session_alive(signed_in, officer):
    be_seen(signed_in, timedelta(minutes=20))
    signed_in.get("/office/jobs/1/progress/")
    be_ago = timezone.datetime.fromisoformat(signed_in.session[SEEN_AT])
    assert timezone.localtime() - be_ago >= timedelta(minutes=20)
    signed_in.get("/office/jobs/")
    assert timezone.localtime() - timezone.datetime.fromisoformat(signed_in.session[SEEN_AT]) < timedelta(minutes=1)


@pytest.mark.parametrize(("hours", "status"), [(11.9, 200), (12, 302), (12.1, 302)])
def test_a_session_ends_after_a_working_day_however_busy(signed_in, hours, status):
    session = signed_in.session
    session[BEGAN_AT] = (timezone.localtime() - timedelta(hours=hours)).isoformat()
    session.save()
    assert signed_in.get("/").status_code == status


def test_using_a_session_does_not_make_it_younger(signed_in):
    began = signed_in.session[BEGAN_AT]
    be_seen(signed_in, timedelta(minutes=20))
    signed_in.get("/")
    assert signed_in.session[BEGAN_AT] == began


def test_a_session_that_was_left_opens_nothing_any_more(signed_in):
    kept = signed_in.cookies["sessionid"].value
    signed_in.post("/logout/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/").headers["Location"].startswith("/login/")


def test_a_message_travels_in_the_session_and_sets_no_cookie_of_its_own(signed_in):
    answer = signed_in.post("/logout/")
    assert "messages" not in answer.cookies
    assert "您已退出" in signed_in.get("/login/").content.decode()


def test_a_closed_account_is_out_at_the_next_request(signed_in):
    User.objects.update(is_active=False)
    assert signed_in.get("/").headers["Location"].startswith("/login/")


# Due steps ---------------------------------------------------------------------------------------------------------


def test_a_first_password_is_changed_before_anything_else(client, officer):
    User.objects.update(must_change_password=True)
    sign_in(client, officer)
    assert client.get("/office/jobs/").headers["Location"] == "/password/?next=%2Foffice%2Fjobs%2F"
    data = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    answer = client.post("/password/", {**data, "next": "/office/jobs/"})
    assert answer.headers["Location"] == "/office/jobs/"
    assert client.get("/office/jobs/").status_code == 200


@pytest.mark.parametrize(("days", "is_due"), [(89, False), (90, True), (91, True)])
def test_a_password_expires(signed_in, days, is_due):
    User.objects.update(password_changed_at=clock.now() - timedelta(days=days))
    assert (signed_in.get("/").status_code == 302) == is_due


def test_the_days_of_a_password_are_a_setting(signed_in):
    set_rules(password_days=30)
    User.objects.update(password_changed_at=clock.now() - timedelta(days=31))
    assert signed_in.get("/").headers["Location"].startswith("/password/")


def test_changing_the_password_ends_the_other_sessions(signed_in, officer):
    elsewhere = Client()
    sign_in(elsewhere, officer)
    data = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert signed_in.post("/password/", data).status_code == 302
    assert signed_in.get("/").status_code == 200
    assert elsewhere.get("/").headers["Location"].startswith("/login/")


def test_a_reset_password_ends_the_sessions(signed_in, officer):
    administrator = Client()
    administrator.force_login(user_with_post(RoleKind.SYSADMIN, CityFactory()))
    administrator.post(reverse("accounts:account_password_reset", args=[officer.pk]))
    assert signed_in.get("/").headers["Location"].startswith("/login/")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("Short-2014x", "12 个字符"),
        ("onlysmallandmore", "至少三类"),
        ("onlysmall2014and", "至少三类"),
        ("Password1234", "常见"),
        ("Da-Lian-Gong-2014", "容易被猜到"),
        ("工会2014-abcdefg", "容易被猜到"),
        (PASSWORD, "最近 3 次"),
    ],
)
def test_a_weak_password_is_refused_with_its_rule(signed_in, password, sentence):
    data = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    assert sentence in signed_in.post("/password/", data).content.decode()


def test_a_password_like_the_name_is_refused(client):
    person = user_with_post()
    User.objects.filter(pk=person.pk).update(username="zhongshan.jingban")
    person.refresh_from_db()
    change_password(person, PASSWORD, at=clock.now())
    client.force_login(person)
    data = {"old_password": PASSWORD, "new_password1": "Zhongshan.Jingban1", "new_password2": "Zhongshan.Jingban1"}
    assert "太相似" in client.post("/password/", data).content.decode()


def test_the_fourth_last_password_may_come_back(officer):
    for number in range(3):
        change_password(officer, f"Other-Password-{number}", at=clock.now())
    validate_password(PASSWORD, officer)


# The second factor -------------------------------------------------------------------------------------------------


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key, step=device.step, t0=device.t0, digits=device.digits):06d}"


def with_second_factor(person: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=person, confirmed=True, name="动态口令")


def test_a_second_factor_is_set_up_with_its_first_code(signed_in, officer):
    page = signed_in.get("/totp/").content.decode()
    assert "data:image/svg+xml" in page
    device = TOTPDevice.objects.get(user=officer)
    assert "不正确" in signed_in.post("/totp/", {"code": "000000", "password": PASSWORD}).content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert signed_in.post("/totp/", {"code": code_of(device), "password": PASSWORD}).status_code == 302
    assert TOTPDevice.objects.get(user=officer).confirmed


def test_a_new_second_factor_ends_the_other_sessions(signed_in, officer):
    elsewhere = Client()
    sign_in(elsewhere, officer)
    signed_in.get("/totp/")
    signed_in.post("/totp/", {"code": code_of(TOTPDevice.objects.get(user=officer)), "password": PASSWORD})
    assert signed_in.get("/").status_code == 200
    assert elsewhere.get("/").headers["Location"].startswith("/login/")


def test_taking_a_second_factor_away_ends_the_sessions(signed_in, officer):
    with_second_factor(officer)
    administrator = Client()
    administrator.force_login(user_with_post(RoleKind.SECADMIN, CityFactory()))
    administrator.post(reverse("accounts:account_totp_reset", args=[officer.pk]))
    assert signed_in.get("/").headers["Location"].startswith("/login/")


def test_a_round_of_sessions_outlives_a_change_of_the_sites_key(signed_in, officer, settings):
    User.objects.filter(pk=officer.pk).update(session_round=3)
    signed_in.force_login(User.objects.get(pk=officer.pk))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "x" * 50
    assert signed_in.get("/").status_code == 200


@pytest.mark.parametrize(("password", "sentence"), [("", "请输入现在的密码"), (NEW_PASSWORD, "现在的密码不正确")])
def test_a_second_factor_is_not_set_up_without_the_password(signed_in, officer, password, sentence):
    signed_in.get("/totp/")
    device = TOTPDevice.objects.get(user=officer)
    answer = signed_in.post("/totp/", {"code": code_of(device), "password": password})
    assert sentence in answer.content.decode()
    assert not TOTPDevice.objects.get(user=officer).confirmed


def test_whoever_came_in_by_the_door_of_the_demonstration_has_no_password_to_show(client):
    person = user_with_post()
    person.set_unusable_password()
    person.save()
    client.post("/login/as/", {"user": person.pk})
    assert 'name="password"' not in client.get("/totp/").content.decode()


def test_with_a_second_factor_the_password_alone_opens_nothing(client, officer):
    with_second_factor(officer)
    assert sign_in(client, officer).headers["Location"].startswith("/login/code/")
    assert client.get("/").headers["Location"].startswith("/login/")


def test_the_right_code_lets_in_and_a_wrong_one_does_not(client, officer):
    device = with_second_factor(officer)
    sign_in(client, officer)
    assert client.post("/login/code/", {"code": "000000"}).status_code == 200
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert client.post("/login/code/", {"code": code_of(device), "next": "/office/jobs/"}).headers["Location"] == (
        "/office/jobs/"
    )
    assert client.get("/").status_code == 200


def test_a_code_works_once(client, officer):
    device = with_second_factor(officer)
    sign_in(client, officer)
    code = code_of(device)
    client.post("/login/code/", {"code": code})
    again = Client()
    sign_in(again, officer)
    assert again.post("/login/code/", {"code": code}).status_code == 200
    assert again.get("/").status_code == 302


def test_the_second_step_waits_five_minutes(client, officer, monkeypatch):
    with_second_factor(officer)
    sign_in(client, officer)
    session = client.session
    session["second_step_since"] = time.time() - 301
    session.save()
    assert client.get("/login/code/").headers["Location"] == "/login/"


def test_where_required_city_staff_sets_one_up_first_and_districts_need_not(client):
    set_rules(is_totp_required=True)
    for union, is_due in ((CityFactory(), True), (DistrictFactory(), False)):
        role = RoleKind.FINANCE if is_due else RoleKind.OFFICER
        person = Client()
        person.force_login(user_with_post(role, union))
        assert (person.get("/").headers.get("Location") == "/totp/?next=%2F") == is_due


def test_a_lost_second_factor_is_not_replaced_with_the_password_alone(client, officer):
    with_second_factor(officer)
    client.force_login(officer)  # a session that showed no code
    client.post("/totp/", {"code": "123456"})
    assert TOTPDevice.objects.filter(user=officer).count() == 1


def test_the_security_administrator_resets_a_lost_one(client, officer):
    with_second_factor(officer)
    client.force_login(user_with_post(RoleKind.SECADMIN, CityFactory()))
    client.post(reverse("accounts:account_totp_reset", args=[officer.pk]))
    assert not TOTPDevice.objects.filter(user=officer).exists()
    assert Event.objects.filter(verb="reset_totp", subject_id=str(officer.pk)).exists()


# The post acted in -------------------------------------------------------------------------------------------------


def test_a_revoked_post_ends_at_the_next_request_and_the_request_does_nothing(signed_in, officer):
    sysadmin = user_with_post(RoleKind.SYSADMIN, CityFactory())
    end_post(officer.post, last_on=clock.today(), reason="调离", user=sysadmin, at=clock.now())
    answer = signed_in.post(reverse("office:notices_read"))
    assert answer.headers["Location"] == "/"
    assert "岗位已经终止" in signed_in.get("/").content.decode()
    assert signed_in.get(reverse("unions:union_list")).status_code == 403


def test_with_a_second_post_one_goes_on_in_it_but_not_by_oneself(signed_in, officer):
    """What was meant for one post is not done in another."""
    PostFactory(user=officer, role=RoleKind.AUDITOR)
    sysadmin = user_with_post(RoleKind.SYSADMIN, CityFactory())
    end_post(officer.post, last_on=clock.today(), reason="调离", user=sysadmin, at=clock.now())
    assert signed_in.get(reverse("office:event_list")).headers["Location"] == "/"
    assert signed_in.get(reverse("office:event_list")).status_code == 200


def test_one_switches_between_the_own_posts_only(signed_in, officer):
    second = PostFactory(user=officer, role=RoleKind.AUDITOR)
    stranger = PostFactory()
    assert signed_in.post(reverse("switch_post"), {"post": second.pk}).status_code == 302
    assert str(second) in signed_in.get("/").content.decode()
    assert signed_in.post(reverse("switch_post"), {"post": stranger.pk}).status_code == 404
    assert signed_in.post(reverse("switch_post"), {"post": "0 OR 1=1"}).status_code == 404


def test_without_a_post_the_work_desk_says_what_to_do(client):
    client.force_login(UserFactory())
    assert "您目前没有岗位" in client.get("/").content.decode()


# The demonstration -------------------------------------------------------------------------------------------------


def test_the_demonstration_lets_a_visitor_step_into_a_role(client, officer):
    assert officer.full_name in client.get("/login/").content.decode()
    assert client.post("/login/as/", {"user": officer.pk}).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Event.objects.filter(verb="sign_in", comment="演示入口").exists()


def test_outside_the_demonstration_there_is_no_such_door(client, officer, settings):
    settings.DEMO = False
    assert officer.full_name not in client.get("/login/").content.decode()
    assert client.post("/login/as/", {"user": officer.pk}).status_code == 404


@pytest.mark.parametrize("key", ["", "0", "x", "²", "9" * 5000, "1 OR 1=1"])
def test_the_door_opens_to_existing_people_only(client, key):
    assert client.post("/login/as/", {"user": key}).status_code == 404


# The address -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "9.9.9.9, 1.1.1.1", "1.1.1.1"),
        (2, "9.9.9.9, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="10.0.0.1")
    request.user = AnonymousUser()
    assert client_address(request) == address


def test_a_sign_in_is_written_down_in_the_event_log_alone(client: Client, officer: User):
    sign_in(client, officer)
    assert Event.objects.filter(verb="sign_in", is_accepted=True).count() == 1
    assert not AccessLog.objects.exists()


def test_ended_sessions_are_forgotten_at_night_and_no_other(signed_in: Client):
    ended = Client()
    ended.force_login(user_with_post())
    Session.objects.filter(pk=ended.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    forget_service_record_later()
    assert [session.pk for session in Session.objects.all()] == [signed_in.session.session_key]
