"""Whether a unit can begin a form in a round: on which one, filed by whom, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from policy.citing import Reason
from unions.kinds import UnionKind
from unions.models import Union
from vitality.kinds import AnnexForm, TypicalKind
from vitality.models import Application, Round
from vitality.selectors.applications import ineligibility
from vitality.selectors.rounds import filing_superior, quota_of


@dataclass(frozen=True)
class Start:
    """How a unit would begin.

    Attributes:
        superior: the union that files it; None where none stands above it.
        form: None where the round has no place for such a unit of that union.
        obstacles: empty when the unit can begin now.
    """

    superior: Union | None
    kind: TypicalKind
    form: AnnexForm | None
    obstacles: tuple[Reason, ...]


def start_of(round: Round, unit: Union) -> Start:
    """The form a unit would fill in a round, and why not now."""
    kind = TypicalKind.SECTOR if unit.kind == UnionKind.SECTOR_UNION else TypicalKind.ENTERPRISE
    superior = filing_superior(unit)
    if superior is None:
        return Start(None, kind, None, (Reason("no_superior", False, f"{unit}没有可以申报的上级工会"),))
    quota = quota_of(round, superior, kind)
    if quota is None:
        told = f"{superior}在“{round}”中没有{kind.label}典型名额"
        return Start(superior, kind, None, (Reason("no_quota", False, told, "2014-31/6.2"),))
    form = AnnexForm(quota.form)
    return Start(superior, kind, form, (*_closed(round), *ineligibility(Application(unit=unit, form=form))))


def _closed(round: Round) -> tuple[Reason, ...]:
    return () if round.is_open else (Reason("round_closed", False, f"“{round}”现在不接收申报"),)
