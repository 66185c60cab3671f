"""What the hundred-point card puts on the work desk."""

from __future__ import annotations

from datetime import date

from office.desk import Deadline, Desk, Figure, Todo, Waiting
from scoring.kinds import AssessmentState, CardState, NominationState, Stage
from scoring.models import Assessment, Card, CardItem, Nomination, Objection
from scoring.selectors.grid import review_grid
from scoring.selectors.progress import Progress, progress_of, undecided_ties
from scoring.selectors.ranking_report import ranking_report
from unions.models import User

S = AssessmentState


def desk_of(user: User, on: date) -> Desk:
    """The desk of the post acted in, for the assessment that is under way; empty for posts without a part in it."""
    if not user.has_perm("scoring.read_cards"):
        return Desk()
    under_way = Assessment.objects.visible_to(user).exclude(state=S.PUBLISHED).select_related("scheme")
    found = under_way.exclude(state=S.PREPARING).first()
    if found is None:
        return Desk(_opening(user, under_way.first(), on))
    if user.post is not None and user.has_perm("scoring.fill_cards"):
        return _union_desk(user, user.post.union_id, found)
    if user.has_perm("scoring.decide"):
        return _group_desk(found, on)
    return _department_desk(user, found, on) if user.has_perm("scoring.review") else Desk()


def _opening(user: User, assessment: Assessment | None, on: date) -> tuple[Todo, ...]:
    """A year that is over and prepared waits for the office to open it."""
    if assessment is None or on.year <= assessment.year or not user.has_perm("scoring.run_assessment"):
        return ()
    since = assessment.scheme.frozen_at or assessment.scheme.made_at
    return (Todo(f"启动 {assessment.year} 年百分考核", assessment.get_absolute_url(), since, None, "考核"),)


def _union_desk(user: User, union_id: int, assessment: Assessment) -> Desk:
    card = Card.objects.filter(assessment=assessment, union_id=union_id).select_related("union").first()
    if card is None or assessment.opened_at is None:
        return Desk()
    since, todos = assessment.opened_at, []
    if assessment.state == S.SELF_ASSESSING and card.state == CardState.DRAFT:
        todos.append(
            Todo(
                f"填写并报送 {assessment.year} 年百分考核自评",
                card.get_absolute_url(),
                since,
                assessment.self_due_on,
                "自评",
            )
        )
    if assessment.state == S.REVIEWING:
        asked = (
            CardItem.objects.filter(card=card, answered_at=None).exclude(asked_for="").select_related("item", "card")
        )
        todos += [
            Todo(
                f"补充{part.item}的佐证",
                part.get_absolute_url(),
                part.asked_at or since,
                assessment.city_due_on,
                "佐证",
            )
            for part in asked
        ]
    if assessment.state == S.OBJECTING:
        text = f"核对 {assessment.year} 年百分考核得分，有异议请提出"
        todos.append(Todo(text, card.get_absolute_url(), since, assessment.objection_until_on, "异议"))
    figures, deadlines = _own_figures(user, union_id, assessment), _deadlines(assessment)
    return Desk(tuple(todos), _sent(card, assessment), figures, deadlines)


def _sent(card: Card, assessment: Assessment) -> tuple[Waiting, ...]:
    """What the union handed in and the city has still to decide."""
    if card.filed_at is None or assessment.is_sealed:
        return ()
    return (Waiting(f"{assessment.year} 年百分考核自评", card.get_absolute_url(), card.filed_at, "市总工会考核"),)


def _own_figures(user: User, union_id: int, assessment: Assessment) -> tuple[Figure, ...]:
    rows = [row for row in ranking_report(assessment.year, user).rows if row.card.union_id == union_id]
    return tuple(
        Figure(f"{assessment.year} 年百分考核", row.shown["total"], "分", row.card.get_absolute_url(),
               note=f"{row.stage.label}，可得满分 {row.shown['attainable']}")
        for row in rows
    )  # fmt: skip


def _department_desk(user: User, assessment: Assessment, on: date) -> Desk:
    todos, figures = [], [_filed(assessment, progress_of(assessment))]
    if assessment.state == S.REVIEWING and assessment.opened_at:
        grid = review_grid(assessment, user, Stage.DEPARTMENT)
        if grid.waiting_count:
            text = f"审核百分考核本部门项目（{grid.waiting_count} 项）"
            todos.append(Todo(text, _grid_url(assessment), assessment.opened_at, assessment.city_due_on, "审核"))
        if grid.count:
            done = grid.count - grid.waiting_count
            figures = [_done("百分考核本部门已审", done, grid.count, "项", _grid_url(assessment))]
    if user.has_perm("scoring.run_assessment"):
        todos += _next_step(assessment, on)
    return Desk(tuple(todos), figures=tuple(figures), deadlines=_deadlines(assessment))


def _filed(assessment: Assessment, count: Progress) -> Figure:
    return _done("百分考核已报送自评", count.filed_count, count.card_count, "家", assessment.get_absolute_url())


def _done(label: str, done: int, total: int, unit: str, url: str) -> Figure:
    """So many of so many, with all of them as the line."""
    shown = f"/ {total:,} {unit}"
    return Figure(label, f"{done:,}", shown, url, percent=100 * done // (total or 1), target_percent=100)


def _next_step(assessment: Assessment, on: date) -> list[Todo]:
    """The step of the year that nothing hinders any more: everybody is done, or the last day is over."""
    count, name = progress_of(assessment), f"{assessment.year} 年百分考核"
    words = {
        S.SELF_ASSESSING: (
            f"将 {name}转入市总考核", count.unfiled_count == 0 or on > assessment.self_due_on
        ),
        S.REVIEWING: (
            f"将 {name}提交综合评定", count.unreviewed_count == 0 or on > assessment.city_due_on
        ),
        S.SEALED: (f"公布 {name}的排名和荣誉", not undecided_ties(assessment)),
    }  # fmt: skip
    text, is_due = words.get(S(assessment.state), ("", False))
    since = assessment.sealed_at or assessment.opened_at
    return [Todo(text, assessment.get_absolute_url(), since, None, "考核")] if is_due and since else []


def _group_desk(assessment: Assessment, on: date) -> Desk:
    waiting = Objection.objects.filter(card__assessment=assessment, answered_at=None).select_related(
        "card__union", "item"
    )
    todos = [Todo(f"答复{each}", each.card.get_absolute_url(), each.raised_at, None, "异议") for each in waiting]
    todos += _group_steps(assessment, on, is_answered=not todos)
    proposed = Nomination.objects.filter(assessment=assessment, state=NominationState.PROPOSED)
    todos += [Todo(f"决定提名：{each}", each.get_absolute_url(), each.proposed_at, None, "提名") for each in proposed]
    figure = _filed(assessment, progress_of(assessment))
    return Desk(tuple(todos), figures=(figure,), deadlines=_deadlines(assessment))


def _group_steps(assessment: Assessment, on: date, *, is_answered: bool) -> list[Todo]:
    """What the leading group has to do with the whole year now."""
    year, since, url = assessment.year, assessment.opened_at, assessment.get_absolute_url()
    until = assessment.objection_until_on
    if since is None:
        return []
    if assessment.state == S.DECIDING:
        return [Todo(f"综合评定 {year} 年百分考核", _grid_url(assessment), since, None, "评定")]
    if assessment.state == S.OBJECTING and until and on > until and is_answered:
        return [Todo(f"{year} 年百分考核异议期已过，请定分", url, since, None, "定分")]
    if assessment.state == S.SEALED and undecided_ties(assessment):
        return [Todo(f"决定 {year} 年并列跨越界线的荣誉", f"{url}ranking/", since, None, "荣誉")]
    return []


def _deadlines(assessment: Assessment) -> tuple[Deadline, ...]:
    url, state = assessment.get_absolute_url(), S(assessment.state)
    found = [
        Deadline("百分考核自评报送截止", assessment.self_due_on, url, is_done=not state.takes_self),
        Deadline(
            "百分考核市总考核截止",
            assessment.city_due_on,
            url,
            is_done=not (state.takes_self or state.takes_department),
        ),
    ]
    if assessment.objection_until_on:
        found.append(Deadline("百分考核异议截止", assessment.objection_until_on, url, is_done=assessment.is_sealed))
    return tuple(found)


def _grid_url(assessment: Assessment) -> str:
    return f"{assessment.get_absolute_url()}review/"
