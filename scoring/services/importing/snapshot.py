"""The scheme, the assessed unions and what is recorded of a year, as an import finds them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from office.years import law_of_year
from scoring.kinds import POOLS, AssessmentState, CardState, Pool, Stage
from scoring.models import AchievedValue, Assessment, Card
from scoring.rules.scheme import Item, Key, Scheme
from scoring.rules.text_scheme import scheme_of_text
from scoring.selectors.schemes import DOCUMENT, latest_scheme, scheme_before, scheme_values
from scoring.services.schemes import first_year
from unions.kinds import UnionKind
from unions.models import FormerName, Union, User
from unions.selectors.directory import spelling

NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a stage has recorded of an indicator."""

    amount: Decimal | None
    note: str


@dataclass(frozen=True)
class Snapshot:
    """What a plan is made against.

    Attributes:
        user: None for the command, which acts for nobody and may correct every stage until the year is sealed.
        fault: why nothing can be imported at all now; empty when it can.
        filed: the unions whose own column is closed to a person, because the card is filed.
    """

    year: int
    stage: Stage
    user: User | None
    fault: str
    scheme: Scheme
    unions: dict[str, list[Union]]
    recorded: dict[tuple[int, Key], Recorded]
    filed: frozenset[int]

    def may_enter(self, item: Item) -> bool:
        """Whether the person answers for the item; the union for its own, the leading group for all."""
        if self.user is None or self.stage is not Stage.DEPARTMENT or item.needs_recognition:
            return True
        return self.user.post is not None and self.user.post.department in item.reviewers

    def near(self, name: str) -> str:
        """The assessed union a misspelt name comes nearest to, as a hint; empty if none is near."""
        found = get_close_matches(spelling(name), self.unions, n=1, cutoff=NEAR)
        return f"（是否为“{self.unions[found[0]][0].name}”？）" if found else ""


def snapshot(year: int, stage: Stage, user: User | None) -> Snapshot:
    """What there is of a year; a constant number of queries."""
    assessment = Assessment.objects.filter(year=year).first()
    fault = fault_of(year, stage, user, assessment)
    scheme = scheme_to_be(year) if year >= first_year() else Scheme((), (), ())
    return Snapshot(year, stage, user, fault, scheme, _unions(user), _recorded(year, stage), _filed(year, stage, user))


def scheme_to_be(year: int) -> Scheme:
    """The scheme that judges a year, or would if it were made now."""
    version = latest_scheme(year) or scheme_before(year)
    return scheme_values(version) if version else scheme_of_text(law_of_year(DOCUMENT, year))


def fault_of(year: int, stage: Stage, user: User | None, assessment: Assessment | None) -> str:
    """Why a column of a year takes no import now; empty where it does."""
    if year < first_year():
        return f"百分考核自 {first_year()} 年起实行，{year} 年不能导入"
    if assessment is None:
        return f"{year} 年的考核尚未启动" if user else ""
    state = AssessmentState(assessment.state)
    if assessment.is_sealed:
        return f"{year} 年考核“{state.label}”，不能再导入"
    if user and not state.takes(stage):
        return f"{year} 年考核现为“{state.label}”，不接收“{stage.label}”一栏"
    return ""


def _unions(user: User | None) -> dict[str, list[Union]]:
    """The assessed unions of a person's scope by every name they bear or bore, those open today first."""
    assessed = Union.objects.filter(kind__in=POOLS).order_by("closed_on", "path")
    seen = list(assessed.visible_to(user) if user else assessed)
    by_name: dict[str, list[Union]] = defaultdict(list)
    for union in seen:
        by_name[spelling(union.name)].append(union)
    by_key = {union.pk: union for union in seen}
    for key, name in FormerName.objects.filter(union_id__in=by_key).values_list("union_id", "name"):
        if by_key[key] not in by_name[spelling(name)]:
            by_name[spelling(name)].append(by_key[key])
    return dict(by_name)


def _recorded(year: int, stage: Stage) -> dict[tuple[int, Key], Recorded]:
    rows = AchievedValue.objects.filter(card__assessment__year=year, stage=stage).values_list(
        "card__union_id", "indicator__item__number", "indicator__number", "amount", "note"
    )
    return {(union, (item, number)): Recorded(amount, note) for union, item, number, amount, note in rows}


def _filed(year: int, stage: Stage, user: User | None) -> frozenset[int]:
    if user is None or stage is not Stage.SELF:
        return frozenset()
    filed = Card.objects.filter(assessment__year=year, state=CardState.FILED)
    return frozenset(filed.values_list("union_id", flat=True))


def pool_of(union: Union) -> Pool:
    """The pool of an assessed union."""
    return POOLS[UnionKind(union.kind)]
