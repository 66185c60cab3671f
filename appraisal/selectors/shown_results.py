"""A sealed result as one person may see it. Every page, paper and export of results asks here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from appraisal.kinds import Answer, SessionVerdict, Subject
from appraisal.models import AppraisalSession, Poll, Result
from appraisal.rules.small_numbers import Detail, detail_within_unit
from appraisal.selectors.years import exact_rate
from policy.citing import Basis, Verdict
from policy.documents import Law
from unions.models import User

Tally = tuple[tuple[Answer, int], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate and how it came about; the basis is None where it would tell more than may be told."""

    rate: Fraction | None
    basis: Basis | None


@dataclass(frozen=True, slots=True)
class ShownSubject:
    """One subject's result; None and empty where it is not told.

    Attributes:
        is_over_line: whether the members' dissatisfaction crossed the line that has consequences.
        is_over_priority_line: whether the composite is above the line from which the union is considered first.
    """

    subject: Subject
    satisfaction: Figure | None
    strict_satisfaction: Figure | None
    dissatisfaction: Figure | None
    composite: Figure | None
    is_over_line: bool | None
    is_over_priority_line: bool
    tally: Tally


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An additional item: statistics only."""

    text: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class ShownResult:
    """What one person may see of a session's result.

    Attributes:
        counts: due, present, issued, returned, invalid, valid; these are always told.
        hidden_because: why something is left out; empty where nothing is.
    """

    detail: Detail
    verdict: SessionVerdict
    turnout: Verdict
    counts: Mapping[str, int]
    subjects: tuple[ShownSubject, ...]
    items: tuple[ShownItem, ...]
    unit_composite: Figure | None
    has_priority: bool | None
    hidden_because: str
    law: Law


def shown_result(session: AppraisalSession, user: User | None) -> ShownResult | None:
    """The result of a session as this person may see it; None before it is counted.

    Args:
        user: None for what is published to the members and the management: no more than the unit itself sees.
    """
    sealed = session.sealed
    if not sealed:
        return None
    law, counts = Law.from_json(sealed["law"]), sealed["counts"]
    detail = detail_for(session, user)
    unit = Figure(exact_rate(sealed["unit_composite"]), _basis(sealed["unit_basis"]))
    return ShownResult(
        detail=detail,
        verdict=SessionVerdict(sealed["verdict"]),
        turnout=Verdict.from_json(sealed["turnout"]),
        counts={name: number for name, number in counts.items() if name != "subjects"},
        subjects=tuple(_subject(subject, sealed, detail, law) for subject in Subject),
        items=_items(session) if detail == Detail.ALL else (),
        unit_composite=unit if detail > Detail.NOTHING else None,
        has_priority=sealed["has_priority"] if detail > Detail.NOTHING else None,
        hidden_because=_hidden_because(detail, counts["valid"], law),
        law=law,
    )


def detail_for(session: AppraisalSession, user: User | None) -> Detail:
    """Everything for those above the unit; for the unit and the public what the number of ballots allows.

    The law sealed with the session is read only where it decides: lists of those above ask this for each row.
    """
    if user is not None and user.post is not None and user.post.union_id != session.union_id:
        return Detail.ALL
    sealed = session.sealed or {}
    return detail_within_unit(sealed["counts"]["valid"], Law.from_json(sealed["law"]))


def shown_composite(session: AppraisalSession, user: User | None) -> Fraction | None:
    """The unit's composite for lists, None where it is not told."""
    if not session.sealed:
        return None
    is_told = detail_for(session, user) > Detail.NOTHING
    return exact_rate(session.sealed["unit_composite"]) if is_told else None


def _subject(subject: Subject, sealed: Mapping[str, Any], detail: Detail, law: Law) -> ShownSubject:
    found, numbers = sealed["subjects"][subject], sealed["counts"]["subjects"][subject]
    bases = [_basis(each) for each in found["bases"]] if detail == Detail.ALL else [None] * 3
    dissatisfaction, composite = exact_rate(found["dissatisfaction"]), exact_rate(found["composite"])
    line = law.threshold("dissatisfaction_line")
    told, whole = detail > Detail.NOTHING, detail == Detail.ALL
    return ShownSubject(
        subject=subject,
        satisfaction=Figure(exact_rate(found["satisfaction"]), bases[0]) if told else None,
        strict_satisfaction=Figure(exact_rate(found["strict_satisfaction"]), bases[1]) if whole else None,
        dissatisfaction=Figure(dissatisfaction, bases[2]) if whole else None,
        composite=Figure(composite, _basis(found["composite_basis"])) if told else None,
        is_over_line=line.is_met_by(dissatisfaction) if told and dissatisfaction is not None else None,
        is_over_priority_line=told and composite is not None and law.threshold("priority_line").is_met_by(composite),
        tally=tuple(zip(Answer, numbers, strict=True)) if whole else (),
    )


def _items(session: AppraisalSession) -> tuple[ShownItem, ...]:
    poll = Poll.objects.filter(session=session).first()
    if poll is None or not poll.extra_items:
        return ()
    rows = Result.objects.filter(poll=poll.pk).exclude(question__in=list(Subject))
    found = {(row.question, row.option): row.ballot_count for row in rows}
    return tuple(
        ShownItem(item["text"], tuple((answer, found.get((item["key"], answer.value), 0)) for answer in Answer))
        for item in poll.extra_items
    )


def _basis(sealed: Mapping[str, Any] | None) -> Basis | None:
    return Basis.from_json(sealed) if sealed else None


def _hidden_because(detail: Detail, valid: int, law: Law) -> str:
    if detail == Detail.ALL:
        return ""
    key, left_out = {
        Detail.NOTHING: ("box_opening_floor", "不在单位内公布票数和比例"),
        Detail.RATES: ("item_detail_floor", "只公布比例，不公布各档票数和附加项目"),
    }[detail]
    return f"有效票 {valid} 张，少于 {law.value(key)} 张，为保护无记名投票{left_out}。"
