"""The law by which a year is judged: the texts, the readings chosen for the year, and its lock."""

from __future__ import annotations

from office.models import YearChoice, YearLock
from policy.documents import Law


def law_of_year(document: str, year: int) -> Law:
    """The law of a year with the federation's choices; of a locked year exactly as it stood when locked."""
    lock = YearLock.objects.filter(document=document, year=year).first()
    return Law.from_json(lock.parameters) if lock else Law.of_year(year, choices_of_year(document, year))


def choices_of_year(document: str, year: int) -> dict[str, object]:
    """The readings decided for a year, by parameter key; the last decision on each."""
    decided = YearChoice.objects.filter(document=document, year=year).order_by("pk")
    return dict(decided.values_list("key", "value"))
