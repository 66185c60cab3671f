"""The desk of those who file: the unit with its form, the superior union with its places, forms and papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.urls import reverse

from office.desk import Deadline, Desk, Figure, Todo, Waiting
from unions.models import User
from vitality.kinds import ApplicationState, PaperKind, PaperState
from vitality.models import Application, Round
from vitality.selectors.batches import BatchContent, filing_unions_of
from vitality.selectors.desk.since import deadlines, moved_at, opened_at
from vitality.selectors.papers import WRITABLE, PaperPlace, papers_of
from vitality.selectors.readers import standing_of

FORM, BATCH, PAPER = "申报表", "批次", "材料"
CITY = "市总"
AT_SUPERIOR = (ApplicationState.SUBMITTED, ApplicationState.ENDORSED)
CALLS_FILER = (ApplicationState.SUBMITTED, ApplicationState.RETURNED)


def unit_desk(user: User, round: Round, on: date) -> Desk:
    """The unit's own form: to be filled or corrected, or on its way."""
    forms = Application.objects.filter(batch__round=round, unit=user.post.union, origin=None)  # type: ignore[union-attr]
    living = forms.exclude(state=ApplicationState.WITHDRAWN).select_related("batch__superior", "batch__round", "unit")
    application = living.order_by("pk").last()
    if application is None:
        return Desk(deadlines=_round_deadline(round, is_done=False))
    standing, state = standing_of(application, user), ApplicationState(application.state)
    since = moved_at([application], opened_at(round, on))[application.pk]
    text, url = f"{application}：{standing.label}", application.get_absolute_url()
    todo = Todo(text, url, since, round.due_on if state == ApplicationState.DRAFT else None, FORM)
    for_whom = application.batch.superior.name if state in AT_SUPERIOR else CITY
    return Desk(
        todos=(todo,) if standing.is_yours else (),
        waiting=() if standing.is_yours or state.is_final else (Waiting(text, url, since, for_whom),),
        deadlines=_round_deadline(round, is_done=application.batch.filed_at is not None),
    )


def filer_desk(user: User, round: Round, on: date) -> Desk:
    """A superior union's places, forms and papers."""
    union = user.post.union  # type: ignore[union-attr]
    batches = filing_unions_of(round, [union])[0].batches
    if not batches:
        return Desk()
    papers, since = papers_of(round, [union])[union.pk], opened_at(round, on)
    to_gather = [*_batch_todos(batches, since), *_paper_todos(papers, since)] if round.is_open else []
    return Desk(
        todos=(*_form_todos(batches, user, since), *to_gather),
        waiting=(*_batch_waiting(batches), *_paper_waiting(papers)),
        figures=tuple(_figure(content) for content in batches),
        deadlines=(
            *_round_deadline(round, is_done=all(each.batch.filed_at for each in batches if _is_owed(each))),
            *_paper_deadlines(papers),
        ),
    )


def _form_todos(batches: Sequence[BatchContent], user: User, since: datetime) -> Iterable[Todo]:
    """Forms that wait for this union: to be agreed to, or to be corrected."""
    forms = [entry.application for each in batches for entry in each.entries if entry.application.state in CALLS_FILER]
    moved = moved_at(forms, since)
    for form in forms:
        due_on = form.batch.round.due_on if form.state == ApplicationState.SUBMITTED else None
        text = f"{form}：{standing_of(form, user).label}"
        yield Todo(text, form.get_absolute_url(), moved[form.pk], due_on, FORM)


def _batch_todos(batches: Sequence[BatchContent], since: datetime) -> Iterable[Todo]:
    """Per form: file what is ready, or what is still missing, in one sentence with its clause."""
    for content in batches:
        batch, due_on = content.batch, content.batch.round.due_on
        url = batch.get_absolute_url() if batch.pk else _picker_url(content)
        if content.is_ready:
            yield Todo(f"{batch}：已齐备，等待您申报市总", url, since, due_on, BATCH)
        elif content.verdict.unmet:
            yield Todo(
                "；".join(map(str, content.verdict.unmet)), url, since, None if batch.filed_at else due_on, BATCH
            )
        elif content.unendorsed:
            text = f"{batch}：还有 {len(content.unendorsed)} 张申报表等待填报或同意"
            yield Todo(text, url, since, None if batch.filed_at else due_on, BATCH)


def _paper_todos(papers: Sequence[PaperPlace], since: datetime) -> Iterable[Todo]:
    for place in papers:
        paper, kind = place.paper, PaperKind(place.paper.kind)
        if paper.state not in WRITABLE:
            continue
        url = paper.get_absolute_url() if paper.pk else f"{reverse('vitality:my_round')}#papers"
        is_returned = paper.state == PaperState.RETURNED
        text = f"{kind.label}被退回，等待您修改再报" if is_returned else f"撰写并报送{kind.label}"
        yield Todo(text, url, since, None if is_returned else place.due_on, PAPER)


def _batch_waiting(batches: Sequence[BatchContent]) -> Iterable[Waiting]:
    for content in batches:
        count = content.states[ApplicationState.FILED] + content.states[ApplicationState.PASSED]
        if content.batch.filed_at and count:
            text = f"{content.batch}：{count} 张在市总审核"
            yield Waiting(text, content.batch.get_absolute_url(), content.batch.filed_at, CITY)


def _paper_waiting(papers: Sequence[PaperPlace]) -> Iterable[Waiting]:
    for place in papers:
        if place.paper.filed_at and place.paper.state == PaperState.FILED:
            yield Waiting(f"{place.paper}", place.paper.get_absolute_url(), place.paper.filed_at, CITY)


def _figure(content: BatchContent) -> Figure:
    owed, count = content.quota.unit_count, len(content.entries)  # type: ignore[union-attr]
    return Figure(
        label=f"{content.form.label} {content.form.kind.label}典型",  # type: ignore[union-attr]
        value=str(count),
        unit=f"/ {owed} 个",
        url=content.batch.get_absolute_url() if content.batch.pk else _picker_url(content),
        note="已申报" if content.batch.filed_at else "未申报",
        target=content.quota_words,
        met=content.verdict.met,
        percent=min(100 * count // owed, 100) if owed else None,
        target_percent=100 if owed else None,
    )


def _picker_url(content: BatchContent) -> str:
    return f"{reverse('vitality:candidate_list', args=[content.batch.round.pk])}?kind={content.batch.kind}"


def _round_deadline(round: Round, *, is_done: bool) -> tuple[Deadline, ...]:
    return deadlines(("申报截止", round.due_on, reverse("vitality:my_round"), is_done))


def _paper_deadlines(papers: Sequence[PaperPlace]) -> tuple[Deadline, ...]:
    url = f"{reverse('vitality:my_round')}#papers"
    return deadlines(
        *(
            (f"{PaperKind(each.paper.kind).label}截止", each.due_on, url, each.paper.filed_at is not None)
            for each in papers
        )
    )


def _is_owed(content: BatchContent) -> bool:
    return bool(content.quota and content.quota.unit_count)
