"""Letters about notices: to whom, how often, what stands in them, and never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from office import clock, notices
from office.kinds import MailPace
from office.mail import choose_mail, mail_notices
from office.models import MailChoice, Notice
from office.refusals import Refused
from tests.factories import user_with_post
from unions.models import User

pytestmark = pytest.mark.django_db
NOW = clock.now()


@pytest.fixture
def person() -> User:
    return user_with_post()


def told(person: User, text: str = "某某机械公司工会的申报表已退回") -> None:
    notices.send([notices.Message((person.pk,), text, "/")], at=NOW)


@pytest.mark.parametrize("pace", [MailPace.AT_ONCE, MailPace.DAILY])
def test_a_letter_goes_once_and_says_only_how_many(person: User, pace: MailPace):
    choose_mail(person=person, pace=pace, address="a@example.com", at=NOW)
    told(person)
    told(person, "又一条")
    assert [mail_notices(pace, at=NOW), mail_notices(pace, at=NOW)] == [1, 0]
    (letter,) = mail.outbox
    assert letter.to == ["a@example.com"]
    assert "2 条未读通知" in letter.body
    assert str(person) in letter.body
    assert "机械" not in letter.subject + letter.body


def test_nobody_is_written_to_who_did_not_choose_or_chose_another_pace(person: User):
    told(person)
    choose_mail(person=person, pace=MailPace.NEVER, address="", at=NOW)
    assert not any(mail_notices(pace, at=NOW) for pace in (MailPace.AT_ONCE, MailPace.DAILY))
    choose_mail(person=person, pace=MailPace.DAILY, address="a@example.com", at=NOW)
    assert mail_notices(MailPace.AT_ONCE, at=NOW) == 0


def test_what_was_read_or_told_before_the_choice_is_not_written_about(person: User):
    told(person)
    choose_mail(person=person, pace=MailPace.DAILY, address="a@example.com", at=NOW + timedelta(hours=1))
    assert mail_notices(MailPace.DAILY, at=NOW) == 0
    MailChoice.objects.update(since=NOW)
    notices.mark_read(Notice.objects.all(), at=NOW)
    assert mail_notices(MailPace.DAILY, at=NOW) == 0


def test_a_letter_the_server_does_not_take_is_tried_again(person: User, monkeypatch):
    choose_mail(person=person, pace=MailPace.DAILY, address="a@example.com", at=NOW)
    told(person)
    with monkeypatch.context() as broken:
        broken.setattr("office.mail.send_mail", _away)
        assert mail_notices(MailPace.DAILY, at=NOW) == 0
    assert mail_notices(MailPace.DAILY, at=NOW) == 1


def _away(*_: object) -> None:
    raise OSError("away")


def test_mail_needs_an_address(person: User, client):
    with pytest.raises(Refused, match="邮箱"):
        choose_mail(person=person, pace=MailPace.DAILY, address="", at=NOW)
    client.force_login(person)
    url = reverse("office:notice_mail")
    assert client.post(url, {"pace": "daily", "address": "不是邮箱"}).status_code == 422
    assert client.post(url, {"pace": "daily", "address": ""}).status_code == 422
    assert client.post(url, {"pace": "daily", "address": "a@example.com"}).status_code == 302
    assert "a@example.com" in client.get(url).content.decode()
