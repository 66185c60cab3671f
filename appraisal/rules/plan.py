"""What a yearly 3+x or 2+x plan must hold, and when it counts as implemented (R-P1, R-P3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from appraisal.kinds import BasicSystem
from policy.citing import Reason, Verdict, cites
from policy.documents import Law
from policy.units import percent
from unions.kinds import WorkMode

CLAUSE = "2014-31/4.1"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One line of a plan.

    Attributes:
        system: the basic system it is about; None for an own item (x).
        is_filled: target, measures, responsible person and due date are all given.
        progress_rate: 0 to 1.
        is_confirmed: by the superior union.
    """

    name: str
    system: BasicSystem | None
    is_filled: bool
    progress_rate: Fraction
    is_confirmed: bool


@cites(CLAUSE, rule="R-P1")
def plan_verdict(mode: WorkMode, items: Sequence[PlanItem], law: Law) -> Verdict:
    """Whether the plan is whole: each basic system of its mode, enough own items, every line filled in."""
    present = {item.system for item in items}
    missing = [system.label for system in BasicSystem.of_mode(mode) if system not in present]
    own, floor = sum(item.system is None for item in items), law.threshold("optional_item_floor")
    unfilled = [item.name or "自选项目（未填名称）" for item in items if not item.is_filled]
    return Verdict(
        (
            Reason("basic_systems", not missing, _missing_shown(mode, missing), CLAUSE),
            Reason("own_items", floor.is_met_by(own), f"自选项目（x）{own} 项，应{floor.sentence()}", CLAUSE),
            Reason("items_filled", not unfilled, _unfilled_shown(unfilled), CLAUSE),
        )
    )


def _missing_shown(mode: WorkMode, missing: Sequence[str]) -> str:
    return f"{mode.label}计划缺：{'、'.join(missing)}" if missing else f"{mode.label}各项基本制度齐全"


def _unfilled_shown(unfilled: Sequence[str]) -> str:
    return f"目标、措施、责任人、期限未填全：{'、'.join(unfilled)}" if unfilled else "各项目标、措施、责任人、期限齐全"


@cites(CLAUSE, rule="R-P3")
def implemented_verdict(mode: WorkMode, items: Sequence[PlanItem], law: Law) -> Verdict:
    """Whether every basic system and every own item is done and confirmed by the superior union."""
    whole, line = plan_verdict(mode, items, law), law.threshold("implemented_progress")
    done = [item for item in items if line.is_met_by(item.progress_rate)]
    confirmed = [item for item in done if item.is_confirmed]
    reasons = [
        *whole.unmet,
        Reason("items_done", len(done) == len(items) > 0, f"年度计划 {len(done)}/{len(items)} 项落实", CLAUSE),
        Reason(
            "items_confirmed",
            len(confirmed) == len(items) > 0,
            f"上级工会已确认 {len(confirmed)}/{len(items)} 项",
            CLAUSE,
        ),
    ]
    return Verdict(tuple(reasons))


def progress_shown(item: PlanItem) -> str:
    """A line's progress in words."""
    return f"{item.name} {percent(item.progress_rate)}"
