"""工作台: the home of every role. Each app says what it has for the person; here it is sorted and laid out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from appraisal.selectors.desk import desk_of as appraisal_desk
from config.guide.new_year import STARTS_YEARS, Preparation, preparations
from funding.selectors.desk import desk_of as funding_desk
from office import clock
from office.desk import Deadline, Desk, Figure, Todo, Waiting
from office.models import Job, Notice
from office.selectors import job_card
from scoring.selectors.desk import desk_of as scoring_desk
from unions.models import User
from unions.selectors.desk import desk_of as unions_desk
from vitality.selectors.desk import desk_of as vitality_desk
from vitality.selectors.desk.care import care_desk

Provider = Callable[[User, date], Desk]
# In the order in which their figures stand.
PROVIDERS: tuple[Provider, ...] = (
    vitality_desk,
    scoring_desk,
    appraisal_desk,
    care_desk,
    funding_desk,
    unions_desk,
)
MOST_FIGURES, MOST_NOTICES, MOST_JOBS = 4, 6, 4


@dataclass(frozen=True)
class DatedTodo:
    """A todo with the days left from today; None where nothing is due."""

    todo: Todo
    days_left: int | None


@dataclass(frozen=True)
class DatedDeadline:
    """A deadline with the days left from today; today itself stands before the next one."""

    deadline: Deadline
    days_left: int
    is_next: bool = False


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The work desk of the post acted in."""
    user, today = request.user, clock.today()
    desks = [provider(user, today) for provider in PROVIDERS] if user.post else []
    page = {
        "page_title": "工作台",
        "todos": _todos(desks, today),
        "waiting": _waiting(desks),
        "figures": _figures(desks),
        "deadlines": _deadlines(desks, today),
        "today": today,
        "preparations": _preparations(user, today),
        "notices": Notice.objects.visible_to(user)[:MOST_NOTICES],
        "jobs": [job_card(job, now=clock.now()) for job in Job.objects.visible_to(user)[:MOST_JOBS]],
    }
    return render(request, "home.html", page)


def _todos(desks: list[Desk], today: date) -> list[DatedTodo]:
    """What is due first stands first; among those without a date, what waits longest."""
    todos = sorted(
        chain.from_iterable(desk.todos for desk in desks), key=lambda todo: (todo.due_on or date.max, todo.since)
    )
    return [DatedTodo(todo, (todo.due_on - today).days if todo.due_on else None) for todo in todos]


def _waiting(desks: list[Desk]) -> list[Waiting]:
    return sorted(chain.from_iterable(desk.waiting for desk in desks), key=lambda waiting: waiting.since)


def _figures(desks: list[Desk]) -> list[Figure]:
    """The few that matter: those with a line to reach first; all others have a page of their own."""
    figures = chain.from_iterable(desk.figures for desk in desks)
    return sorted(figures, key=lambda figure: not figure.has_line)[:MOST_FIGURES]


def _deadlines(desks: list[Desk], today: date) -> list[DatedDeadline]:
    deadlines = sorted(chain.from_iterable(desk.deadlines for desk in desks), key=lambda deadline: deadline.on)
    ahead = next((deadline for deadline in deadlines if deadline.on >= today), None)
    return [DatedDeadline(deadline, (deadline.on - today).days, is_next=deadline is ahead) for deadline in deadlines]


def _preparations(user: User, today: date) -> tuple[Preparation, ...]:
    """What the year still needs before it can run, for those who start years."""
    if not user.has_perm(STARTS_YEARS):
        return ()
    return tuple(each for each in preparations(today.year, today) if not each.is_done)
