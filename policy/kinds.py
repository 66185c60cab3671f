"""The base of every enumeration that is stored: a value for the database, a word for the reader, explicit flags."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self


class Kind(StrEnum):
    """A closed list of terms. Members are written `NAME = "value", "中文", flag, …`.

    A subclass that needs flags overrides `set_flags`; nothing is ever read out of a value's spelling.
    """

    label: str

    def __new__(cls, value: str, label: str = "", *flags: Any) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.set_flags(*flags)
        return member

    def set_flags(self, *flags: Any) -> None:
        """Take the extra columns of a member's line; by default there are none."""
        if flags:
            raise TypeError(f"{type(self).__name__} takes no flags, got {flags!r}")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of value and label, in the order of the list, as form and model fields take them."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def from_label(cls, label: str) -> Self | None:
        """The member a workbook names by its Chinese word, or None."""
        return next((member for member in cls if member.label == label), None)
