"""Which units a superior union can still put forward in a round."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from policy.documents import Law
from unions.kinds import UnionKind
from unions.models import Union
from vitality.kinds import TypicalKind
from vitality.models import Application, Round, Typical
from vitality.rules.eligibility import ENTERPRISE_APPLICANTS, SECTOR_TIERS

UNIT_KINDS = {
    TypicalKind.ENTERPRISE: ENTERPRISE_APPLICANTS,
    TypicalKind.SECTOR: (UnionKind.SECTOR_UNION,),
}


def candidates(round: Round, superior: Union, kind: TypicalKind, law: Law) -> QuerySet[Union]:
    """Open units below a superior union that fit its form, are no typical yet and have no living form in the round.

    Each is annotated with its `category`, `size_class` and `work_mode` by the register.
    """
    units = Union.objects.under(superior).filter(kind__in=UNIT_KINDS[kind], closed_on=None)
    if kind == TypicalKind.SECTOR:
        units = units.filter(sector_tier__in=SECTOR_TIERS)
    applied = Application.objects.counted().filter(unit=OuterRef("pk"), batch__round=round)
    typical = Typical.objects.filter(unit=OuterRef("pk"))
    fresh = units.filter(~Exists(applied), ~Exists(typical)).select_related("superior")
    return fresh.with_classification(law).order_by("name_pinyin", "pk")


def named(units: QuerySet[Union], words: str) -> QuerySet[Union]:
    """Those whose name, initials or chair hold every one of the words."""
    for word in words.split():
        units = units.filter(Q(name__icontains=word) | Q(name_pinyin__icontains=word) | Q(chair_name__icontains=word))
    return units
