"""What a policy text is made of once read: a document, its clauses, and its parameters with dated values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policy.units import Boundary, Unit, Value

Entries = Mapping[str, Value]


class PolicyError(Exception):
    """A question to the policy texts that they cannot answer, or a text that cannot be read."""


class UnknownName(PolicyError, LookupError):
    """No such clause, parameter or entry; the message lists the names that come near."""


class NotInForce(PolicyError, LookupError):
    """A value was asked for on a day before its first day."""


class ChoiceRefused(PolicyError, ValueError):
    """A reading that is not among the options. The message is a Chinese sentence for the person choosing."""


class TextError(PolicyError, ValueError):
    """A policy text is badly written; the message names the file, the parameter and what was expected."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered passage of a document.

    Attributes:
        ref: its name in code, as "2014-31/4.2".
        cited: its name for readers, as "大工发〔2014〕31号 四、2".
        subject: what it is about, in our own words.
    """

    ref: str
    cited: str
    subject: str


@dataclass(frozen=True, slots=True)
class Option:
    """One possible reading of a passage that leaves room."""

    value: Value
    meaning: str


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value and the first day on which it holds; it holds until the next one's first day."""

    first_day: date
    value: Value | Entries


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number (or table of numbers, or choice of reading) that stands once in a policy text.

    Attributes:
        boundary: the comparison it is used with; None for plain amounts, dates and readings.
        is_chosen: the text leaves room; `options` are the readings, the dated value is the default one.
        reading: the page under docs/readings/ that explains the choice; empty where there is none.
        values: ascending by first day, at least one.
    """

    key: str
    clause: Clause
    meaning: str
    unit: Unit
    boundary: Boundary | None
    is_chosen: bool
    options: tuple[Option, ...]
    reading: str
    values: tuple[DatedValue, ...]

    @property
    def first_day(self) -> date:
        """The first day on which the parameter has any value."""
        return self.values[0].first_day

    def value_on(self, day: date) -> Value | Entries | None:
        """The value of the day; None before the first day."""
        return next((dated.value for dated in reversed(self.values) if dated.first_day <= day), None)

    def option(self, value: object) -> Option:
        """The option with this value.

        Raises:
            ChoiceRefused: if there is none; the sentence lists the options.
        """
        for option in self.options:
            # The types are compared too: True is no 1 here.
            if type(option.value) is type(value) and option.value == value:
                return option
        listed = "；".join(f"{option.value}（{option.meaning}）" for option in self.options)
        raise ChoiceRefused(f"“{self.meaning}”不能取“{value}”，可选：{listed}（{self.clause.cited}）")


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document: who it is, its clauses by reference and its parameters by key."""

    id: str
    number: str
    short: str
    title: str
    issued_on: date
    clauses: Mapping[str, Clause]
    parameters: Mapping[str, Parameter]
