"""Questions of the preliminary review: what waits, and one filed form with everything a reviewer lays beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db.models import Case, Count, IntegerField, Max, Q, When

from office.files import evidence_of
from office.models import EvidenceFile
from policy.citing import Basis
from unions.kinds import Category
from unions.models import User
from vitality.kinds import AnnexForm, ApplicationState
from vitality.models import Application, ApplicationVersion, FieldRemark, Round
from vitality.models.application import ApplicationQuerySet
from vitality.rules.annex import LONG_FIELDS
from vitality.rules.answers import COUNTED_BY, NEWNESS, asked_of, shown
from vitality.rules.text_changes import Piece, pieces
from vitality.selectors.applications import (
    answers_of,
    changes_since_filing,
    filed_classification,
    register_answers,
)
from vitality.selectors.evidence_counts import evidence_count
from vitality.selectors.newness import Newness, newness_of
from vitality.selectors.rounds import law_of_round

NOT_AT_CITY: Final = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.ENDORSED,
    ApplicationState.WITHDRAWN,
)
REVIEWED: Final = tuple(state for state in ApplicationState if state not in NOT_AT_CITY)
QUEUE_ORDER: Final = ("batch__superior__path", "form", "pk")


def reviewed_forms(user: User, round: Round) -> ApplicationQuerySet:
    """The forms of a round that reached the city, in this person's scope; provincial copies are not reviewed again.

    Each is annotated with `last_filed_at`, `filing_count`, `unsent_count` (remarks not sent yet), `evidence_count`
    and `turn` (0 while it waits for the review, so that what waits can be sorted first).
    """
    unsent = Q(remarks__is_settled=False, remarks__is_sent=False)
    forms = Application.objects.visible_to(user).filter(batch__round=round, origin=None, state__in=REVIEWED)
    return forms.select_related("unit", "batch__superior", "batch__round").annotate(
        last_filed_at=Max("versions__filed_at"),
        filing_count=Count("versions", distinct=True),
        unsent_count=Count("remarks", filter=unsent, distinct=True),
        evidence_count=evidence_count(),
        turn=Case(When(state=ApplicationState.FILED, then=0), default=1, output_field=IntegerField()),
    )


@dataclass(frozen=True)
class SuperiorCount:
    """How far the review of one superior union's forms is."""

    superior_id: int
    superior: str
    waiting_count: int
    returned_count: int
    done_count: int

    @property
    def total_count(self) -> int:
        return self.waiting_count + self.returned_count + self.done_count


def superior_counts(user: User, round: Round) -> list[SuperiorCount]:
    """The forms that reached the city per superior union, in the order of the tree."""
    forms = Application.objects.visible_to(user).filter(batch__round=round, origin=None, state__in=REVIEWED)
    waiting, returned = Q(state=ApplicationState.FILED), Q(state=ApplicationState.RETURNED)
    rows = forms.values("batch__superior_id", "batch__superior__name").annotate(
        waiting_count=Count("pk", filter=waiting),
        returned_count=Count("pk", filter=returned),
        done_count=Count("pk", filter=~waiting & ~returned),
    )
    return [
        SuperiorCount(row.pop("batch__superior_id"), row.pop("batch__superior__name"), **row)
        for row in rows.order_by("batch__superior__path")
    ]


@dataclass(frozen=True)
class Neighbours:
    """The way through the forms that wait: the keys before and after, and the place among them.

    Attributes:
        number: from 1; 0 when the form itself does not wait.
    """

    previous_id: int | None
    next_id: int | None
    number: int
    waiting_count: int


def neighbours_of(application: Application, user: User) -> Neighbours:
    """The forms that wait for the review before and after this one, in the order of the queue."""
    forms = Application.objects.visible_to(user).filter(batch__round=application.batch.round, origin=None)
    waiting = Q(state=ApplicationState.FILED)
    keys = list(forms.filter(waiting | Q(pk=application.pk)).order_by(*QUEUE_ORDER).values_list("pk", flat=True))
    if application.pk not in keys:  # a provincial copy
        return Neighbours(None, keys[0] if keys else None, 0, len(keys))
    at, is_waiting = keys.index(application.pk), application.state == ApplicationState.FILED
    return Neighbours(
        keys[at - 1] if at else None,
        keys[at + 1] if at + 1 < len(keys) else None,
        at + 1 if is_waiting else 0,
        len(keys) - (not is_waiting),
    )


@dataclass(frozen=True)
class ReviewField:
    """One field as the review page shows it.

    Attributes:
        changes: the answer against that of the time before, piece by piece; empty where nothing changed or this is the
            first filing.
        registered: what the register has now, where it differs.
        remark: the reviewer's present remark, not sent yet.
        sent_remark: the remark this field was last returned with.
    """

    name: str
    label: str
    filed: str
    is_cell: bool
    is_long: bool
    changes: tuple[Piece, ...]
    registered: str | None
    remark: str
    sent_remark: str


@dataclass(frozen=True)
class ReviewSheet:
    """A filed form with everything that is laid beside it."""

    application: Application
    fields: tuple[ReviewField, ...]
    category: Category | None
    category_basis: Basis | None
    evidence: tuple[EvidenceFile, ...]
    newness: Newness
    versions: tuple[ApplicationVersion, ...]

    @property
    def unsent_count(self) -> int:
        """Remarks that a return would send now."""
        return sum(bool(field.remark) for field in self.fields)

    @property
    def changed_count(self) -> int:
        """Fields that changed since the filing before."""
        return sum(bool(field.changes) for field in self.fields)


def review_sheet(application: Application) -> ReviewSheet:
    """Everything of one form's review."""
    found = filed_classification(application, law_of_round(application.batch.round))
    return ReviewSheet(
        application,
        tuple(_fields(application)),
        found[0] if found else None,
        found[1] if found else None,
        tuple(evidence_of(application)),
        newness_of(application),
        tuple(application.versions.select_related("filed_by")),
    )


def _fields(application: Application) -> Iterable[ReviewField]:
    answers, registered = answers_of(application), register_answers(application.unit)
    changed = {change.field: pieces(change.before, change.after) for change in changes_since_filing(application)}
    remarks, sent = unsent_remarks(application), sent_remarks(application)
    for name, label in asked_of(AnnexForm(application.form)).items():
        yield ReviewField(
            name,
            label,
            shown(name, answers[name]),
            name not in COUNTED_BY and name not in NEWNESS,
            name in LONG_FIELDS,
            changed.get(name, ()),
            _if_other(name, answers[name], registered),
            remarks.get(name, ""),
            sent.get(name, ""),
        )


def _if_other(name: str, answer: Any, registered: dict[str, Any]) -> str | None:
    if name not in registered or registered[name] == answer:
        return None
    return shown(name, registered[name])


def unsent_remarks(application: Application) -> dict[str, str]:
    """The remarks that a return would send now, by field."""
    unsent = FieldRemark.objects.filter(application=application, is_settled=False, is_sent=False)
    return dict(unsent.order_by("field").values_list("field", "text"))


def sent_remarks(application: Application) -> dict[str, str]:
    """The remark each field was last returned with."""
    sent = FieldRemark.objects.filter(application=application, is_sent=True)
    return dict(sent.order_by("pk").values_list("field", "text"))


def remarks_version(application: Application) -> str:
    """A mark of the remarks not sent yet; it changes whenever any of them does."""
    return sha256(repr(sorted(unsent_remarks(application).items())).encode()).hexdigest()[:16]
