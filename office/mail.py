"""Writing to persons that notices wait for them: how many, nothing of what they say."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from office.kinds import MailPace
from office.models import MailChoice, Notice
from office.refusals import Refused

log = logging.getLogger(__name__)


def choice_of(person: Any) -> MailChoice:
    """What the person chose; never, until then."""
    return MailChoice.objects.filter(person=person).first() or MailChoice(person=person)


def choose_mail(*, person: Any, pace: MailPace, address: str, at: datetime) -> MailChoice:
    """Let this hold from now on; what was told before is not written again.

    Raises:
        Refused: mail without an address.
    """
    if pace is not MailPace.NEVER and not address:
        raise Refused("请填写邮箱。", fields={"address": "请填写邮箱。"})
    values = {"pace": pace, "address": address, "since": at}
    return MailChoice.objects.update_or_create(person=person, defaults=values)[0]


def _nothing(person: Any) -> str:
    return ""


def mail_notices(pace: MailPace, *, at: datetime, adding: Callable[[Any], str] = _nothing) -> int:
    """Write to everybody of this pace who has notices neither read nor written about; gives how many letters went.

    Args:
        adding: a further sentence for a person, which must name nobody and nothing; empty for none.

    A task delivered twice writes once: the notices are claimed in the transaction that sends. A letter the mail server
    does not take leaves them unclaimed for the next time.
    """
    choices = MailChoice.objects.filter(pace=pace, person__is_active=True).select_related("person")
    count = 0
    for choice in choices:
        try:
            count += _written(choice, at, adding)
        except (SMTPRecipientsRefused, SMTPResponseException) as fault:
            # One address the server does not take keeps nobody else from a letter.
            log.warning("a letter was not taken and stays for the next time: %s", type(fault).__name__)
        except OSError as fault:
            # A server that is away is not waited for once for each person; other work stands behind this.
            log.warning("the mail server does not answer; letters stay for the next time: %s", type(fault).__name__)
            break
    return count


@transaction.atomic
def _written(choice: MailChoice, at: datetime, adding: Callable[[Any], str]) -> bool:
    MailChoice.objects.select_for_update().get(pk=choice.pk)
    waiting = Notice.objects.visible_to(choice.person).filter(
        read_at=None, mailed_at=None, created_at__gte=choice.since
    )
    count = waiting.update(mailed_at=at)
    if count:
        where = f"请登录查看：{settings.SITE_URL}" if settings.SITE_URL else "请登录系统查看。"
        text = (
            f"{choice.person}：\n\n您有 {count} 条未读通知。{adding(choice.person)}{where}"
            "\n\n系统邮件，请勿回复；可在“通知—邮件提醒”中停发。"
        )
        # Told by this, an out-of-office robot does not answer.
        headers = {"Auto-Submitted": "auto-generated"}
        EmailMessage(f"您有 {count} 条未读通知", text, to=[choice.address], headers=headers).send()
    return bool(count)
