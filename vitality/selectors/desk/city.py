"""The desk of the city: the reviewing department, the leading group, and those who read along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from office.desk import Deadline, Desk, Figure, Todo, Waiting
from unions.models import User
from vitality.kinds import AnnexForm, ApplicationState, PaperState
from vitality.models import Application, Round, UnionPaper
from vitality.selectors.board import Board, board
from vitality.selectors.desk.coverage import MONEY_ROLES
from vitality.selectors.desk.since import deadlines, opened_at

REVIEW, PAPER, DECISION, PROVINCE = "初审", "材料", "决定", "省总批复"


def reviewer_desk(user: User, round: Round, on: date) -> Desk:
    """The reviewing department: forms and papers to be looked through, answers to be recorded."""
    forms = Application.objects.visible_to(user).filter(batch__round=round)
    return Desk(
        todos=(*_review_todos(forms), *_paper_todos(user, round), *_province_todos(forms)),
        waiting=(*_returned_waiting(forms, round, on), *_group_waiting(forms)),
        figures=_reviewed(board(round, user, on), round),
        deadlines=_dates(round),
    )


def group_desk(user: User, round: Round, on: date) -> Desk:
    """The leading group: forms to be decided on."""
    passed = _counted(Application.objects.visible_to(user).filter(batch__round=round), ApplicationState.PASSED)
    text, url = f"{passed['count']} 张申报表初审通过，等待您决定", reverse("vitality:decision_board")
    todos = (Todo(text, url, passed["since"], None, DECISION),) if passed["count"] else ()
    found = board(round, user, on)
    return Desk(todos=todos, figures=(_batches(found, round), _forms(found, round)), deadlines=_dates(round))


def reader_desk(user: User, round: Round, on: date) -> Desk:
    """Other posts at the city, who read along; those who work with the money have figures of their own."""
    if user.has_role(*MONEY_ROLES):
        return Desk(deadlines=_dates(round))
    found = board(round, user, on)
    return Desk(figures=(_batches(found, round), _forms(found, round)), deadlines=_dates(round))


def _review_todos(forms: QuerySet[Application]) -> Iterable[Todo]:
    """One for each superior union and form, since its oldest filing."""
    waiting = forms.filter(state=ApplicationState.FILED).order_by()
    rows = waiting.values_list("batch__superior_id", "batch__superior__name", "form").annotate(
        Count("pk", distinct=True), Min("versions__filed_at")
    )
    for superior_id, superior, form, count, since in rows.order_by("batch__superior__path", "form"):
        url = f"{reverse('vitality:review_list')}?superior={superior_id}&form={form}"
        yield Todo(f"{superior}：{count} 张{AnnexForm(form).label}等待您初审", url, since, None, REVIEW)


def _paper_todos(user: User, round: Round) -> Iterable[Todo]:
    filed = UnionPaper.objects.visible_to(user).filter(round=round, state=PaperState.FILED)
    for paper in filed.select_related("union").defer("text"):
        yield Todo(f"{paper}：等待您审核", paper.get_absolute_url(), paper.filed_at, None, PAPER)


def _province_todos(forms: QuerySet[Application]) -> Iterable[Todo]:
    forwarded = _counted(forms, ApplicationState.FORWARDED, since="decided_at")
    if forwarded["count"]:
        text = f"{forwarded['count']} 张申报表已报省总，收到批复后请登记"
        yield Todo(text, reverse("vitality:province_detail"), forwarded["since"], None, PROVINCE)


def _returned_waiting(forms: QuerySet[Application], round: Round, on: date) -> Iterable[Waiting]:
    returned = forms.filter(state=ApplicationState.RETURNED).order_by()
    rows = returned.values_list("batch__superior_id", "batch__superior__name").annotate(
        Count("pk", distinct=True), Min("remarks__made_at")
    )
    for superior_id, superior, count, since in rows.order_by("batch__superior__path"):
        url = f"{reverse('vitality:review_list')}?superior={superior_id}&state={ApplicationState.RETURNED}"
        yield Waiting(f"{count} 张申报表退回修改", url, since or opened_at(round, on), superior)


def _group_waiting(forms: QuerySet[Application]) -> Iterable[Waiting]:
    passed = _counted(forms, ApplicationState.PASSED)
    if passed["count"]:
        url = reverse("vitality:decision_board")
        yield Waiting(f"{passed['count']} 张申报表初审通过", url, passed["since"], "领导小组")


def _counted(forms: QuerySet[Application], state: ApplicationState, since: str = "passed_at") -> dict:
    return forms.filter(state=state).aggregate(count=Count("pk"), since=Min(since))


def _reviewed(found: Board, round: Round) -> tuple[Figure, ...]:
    url = round.get_absolute_url()
    return (
        _batches(found, round),
        _forms(found, round),
        Figure("待审材料", str(found.waiting_paper_count), "份", f"{url}?part=papers", "实施方案和保障措施"),
        Figure("逾期", str(found.late_batch_count), "个批次", url, "逾期申报和逾期未报"),
    )


def _batches(found: Board, round: Round) -> Figure:
    return Figure(
        "已申报批次", str(found.filed_batch_count), f"/ {found.owed_batch_count} 个", round.get_absolute_url(),
        percent=found.filed_batch_percent, target_percent=100,
    )  # fmt: skip


def _forms(found: Board, round: Round) -> Figure:
    url = reverse("vitality:application_list", args=[round.pk])
    return Figure("已报申报表", str(found.filed_form_count), "张", url, f"退回修改中 {found.returned_form_count} 张")


def _dates(round: Round) -> tuple[Deadline, ...]:
    url = round.get_absolute_url()
    return deadlines(
        ("申报截止", round.due_on, url, False),
        ("实施方案截止", round.plan_due_on, f"{url}?part=papers", False),
        ("保障措施截止", round.safeguards_due_on, f"{url}?part=papers", False),
    )
