"""Questions about rounds: which is on, by which law, and who files how many."""

from __future__ import annotations

from datetime import date

from office.years import law_of_year
from policy.documents import Law
from policy.units import Boundary, Threshold, Unit
from unions.kinds import UnionKind
from unions.models import Union
from vitality.kinds import AnnexForm, RoundState, TypicalKind
from vitality.models import Round, RoundQuota
from vitality.rules.quotas import Quota

DOCUMENT = "2014-31"


def law_of_round(round: Round) -> Law:
    """The law by which a round is judged: that of its year."""
    return law_of_year(DOCUMENT, round.year)


def current_round(day: date) -> Round | None:
    """The open round, the newest first; without one the newest that was announced by that day's year."""
    announced = Round.objects.exclude(state=RoundState.DRAFT).filter(year__lte=day.year)
    return announced.filter(state=RoundState.OPEN).first() or announced.first()


def quotas_for(round: Round, union: Union) -> list[RoundQuota]:
    """What a superior union files in a round, one row per form."""
    return list(round.quotas.filter(union_kind=union.kind))


def quota_of(round: Round, union: Union, kind: TypicalKind) -> RoundQuota | None:
    """The row for one sort of typical; None where such a union files none."""
    return next((row for row in quotas_for(round, union) if AnnexForm(row.form).kind == kind), None)


def quota_facts(row: RoundQuota) -> Quota:
    """A round's row as the rules take it."""
    return Quota(
        union_kind=UnionKind(row.union_kind),
        form=AnnexForm(row.form),
        unit_count=Threshold(row.unit_count, Boundary(row.boundary), Unit.UNIONS),
        nonpublic_100_count=row.nonpublic_100_count,
        has_city_pick=row.has_city_pick,
    )


def filing_superior(unit: Union) -> Union | None:
    """The nearest union above a unit that files batches; None where there is none."""
    kinds = [kind for kind in UnionKind if kind.files_batches]
    ancestors = [unit.path[:end] for end in range(8, len(unit.path), 8)]
    return Union.objects.filter(path__in=ancestors, kind__in=kinds).order_by("-path").first()


def filing_unions() -> list[Union]:
    """Every superior union that files batches, in the order of the tree."""
    kinds = [kind for kind in UnionKind if kind.files_batches]
    return list(Union.objects.filter(kind__in=kinds, closed_on=None).order_by("path"))
