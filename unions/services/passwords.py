"""Passwords: what they must be made of, how a first one is made, how one is changed."""

from __future__ import annotations

import secrets
import string
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import transaction

from office import events
from unions.models import FormerPassword, User
from unions.rules.security import HOUSE_WORDS, KEPT_PASSWORDS, PASSWORD_MIN_CLASSES, character_classes, house_word_in

# Nothing that is mistaken for another sign when read from paper: no 0/O/o, 1/l/I.
SIGNS: Final = tuple(set(string.ascii_letters + string.digits) - set("0Oo1lI"))
GROUPS, GROUP_LENGTH = 4, 4


class EnoughClasses:
    """Three of the four classes of characters at least."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise a ValidationError for a password of too few classes."""
        if character_classes(password) < PASSWORD_MIN_CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        """The rule as people read it."""
        return "密码须含大写字母、小写字母、数字、其他符号中的至少三类。"


class NoHouseWord:
    """No word that anybody would try first at this house."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise a ValidationError for a password with such a word in it."""
        if word := house_word_in(password):
            raise ValidationError(f"密码中不能含有“{word}”这样容易被猜到的词。", code="password_of_the_house")

    def get_help_text(self) -> str:
        """The rule as people read it."""
        return f"不能含有本单位、地名等容易被猜到的词（{'、'.join(HOUSE_WORDS)}）。"


class NotRecent:
    """None of the last passwords again."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise a ValidationError for one of the last passwords."""
        if user is None or user.pk is None:
            return
        kept = FormerPassword.objects.filter(user=user)[:KEPT_PASSWORDS]
        if any(check_password(password, former.hash) for former in kept):
            raise ValidationError(self.get_help_text(), code="password_recent")

    def get_help_text(self) -> str:
        """The rule as people read it."""
        return f"不能与最近 {KEPT_PASSWORDS} 次用过的密码相同。"


def new_password() -> str:
    """A random first password, 16 signs in four groups, about 92 bits; it meets every rule above."""
    while True:
        groups = ["".join(secrets.choice(SIGNS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)]
        password = "-".join(groups)
        if character_classes(password) >= PASSWORD_MIN_CLASSES:
            return password


@transaction.atomic
def change_password(user: User, password: str, *, at: datetime) -> None:
    """Give a person the password the person chose; the form has judged it by then."""
    user.set_password(password)
    user.must_change_password, user.password_changed_at = False, at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    _keep(user, at)
    events.record(events.Entry(user, "change_password", "修改密码", user, at))


def issue_password(account: User, *, at: datetime) -> str:
    """Give an account a first password and return it, for the only time; it must be changed at the next sign-in."""
    password = new_password()
    account.set_password(password)
    account.must_change_password, account.password_changed_at = True, at
    account.save()
    _keep(account, at)
    return password


def _keep(user: User, at: datetime) -> None:
    FormerPassword.objects.create(user=user, hash=user.password, set_at=at)
    kept = FormerPassword.objects.filter(user=user).values_list("pk", flat=True)[:KEPT_PASSWORDS]
    FormerPassword.objects.filter(user=user).exclude(pk__in=list(kept)).delete()
