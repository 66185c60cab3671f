"""A sample of every object of the hundred-point card, marked like the district it belongs to."""

from __future__ import annotations

from decimal import Decimal

from office import jobs
from scoring.kinds import Award, Stage
from scoring.models import AchievedValue, Assessment, Nomination, Objection
from scoring.selectors.schemes import indicator_ids
from scoring.services.cards import cards_for
from scoring.services.opening import assessment_for_import
from scoring.services.work_plans import open_plan
from tests.vitality.conftest import NOON
from unions.models import Union, User

YEAR = 2013


def season_samples() -> dict[str, int]:
    """An assessment under way, which belongs to no district."""
    assessment = assessment_for_import(year=YEAR, at=NOON)
    return {"assessment": assessment.pk, "scheme": assessment.scheme_id}


def card_samples(mark: str, district: Union, officer: User) -> dict[str, int | str]:
    """A district's card with a marked note, and an objection to its first item."""
    assessment = Assessment.objects.select_related("scheme").get(year=YEAR)
    card = cards_for(assessment, [district])[district.pk]
    indicator = indicator_ids(assessment.scheme)[1, 1]
    AchievedValue.objects.create(
        card=card, indicator_id=indicator, stage=Stage.SELF, amount=Decimal("1.05"), note=f"{mark}说明", given_at=NOON
    )
    item = assessment.scheme.items.get(number=1)
    objection = Objection.objects.create(card=card, item=item, text=f"{mark}异议", raised_by=officer, raised_at=NOON)
    plan = open_plan(union=district, year=YEAR, user=officer, at=NOON)
    plan.tasks.update(task=f"{mark}任务")
    nomination = Nomination.objects.create(
        assessment=assessment, card=card, award=Award.MAY_DAY_CERTIFICATE, nominee_name=f"{mark}单位",
        merits=f"{mark}成绩", proposed_by=officer, proposed_at=NOON,
    )  # fmt: skip
    return {
        "card": card.pk,
        "objection": objection.pk,
        "nomination": nomination.pk,
        "work_plan": plan.pk,
        **_import_jobs(mark, officer),
    }


def _import_jobs(mark: str, officer: User) -> dict[str, int]:
    job = jobs.submit("scoring.check_self_scores", {"file": 0, "name": f"{mark}.xlsx"}, user=officer, at=NOON)
    return {"scores_job": job.pk}
