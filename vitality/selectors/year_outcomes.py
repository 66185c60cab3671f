"""The outcome of a year for people: each superior union with its facts, in a person's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unions.models import Union, User
from vitality.models import YearOutcome
from vitality.selectors.outcomes import RecipientYear, recipient_years, recipients_of_year


@dataclass(frozen=True)
class OutcomeRow:
    """A superior union with its year, and what it was called then."""

    union: Union
    name: str
    year: RecipientYear


def outcome_rows(user: User, year: int) -> list[OutcomeRow]:
    """The superior unions in this person's scope with their year, in the order of the tree."""
    seen = set(Union.objects.visible_to(user).values_list("pk", flat=True))
    facts = recipient_years(year)
    recipients = [union for union in recipients_of_year(year) if union.pk in seen]
    return [OutcomeRow(union, union.name_then, facts[union.pk]) for union in recipients]  # type: ignore[attr-defined]


def outcome_years(today: date) -> list[int]:
    """The years whose outcome can be asked for, the latest first."""
    published = set(YearOutcome.objects.values_list("year", flat=True))
    return sorted({*published, *range(2014, today.year + 1)}, reverse=True)
