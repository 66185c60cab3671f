"""What each federation has done in the round by 20 September 2014, as `filings.toml` tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final

from config.demo.accounts import Staff, engage_units, union_named
from config.demo.evidence import Attachment, attachments
from config.demo.forms import AT_CITY, PACE, Form, minutes
from config.demo.guidance import schedule_guidance
from config.demo.paper_meetings import schedule_paper_meetings
from config.demo.papers import Paper
from config.demo.plans import schedule_plans
from config.demo.reading import texts
from config.demo.script import Deed, Script, local
from config.demo.sessions import schedule_sessions
from office.years import law_of_year
from unions.kinds import Category, RoleKind, SectorTier, UnionKind
from unions.models import Union
from vitality.kinds import Outcome, PaperKind
from vitality.models import Round
from vitality.selectors.rounds import DOCUMENT
from vitality.services.batches import file_batch
from vitality.services.decisions import prepare_decision
from vitality.services.rounds import change_round, draft_round, move_round

YEAR: Final = 2014
PAPERS: Final = {"plan": PaperKind.IMPLEMENTATION_PLAN, "safeguards": PaperKind.SAFEGUARD_MEASURES}
SECTOR: Final = "行业"


def open_round(staff: Staff) -> Round:
    """The first round, announced by the democratic management department."""
    told, user = texts("filings")["round"], staff.reviewer()
    drafts, opens = local(told["drafts"]), local(told["opens"])
    round = draft_round(year=YEAR, user=user, at=drafts)
    change_round(round=round, planned={"plan_due_on": told["plan_due_on"]}, quotas={}, user=user, at=drafts)
    return move_round(round=round, transition="open", user=user, at=opens)


def play_filings(staff: Staff, round: Round, *, hired_at: datetime) -> None:
    """Everything between the call and the day of the demonstration, in the order of time."""
    told, script, printed = texts("filings"), Script(), attachments()
    filings = {entry["union"]: Filing(entry, staff, round, printed) for entry in told["filing"]}
    units = dict(chain.from_iterable(filing.places() for filing in filings.values()))
    engage_units(staff, units, at=hired_at)
    for filing in filings.values():
        filing.schedule(script)
    for entry in told["decision"]:
        script.at(entry["at"], _decision(filings[entry["union"]].forms[entry["form"] - 1], entry["outcome"], staff))
    schedule_plans(staff, script, printed[0])
    schedule_guidance(staff, script, printed[0])
    schedule_paper_meetings(staff, script)
    schedule_sessions(staff, script, units)
    script.play()


@dataclass
class Filing:
    """One federation in the round, from its entry in the table."""

    told: dict[str, Any]
    staff: Staff
    round: Round
    attachments: tuple[Attachment, ...]
    superior: Union = field(init=False)
    applicants: list[Union] = field(init=False)
    forms: list[Form] = field(init=False)
    sector_forms: list[Form] = field(init=False)

    def __post_init__(self) -> None:
        self.superior = union_named(self.told["union"])
        self.applicants = _applicants(self.superior, self.told["picks"])
        self.forms = [self._form(unit, state) for unit, state in zip(self.applicants, self.told["forms"], strict=False)]
        sector = self.told.get("sector")
        self.sector_forms = [self._form(_sector_union(self.superior), sector)] if sector else []

    def places(self) -> Iterator[tuple[str, Union]]:
        """What the table of accounts calls the units: the applicants by number, the sector union by its sort."""
        for number, unit in enumerate(self.applicants, start=1):
            yield f"{self.superior}/{number}", unit
        for form in self.sector_forms:
            yield f"{self.superior}/{SECTOR}", form.unit

    def schedule(self, script: Script) -> None:
        """Note the deeds of the units, of the federation and of the city."""
        begins, forms = self.told["begins"], [*self.forms, *self.sector_forms]
        endorses = begins + PACE * len(forms) + minutes(25)
        for index, form in enumerate(forms):
            form.schedule(script, index, begins, endorses)
            if "reviews" in self.told:
                form.schedule_review(script, index, self.told["reviews"])
        for index, batch in enumerate((self.forms, self.sector_forms)):
            if any(form.state in AT_CITY for form in batch):
                script.at(self.told["files"] + minutes(6 * index), self._filing(batch[0]))
        for index, paper in enumerate(self._papers()):
            paper.schedule(script, begins + timedelta(hours=2, minutes=40 * index + 5), self.told.get("reviews"))

    def _filing(self, form: Form) -> Deed:
        """The deed of filing the batch that a form stands in."""
        officer = self.staff.at(self.superior, RoleKind.OFFICER)
        return lambda at: file_batch(batch=form.application.batch, user=officer, at=at)

    def _form(self, unit: Union, state: str) -> Form:
        return Form(unit, self.superior, state, self.staff, self.round, self.attachments)

    def _papers(self) -> list[Paper]:
        return [
            Paper(kind, self.told[name], self.superior, self.staff, self.round, self.attachments[0])
            for name, kind in PAPERS.items()
            if name in self.told
        ]


def _decision(form: Form, outcome: str, staff: Staff) -> Deed:
    """The deed of putting down what the leading group is to decide."""

    def prepare(at: datetime) -> None:
        application, user = form.application, staff.reviewer()
        prepare_decision(application=application, outcome=Outcome(outcome), reason="", user=user, at=at)

    return prepare


def _applicants(superior: Union, picks: list[str]) -> list[Union]:
    """The units that apply, by what each place asks for, then the large private ones that are left.

    Raises:
        StopIteration: the roster has too few units of a sort.
    """
    law = law_of_year(DOCUMENT, YEAR)
    kinds = (UnionKind.GRASSROOTS_UNION, UnionKind.JOINT_GRASSROOTS_UNION)
    units = Union.objects.under(superior).filter(kind__in=kinds, closed_on=None).with_classification(law)
    left = list(units.order_by("pk"))
    chosen = []
    for pick in picks:
        chosen.append(next(filter(_fits(pick), left)))
        left.remove(chosen[-1])
    return [*chosen, *filter(_fits(Category.NONPUBLIC_100), left)]


def _fits(pick: str) -> Callable[[Any], bool]:
    """Whether a unit is what a place asks for: a category, or a joint union."""
    if pick == "joint":
        return lambda unit: unit.kind == UnionKind.JOINT_GRASSROOTS_UNION
    return lambda unit: unit.category == pick


def _sector_union(superior: Union) -> Union:
    tiers = (SectorTier.CITY, SectorTier.COUNTY)
    return Union.objects.under(superior).get(kind=UnionKind.SECTOR_UNION, sector_tier__in=tiers)
