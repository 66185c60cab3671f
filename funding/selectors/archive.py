"""What the money puts into the archives of the project: notices, yearly statements with receipts, sign-offs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from funding.kinds import ReleaseState
from funding.models import AuditSignOff, LedgerEntry, Tranche
from funding.selectors.balances import MOVING
from funding.selectors.papers import notice_paper, statement_paper
from office.documents import Paper
from office.models import EvidenceFile
from unions.models import Union, User
from vitality.kinds import ArchiveFolder
from vitality.selectors.archive_sources import LinkedDocument, Source

FOLDER: Final = ArchiveFolder.FUNDING


def _paid(user: User) -> QuerySet[Tranche]:
    paid = Tranche.objects.visible_to(user).filter(state=ReleaseState.PAID)
    return paid.select_related("union").order_by("paid_on", "pk")


def _notices(paid: QuerySet[Any], union: Union, user: User) -> Iterator[LinkedDocument]:
    for tranche in paid:
        title = f"{tranche.year} 年{tranche.words}拨付通知（{tranche.voucher_number}）"
        url = reverse("funding:tranche_notice", args=[tranche.pk])
        yield LinkedDocument(FOLDER, title, url, tranche.paid_on, partial(_notice, tranche))


def _notice(tranche: Tranche, made_on: date) -> tuple[Paper, ...]:
    """It bears the day of the payment, whenever it is printed."""
    return (notice_paper(tranche, f"{settings.SITE_URL}{tranche.get_absolute_url()}"),)


def _entries(user: User) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.visible_to(user).filter(kind__in=MOVING).order_by("number")


def _statements(entries: QuerySet[LedgerEntry], union: Union, user: User) -> Iterator[LinkedDocument]:
    """A statement for each year in which money moved."""
    by_year: dict[int, list[int]] = defaultdict(list)
    for key, booked_on in entries.values_list("pk", "booked_on"):
        by_year[booked_on.year].append(key)
    receipts = _receipts([key for keys in by_year.values() for key in keys])
    for year, keys in sorted(by_year.items()):
        files = tuple(each for key in keys for each in receipts[str(key)])
        url = f"{reverse('funding:account_detail', args=[union.pk])}?year={year}"
        title, papers = f"{year} 年项目经费年度决算表", partial(_statement, union, year)
        yield LinkedDocument(FOLDER, title, url, None, papers, files)


def _statement(union: Union, year: int, made_on: date) -> tuple[Paper, ...]:
    return (statement_paper(union, year, made_on),)


def _receipts(entry_ids: list[int]) -> dict[str, list[EvidenceFile]]:
    """The receipts of entries by the entry's key; one query."""
    hung = EvidenceFile.objects.filter(subject_kind=LedgerEntry._meta.label_lower, subject_id__in=map(str, entry_ids))
    found: dict[str, list[EvidenceFile]] = defaultdict(list)
    for each in hung.select_related("file", "added_by").order_by("pk"):
        found[each.subject_id].append(each)
    return found


def _signed(user: User) -> QuerySet[AuditSignOff]:
    return AuditSignOff.objects.visible_to(user).select_related("union").order_by("year")


def _sign_offs(signed: QuerySet[AuditSignOff], union: Union, user: User) -> Iterator[LinkedDocument]:
    for each in signed:
        yield LinkedDocument(FOLDER, str(each), each.get_absolute_url(), each.signed_at.date())


# In the order of the folder.
SOURCES: Final = (
    Source(FOLDER, "union", _paid, _notices),
    Source(FOLDER, "union", _entries, _statements, counted="booked_on__year"),
    Source(FOLDER, "union", _signed, _sign_offs),
)
