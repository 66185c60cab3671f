"""Questions about sessions: their weights, what the superiors gave, and the counts once the box is open."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from appraisal.kinds import Answer, Subject, SuperiorBody
from appraisal.models import AppraisalSession, Poll, Result, SuperiorAppraisal
from appraisal.rules.satisfaction import SuperiorRates, Weights, grade_rate, score_rate
from appraisal.rules.turnout import SessionCounts, SubjectCounts
from office.years import law_of_year
from policy.documents import Law
from unions.models import Union
from unions.selectors.register import batch_filer_of

DOCUMENT = "2014-31"


def law_of_session(session: AppraisalSession) -> Law:
    """The law by which a session is judged: that of its work year."""
    return law_of_year(DOCUMENT, session.work_year)


def weights_of(session: AppraisalSession) -> Weights:
    """The weights of a session, exact."""
    return Weights(Fraction(session.member_weight), Fraction(session.party_weight), Fraction(session.superior_weight))


def signing_superior(union: Union) -> Union | None:
    """The union that appraises and certifies a unit and signs its papers: not a township, which holds no such post."""
    return batch_filer_of(union) or union.superior


def missing_superiors(session: AppraisalSession) -> list[str]:
    """Which superior appraisals are not given yet, in words."""
    given = set(session.superior_appraisals.values_list("body", flat=True))  # a body appraises both subjects at once
    bodies = list(SuperiorBody) if session.has_party else [SuperiorBody.SUPERIOR]
    return [f"{body.label}的评价" for body in bodies if body.value not in given]


def superior_rates(session: AppraisalSession, law: Law) -> dict[Subject, SuperiorRates]:
    """What the superior bodies gave each subject, as shares of 1; only subjects the superior union has appraised."""
    given = {(each.body, each.subject): _given_rate(each, law) for each in session.superior_appraisals.all()}
    return {
        subject: SuperiorRates(given.get((SuperiorBody.PARTY, subject)), given[SuperiorBody.SUPERIOR, subject])
        for subject in Subject
        if (SuperiorBody.SUPERIOR, subject) in given
    }


def _given_rate(appraisal: SuperiorAppraisal, law: Law) -> Fraction:
    if appraisal.grade:
        return grade_rate(Answer(appraisal.grade), law)
    return score_rate(appraisal.score, law)  # type: ignore[arg-type]


def subject_counts(poll: Poll) -> dict[Subject, SubjectCounts]:
    """The opened box by subject and answer."""
    found = {(question, option): count for question, option, count in _results(poll)}
    return {
        subject: SubjectCounts(*(found.get((subject.value, answer.value), 0) for answer in Answer))
        for subject in Subject
    }


def _results(poll: Poll) -> list[tuple[str, str, int]]:
    return list(Result.objects.filter(poll=poll.pk).values_list("question", "option", "ballot_count"))


def session_counts(session: AppraisalSession, subjects: Mapping[Subject, SubjectCounts]) -> SessionCounts:
    """The session's counts as the rules take them."""
    return SessionCounts(
        due=session.due_count,
        present=session.present_count or 0,
        issued=session.issued_count or 0,
        returned=session.returned_count or 0,
        invalid=session.invalid_count or 0,
        subjects=subjects,
    )
