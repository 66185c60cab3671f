"""What the hundred-point card puts on the work desk."""

from __future__ import annotations

from datetime import date

from office.desk import Deadline, Desk, Figure, Todo
from scoring.kinds import AssessmentState, CardState, Stage
from scoring.models import Assessment, Card, CardItem, Objection
from scoring.selectors.grid import review_grid
from scoring.selectors.progress import progress_of
from scoring.selectors.ranking_report import ranking_report
from unions.models import User

OVER = (AssessmentState.PREPARING, AssessmentState.PUBLISHED)


def desk_of(user: User, on: date) -> Desk:
    """The desk of the post acted in, for the assessment that is under way; empty for posts without a part in it."""
    if not user.has_perm("scoring.read_cards"):
        return Desk()
    found = Assessment.objects.visible_to(user).exclude(state__in=OVER).select_related("scheme").first()
    if found is None:
        return Desk()
    if user.post is not None and user.has_perm("scoring.fill_cards"):
        return _union_desk(user, user.post.union_id, found)
    if user.has_perm("scoring.decide"):
        return _group_desk(user, found)
    return _department_desk(user, found) if user.has_perm("scoring.review") else Desk()


def _union_desk(user: User, union_id: int, assessment: Assessment) -> Desk:
    card = Card.objects.filter(assessment=assessment, union_id=union_id).select_related("union").first()
    if card is None or assessment.opened_at is None:
        return Desk()
    since, todos = assessment.opened_at, []
    if assessment.state == AssessmentState.SELF_ASSESSING and card.state == CardState.DRAFT:
        todos.append(
            Todo(
                f"填写并报送 {assessment.year} 年百分考核自评",
                card.get_absolute_url(),
                since,
                assessment.self_due_on,
                "自评",
            )
        )
    if assessment.state == AssessmentState.REVIEWING:
        asked = (
            CardItem.objects.filter(card=card, answered_at=None).exclude(asked_for="").select_related("item", "card")
        )
        todos += [
            Todo(f"补充{part.item}的佐证", part.get_absolute_url(), part.asked_at or since, None, "佐证")
            for part in asked
        ]
    if assessment.state == AssessmentState.OBJECTING:
        text = f"核对 {assessment.year} 年百分考核得分，有异议请提出"
        todos.append(Todo(text, card.get_absolute_url(), since, assessment.objection_until_on, "异议"))
    return Desk(tuple(todos), figures=_own_figures(user, union_id, assessment), deadlines=_deadlines(assessment))


def _own_figures(user: User, union_id: int, assessment: Assessment) -> tuple[Figure, ...]:
    rows = [row for row in ranking_report(assessment.year, user).rows if row.card.union_id == union_id]
    return tuple(
        Figure(f"{assessment.year} 年百分考核", row.shown["total"], "分", row.card.get_absolute_url(),
               note=f"{row.stage.label}，可得满分 {row.shown['attainable']}")
        for row in rows
    )  # fmt: skip


def _department_desk(user: User, assessment: Assessment) -> Desk:
    todos = []
    if assessment.state == AssessmentState.REVIEWING and assessment.opened_at:
        waiting = review_grid(assessment, user, Stage.DEPARTMENT).waiting_count
        if waiting:
            text = f"审核百分考核本部门项目（{waiting} 项）"
            todos.append(Todo(text, _grid_url(assessment), assessment.opened_at, assessment.city_due_on, "审核"))
    return Desk(tuple(todos), deadlines=_deadlines(assessment))


def _group_desk(user: User, assessment: Assessment) -> Desk:
    todos = []
    if assessment.opened_at and assessment.state == AssessmentState.DECIDING:
        todos.append(
            Todo(f"综合评定 {assessment.year} 年百分考核", _grid_url(assessment), assessment.opened_at, None, "评定")
        )
    waiting = Objection.objects.filter(card__assessment=assessment, answered_at=None).select_related(
        "card__union", "item"
    )
    todos += [Todo(f"答复{each}", each.card.get_absolute_url(), each.raised_at, None, "异议") for each in waiting]
    count = progress_of(assessment)
    figure = Figure(
        "百分考核已报送自评",
        str(count.filed_count),
        "家",
        assessment.get_absolute_url(),
        note=f"共 {count.card_count} 家",
    )
    return Desk(tuple(todos), figures=(figure,), deadlines=_deadlines(assessment))


def _deadlines(assessment: Assessment) -> tuple[Deadline, ...]:
    url, state = assessment.get_absolute_url(), AssessmentState(assessment.state)
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
