"""What became of the money: spent with receipts, given by others, given back, and audited, as `spending.toml` tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, Final

from config.demo.accounts import Staff, union_named
from config.demo.evidence import Attachment
from config.demo.reading import texts
from config.demo.script import Script, moment
from funding.kinds import EntryKind, FundSource, SpendingCategory
from funding.models import AuditFinding, LedgerEntry
from funding.selectors.accounts import unsigned
from funding.selectors.balances import balances_of
from funding.services.audits import Found, move_finding, sign_off
from funding.services.spending import Booking, record_grant, record_return, record_spending, reverse_entry
from office.documents import render_pdf
from unions.kinds import RoleKind, UnionKind
from unions.models import Union, User

FIRST_DAY: Final = date(2014, 11, 24)
TO_THE_JIAO, LEAST = Decimal("0.1"), Decimal(200)


def schedule_spending(staff: Staff, script: Script, *, until: date) -> None:
    """Note everything of the table that happens before a day."""
    Accounts(staff).schedule(script, until)
    Audits(staff).schedule(script)


@dataclass
class Accounts:
    """Those who keep an account, and what they book."""

    staff: Staff
    told: dict[str, Any] = field(default_factory=lambda: texts("spending"))

    def schedule(self, script: Script, until: date) -> None:
        """Note the lines of every year, and the single bookings of those who are there."""
        for year in range(FIRST_DAY.year, until.year + 1):
            for line in self.told["line"]:
                day = date(year, *map(int, line["day"].split("-")))
                if FIRST_DAY <= day < until:
                    script.at(moment(*day.timetuple()[:3], 14), partial(self.book_line, line))
        deeds = {"grant": self.grant, "spent": self.spend, "returned": self.give_back}
        for kind, deed in deeds.items():
            for entry in self.told[kind]:
                script.at(entry["at"], partial(deed, entry))
        script.at(self.told["reversed"]["at"], self.reverse)

    @cached_property
    def keepers(self) -> list[tuple[Union, User]]:
        """The federations with their officers, and the sector unions that have a clerk."""
        unions = Union.objects.in_bulk([key for key, _, _ in self.staff.people])
        return [
            (unions[key], person)
            for (key, role, _), person in self.staff.people.items()
            if _keeps(role, UnionKind(unions[key].kind))
        ]

    @cached_property
    def receipt(self) -> Attachment:
        """The one receipt that stands for all."""
        content = render_pdf("config/print/sample_evidence.html", self.told["receipt"])
        return Attachment("支出票据.pdf", "票据", content)

    def book_line(self, line: dict[str, Any], at: datetime) -> None:
        """What is spent on a day, by whoever holds enough."""
        held = balances_of([union.pk for union, _ in self.keepers])
        for index, (union, keeper) in enumerate(self.keepers):
            share = held[union.pk, FundSource.CITY] * line["percent"] / 100 - 17 * index
            if index % line["every"] == 0 and share >= LEAST:
                entry = {**line, "source": "city", "amount": share.quantize(TO_THE_JIAO), "reference": ""}
                self._spend(union, keeper, entry, at)

    def spend(self, entry: dict[str, Any], at: datetime) -> None:
        """A single spending."""
        for union, booker in self._place(entry):
            self._spend(union, booker, entry, at)

    def grant(self, entry: dict[str, Any], at: datetime) -> None:
        """Money of another source."""
        for union, booker in self._place(entry):
            record_grant(union=union, booking=_booking(entry, at), user=booker, at=at)

    def give_back(self, entry: dict[str, Any], at: datetime) -> None:
        """What was not spent."""
        for union, booker in self._place(entry):
            record_return(union=union, booking=_booking(entry, at), user=booker, at=at)

    def reverse(self, at: datetime) -> None:
        """An entry that was wrong is taken back and booked anew with another amount."""
        told = self.told["reversed"]
        booker = self.staff.named(told["account"])
        mine = LedgerEntry.objects.filter(actor=booker, purpose=told["purpose"], kind=EntryKind.SPENDING)
        wrong = mine.select_related("union").get(booked_on__year=told["year"])
        reverse_entry(entry=wrong, reason=told["reason"], user=booker, at=at)
        again = {"source": wrong.source, "category": wrong.category, "purpose": wrong.purpose, "reference": ""}
        self._spend(wrong.union, booker, {**again, "amount": wrong.amount + 90}, at)

    def _spend(self, union: Union, booker: User, entry: dict[str, Any], at: datetime) -> None:
        receipts = [self.receipt.as_upload()]
        record_spending(union=union, booking=_booking(entry, at), receipts=receipts, user=booker, at=at)

    def _place(self, entry: dict[str, Any]) -> Iterator[tuple[Union, User]]:
        """Union and booker of a single booking; nothing where the demonstration is smaller."""
        if entry["account"] in self.staff.acting:
            yield union_named(entry["union"]), self.staff.named(entry["account"])


@dataclass
class Audits:
    """The yearly sign-offs with what was found."""

    staff: Staff
    told: dict[str, Any] = field(default_factory=lambda: texts("spending"))

    def schedule(self, script: Script) -> None:
        """Note the sign-offs and what became of the findings."""
        for audit in self.told["audit"]:
            script.at(audit["at"], partial(self.sign, audit))
        for finding in self.told["finding"]:
            if "answered_at" in finding:
                script.at(finding["answered_at"], partial(self.answer, finding))
            if "settled_at" in finding:
                script.at(finding["settled_at"], partial(self.settle, finding))

    def sign(self, audit: dict[str, Any], at: datetime) -> None:
        """Sign whatever moved in a year, but for what is left open."""
        auditor = self.staff.named(audit["account"])
        for union in unsigned(auditor, audit["year"]):
            if union.name not in audit.get("open", ()) and audit.get("only", union.name) == union.name:
                findings = [Found(each["text"], each["due_on"]) for each in self._found(union, audit["year"])]
                opinion = self.told["words"]["found" if findings else "clean"]
                sign_off(union=union, year=audit["year"], opinion=opinion, findings=findings, user=auditor, at=at)

    def answer(self, told: dict[str, Any], at: datetime) -> None:
        """The recipient reports what was mended."""
        for finding in self._recorded(told):
            user = self.staff.named(told["account"])
            move_finding(finding=finding, transition="answer", user=user, at=at, comment=told["answer"])

    def settle(self, told: dict[str, Any], at: datetime) -> None:
        """The auditor is content."""
        for finding in self._recorded(told):
            move_finding(finding=finding, transition="settle", user=self.staff.of_role(RoleKind.AUDITOR), at=at)

    def _found(self, union: Union, year: int) -> list[dict[str, Any]]:
        return [each for each in self.told["finding"] if (each["union"], each["year"]) == (union.name, year)]

    def _recorded(self, told: dict[str, Any]) -> Iterator[AuditFinding]:
        yield from AuditFinding.objects.filter(
            sign_off__union__name=told["union"], sign_off__year=told["year"], text=told["text"]
        ).select_related("sign_off__union")


def _keeps(role: RoleKind, kind: UnionKind) -> bool:
    if role == RoleKind.OFFICER:
        return kind.files_batches
    return role == RoleKind.UNIT_CLERK and kind == UnionKind.SECTOR_UNION


def _booking(entry: dict[str, Any], at: datetime) -> Booking:
    category = SpendingCategory(entry["category"]) if "category" in entry else None
    amount, source = Decimal(entry["amount"]), FundSource(entry["source"])
    return Booking(at.date(), amount, entry["purpose"], source, category, entry["reference"])
