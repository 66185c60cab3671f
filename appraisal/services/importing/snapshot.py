"""The sessions and confirmations as an import finds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from appraisal.kinds import Answer, SessionState, Subject, SuperiorBody, VotingMode
from appraisal.models import AppraisalSession, SuperiorAppraisal, YearConfirmation
from appraisal.rules.turnout import SessionCounts, SubjectCounts
from appraisal.selectors.sessions import DOCUMENT
from appraisal.services.importing.sheet import Evaluation
from office.years import law_of_year
from policy.documents import Law
from unions.models import User
from unions.selectors.directory import Directory

ENDED_BADLY = (SessionState.FAILED, SessionState.CANCELLED)


@dataclass
class Snapshot:
    """What a plan is made against; sessions and confirmations are read once the units of the sheet are known.

    Attributes:
        top_id: the union of the person who imports, whose own sessions are not theirs to enter; None for the command.
    """

    directory: Directory
    top_id: int | None
    sessions: dict[int, list[AppraisalSession]] = field(default_factory=lambda: defaultdict(list))
    confirmations: dict[tuple[int, int], YearConfirmation] = field(default_factory=dict)

    def read_years_of(self, union_ids: Iterable[int]) -> None:
        """Read what is recorded of these unions: three queries whatever their number."""
        keys = set(union_ids)
        living = AppraisalSession.objects.filter(union_id__in=keys).exclude(state=SessionState.CANCELLED)
        for session in living.prefetch_related("superior_appraisals").order_by("work_year", "held_on", "pk"):
            self.sessions[session.union_id].append(session)
        for each in YearConfirmation.objects.filter(union_id__in=keys):
            self.confirmations[each.union_id, each.year] = each

    @cached_property
    def _laws(self) -> dict[int, Law]:
        return {}

    def law(self, year: int) -> Law:
        """The law of a work year, asked for once."""
        if year not in self._laws:
            self._laws[year] = law_of_year(DOCUMENT, year)
        return self._laws[year]


def snapshot(user: User | None) -> Snapshot:
    """The directory of a person's scope; the whole of it for the command, which acts for nobody."""
    return Snapshot(Directory(user), user.post.union_id if user and user.post else None)


def is_imported(session: AppraisalSession) -> bool:
    """Whether an import made the session, so that an import may correct it."""
    return session.mode == VotingMode.IMPORTED


def is_living(session: AppraisalSession) -> bool:
    """Whether the session takes the one place of its year."""
    return session.state not in ENDED_BADLY


def counts_of(session: AppraisalSession) -> SessionCounts:
    """The counts that an imported session was sealed with."""
    kept = session.sealed["counts"]  # type: ignore[index]  # every imported session is sealed
    subjects = {Subject(name): SubjectCounts(*answers) for name, answers in kept["subjects"].items()}
    names = ("due", "present", "issued", "returned", "invalid")
    return SessionCounts(**{name: kept[name] for name in names}, subjects=subjects)


def evaluation_of(session: AppraisalSession, body: SuperiorBody) -> Evaluation | None:
    """What a superior body gave an imported session: the same for both subjects."""
    given = [each for each in session.superior_appraisals.all() if each.body == body]
    return _evaluation(given[0]) if given else None


def _evaluation(given: SuperiorAppraisal) -> Evaluation:
    return Evaluation(Answer(given.grade) if given.grade else None, given.score)
