"""Since when something waits, read off the record of events; and the dates of a round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from django.db.models import Max
from django.utils.timezone import make_aware

from office.desk import Deadline
from office.models import Event
from vitality.models import Application, Round


def moved_at(applications: Iterable[Application], otherwise: datetime) -> Mapping[int, datetime]:
    """When each form last went a step or got a file, by its key; one query."""
    keys = {application.pk: str(application.pk) for application in applications}
    about = Event.objects.filter(
        subject_kind=Application._meta.label_lower, subject_id__in=keys.values(), is_accepted=True
    )
    found = dict(about.order_by().values_list("subject_id").annotate(Max("at")))
    return {key: found.get(subject_id, otherwise) for key, subject_id in keys.items()}


def opened_at(round: Round, on: date) -> datetime:
    """When the round was last opened or changed; the day itself where nothing is recorded."""
    recorded = Event.objects.about(round).filter(is_accepted=True).aggregate(at=Max("at"))["at"]
    return recorded or make_aware(datetime.combine(on, time.min))


def deadlines(*dated: tuple[str, date | None, str, bool]) -> tuple[Deadline, ...]:
    """Deadlines of those that have a day: text, day, address, whether it is done."""
    return tuple(Deadline(text, day, url, is_done) for text, day, url, is_done in dated if day)
