"""Letters about notices: to whom, how often, what stands in them, and never twice."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

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
        broken.setattr("office.mail.EmailMessage.send", _away)
        assert mail_notices(MailPace.DAILY, at=NOW) == 0
    assert mail_notices(MailPace.DAILY, at=NOW) == 1


def _away(*_: object, **__: object) -> None:
    raise OSError("away")


@pytest.mark.parametrize(
    ("fault", "tries"),
    [
        (SMTPRecipientsRefused({}), 2),  # one address the server does not take keeps nobody else from a letter
        (SMTPResponseException(452, b"full"), 2),
        (TimeoutError(), 1),  # a server that does not answer is not asked again for each person
        (SMTPServerDisconnected(), 1),
    ],
)
def test_a_server_that_is_away_is_not_waited_for_once_for_each_person(monkeypatch, fault: OSError, tries: int):
    for person in (user_with_post(), user_with_post()):
        choose_mail(person=person, pace=MailPace.AT_ONCE, address="a@example.com", at=NOW)
        told(person)
    asked = []

    def fail(*given: object, **_: object) -> None:
        asked.append(given)
        raise fault

    monkeypatch.setattr("office.mail.EmailMessage.send", fail)
    assert mail_notices(MailPace.AT_ONCE, at=NOW) == 0
    assert len(asked) == tries


def test_the_wait_for_a_mail_server_has_an_end(settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 30


def test_a_letter_says_that_no_person_wrote_it(person: User):
    choose_mail(person=person, pace=MailPace.AT_ONCE, address="a@example.com", at=NOW)
    told(person)
    mail_notices(MailPace.AT_ONCE, at=NOW)
    assert mail.outbox[0].message()["Auto-Submitted"] == "auto-generated"


def test_mail_needs_an_address(person: User, client):
    with pytest.raises(Refused, match="邮箱"):
        choose_mail(person=person, pace=MailPace.DAILY, address="", at=NOW)
    client.force_login(person)
    url = reverse("office:notice_mail")
    assert client.post(url, {"pace": "daily", "address": "不是邮箱"}).status_code == 422
    assert client.post(url, {"pace": "daily", "address": ""}).status_code == 422
    assert client.post(url, {"pace": "daily", "address": "a@example.com"}).status_code == 302
    assert "a@example.com" in client.get(url).content.decode()
