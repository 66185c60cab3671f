"""The rules of signing in: their limits and defaults, and what a password must be made of.

The limits are those of GB/T 22239 at level 2, with level 3 (a second factor) to be switched on.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """The least and the most a setting may be, both allowed, and what applies until somebody sets it."""

    label: str
    least: int
    most: int
    default: int

    @property
    def sentence(self) -> str:
        """The limit as people read it."""
        return f"{self.label}须在 {self.least} 至 {self.most} 之间。"


LIMITS = {
    "password_days": Limit("密码有效期（天）", 30, 180, 90),
    "idle_minutes": Limit("无操作自动退出（分钟）", 5, 60, 30),
    "failure_count": Limit("连续输错次数", 3, 10, 5),
    "lock_minutes": Limit("锁定时间（分钟）", 10, 1440, 30),
}
PASSWORD_MIN_LENGTH = 12
PASSWORD_MIN_CLASSES = 3
KEPT_PASSWORDS = 3
# What people here think of first: the organisation, the place, the programme, in letters and in signs.
HOUSE_WORDS = ("gonghui", "zonggong", "dalian", "liaoning", "huoli", "vitality", "工会", "大连", "活力")


@dataclass(frozen=True)
class SignInRules:
    """The settings in force."""

    password_days: int = LIMITS["password_days"].default
    idle_minutes: int = LIMITS["idle_minutes"].default
    failure_count: int = LIMITS["failure_count"].default
    lock_minutes: int = LIMITS["lock_minutes"].default
    is_totp_required: bool = False

    def is_idle(self, seen_at: datetime, now: datetime) -> bool:
        """Whether nothing was done for as long as the setting says; that very minute counts as too long."""
        return now - seen_at >= timedelta(minutes=self.idle_minutes)

    def is_password_expired(self, changed_at: datetime | None, now: datetime) -> bool:
        """Whether the password is older than its days; one never changed by its owner is."""
        return changed_at is None or now - changed_at >= timedelta(days=self.password_days)


def house_word_in(password: str) -> str:
    """The first word of the house in a password, whatever its case and what stands between its letters; or empty."""
    letters = "".join(sign for sign in password.lower() if sign.isalpha())
    return next((word for word in HOUSE_WORDS if word in letters), "")


def character_classes(password: str) -> int:
    """How many of the four classes occur: small letters, capital letters, digits, everything else."""
    return len({_character_class(letter) for letter in password})


def _character_class(letter: str) -> str:
    if unicodedata.category(letter) in {"Ll", "Lu"}:
        return unicodedata.category(letter)
    return "digit" if letter.isdigit() else "other"
