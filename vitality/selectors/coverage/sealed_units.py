"""A unit's year as a row tells it, sealed or of this moment: its facts for the rules, and what it lacks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from appraisal.rules.standing import YearFacts


def facts_of(row: Any) -> YearFacts:
    """The facts of a snapshot's row, or of a unit with the columns of `units_of_year`."""
    composite = Fraction(row.composite_numerator, row.composite_denominator) if row.composite_denominator else None
    return YearFacts(
        is_plan_implemented=row.is_plan_implemented,
        has_valid_appraisal=row.has_valid_appraisal,
        unit_composite_rate=composite,
        is_rights_confirmed=row.is_rights_confirmed,
        is_welcomed_confirmed=row.is_welcomed_confirmed,
        plan_done_count=row.plan_done_count,
        plan_item_count=row.plan_item_count,
    )
