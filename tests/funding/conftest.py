"""People of finance, the leading group and the audit, and a sector typical whose first tranche is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.kinds import FundSource, SpendingCategory
from funding.models import LedgerEntry, Tranche
from funding.services.computing import compute_due
from funding.services.spending import Booking, record_spending
from funding.services.tranches import move_tranche
from tests.factories import CityFactory, DistrictFactory, SectorFactory, user_with_post
from tests.vitality.conftest import SHANGHAI
from tests.vitality.views.conftest import signed_in  # noqa: F401  a fixture of these tests too
from unions.kinds import RoleKind
from unions.models import Union, User
from vitality.kinds import TypicalKind, TypicalLevel
from vitality.models import Typical

NOON = datetime(2014, 9, 20, 12, 0, tzinfo=SHANGHAI)
TODAY = NOON.date()
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Fund:
    """Who and what the tests of the money play with; everything goes through the services."""

    finance: User
    leader: User
    auditor: User
    district: Union
    sector: Union
    clerk: User

    def due(self, sector: Union | None = None) -> Tranche:
        """The first tranche of a sector union, as the computation wrote it."""
        compute_due(year=2014, user=None, at=NOON)
        return Tranche.objects.living().get(union=sector or self.sector)

    def another(self, name: str) -> Union:
        """One more sector union with a typical's first tranche."""
        sector = SectorFactory(superior=self.district, name=name)
        make_typical(sector)
        return sector

    def step(self, tranche: Tranche, step: str, user: User | None = None, **inputs) -> Tranche:
        who = user or (self.leader if step in ("approve", "return") else self.finance)
        inputs.setdefault("at", NOON)
        return move_tranche(tranche=tranche, transition=step, user=who, **inputs)

    def proposed(self) -> Tranche:
        return self.step(self.due(), "propose")

    def approved(self) -> Tranche:
        return self.step(self.proposed(), "approve")

    def paid(self, number: str = "记-001") -> Tranche:
        return self.step(self.approved(), "pay", **voucher(number))

    def spend(self, amount: str, on: date = TODAY, at: datetime = NOON, **more) -> LedgerEntry:
        booking = Booking(on, Decimal(amount), "培训资料", FundSource.CITY, SpendingCategory.TRAINING)
        asked = {"union": self.sector, "booking": booking, "receipts": [receipt()], "user": self.clerk, "at": at}
        return record_spending(**{**asked, **more})


def voucher(number: str = "记-001") -> dict:
    return {"paid_on": TODAY, "voucher_number": number, "bank_reference": "回单 88"}


def receipt(name: str = "发票.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def make_fund() -> Fund:
    city, district = CityFactory(), DistrictFactory(name="中山区总工会")
    sector = SectorFactory(superior=district, name="餐饮行业工会")
    make_typical(sector)
    return Fund(
        user_with_post(RoleKind.FINANCE, city), user_with_post(RoleKind.LEADING_GROUP, city),
        user_with_post(RoleKind.AUDITOR, city), district, sector, user_with_post(RoleKind.UNIT_CLERK, sector),
    )  # fmt: skip


def make_typical(unit: Union, year: int = 2014, level: TypicalLevel = TypicalLevel.CITY) -> Typical:
    return Typical.objects.create(
        unit=unit, superior=unit.superior, year=year, level=level, kind=TypicalKind.SECTOR
    )  # fmt: skip


@pytest.fixture
def fund(db) -> Fund:
    return make_fund()
