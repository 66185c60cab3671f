"""The round: what each side has to do in it, the city's board, and its dates and numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from office import clock, events
from office.doors import chips, lead_to, requires, workbook
from office.refusals import Refused
from unions.kinds import UnionKind
from unions.models import Union
from vitality.forms.filters import BoardFilter, PaperFilter
from vitality.forms.rounds import NewRoundForm, RoundForm
from vitality.kinds import AnnexForm, ApplicationState, PaperKind, RoundState
from vitality.models import Application, Round
from vitality.rules.answers import asked_of
from vitality.selectors.applications import open_fields, remarked_fields
from vitality.selectors.batches import filing_unions_of
from vitality.selectors.board import board
from vitality.selectors.papers import papers_of
from vitality.selectors.paths import passages
from vitality.selectors.readers import paper_standing_of, standing_of
from vitality.selectors.rounds import current_round
from vitality.selectors.starting import start_of
from vitality.services.rounds import ROUND_FLOW, change_round, draft_round, move_round
from vitality.views.answering import Attempt, filter_words, is_done_already, step_buttons
from vitality.views.step_words import ROUND_STEPS
from vitality.views.tables import BOARD, PAPERS, entries_table

FEDERATIONS = (UnionKind.PROVINCIAL_FEDERATION, UnionKind.CITY_FEDERATION)


def my_round(request: HttpRequest) -> HttpResponse:
    """The round that is on, as the post acted in meets it."""
    if not request.user.scope_path:
        raise PermissionDenied
    round = current_round(clock.today())
    if round is None:
        return round_list(request)
    return round_detail(request, round.pk)


def round_list(request: HttpRequest) -> HttpResponse:
    """Every round the person may see."""
    return _list_page(request, NewRoundForm() if request.user.has_perm("vitality.manage_round") else None)


@requires("vitality.manage_round")
def round_create(request: HttpRequest) -> HttpResponse:
    """Draft a round of a year with the numbers the law gives."""
    form = NewRoundForm(request.POST or None)
    if form.is_valid():
        try:
            round = draft_round(year=form.cleaned_data["year"], user=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("year", refusal.sentence)
        else:
            messages.success(request, f"已新建“{round}”，名额按文件规定预填，请核对。")
            return lead_to(request, "vitality:round_change", round.pk)
    return _list_page(request, form)


def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A round as the post acted in meets it: the board, the places to fill, or the own form."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    kind = UnionKind(request.user.post.union.kind)
    if kind in FEDERATIONS:
        return _board_page(request, round)
    if kind.files_batches:
        return _filer_page(request, round, request.user.post.union)
    if kind.is_unit:
        return _unit_page(request, round, request.user.post.union)
    return redirect("vitality:application_list", round.pk)


def round_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Open or close a round."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if step not in ROUND_STEPS:
        raise Http404
    if request.method != "POST":
        return redirect(round)
    comment = request.POST.get("comment", "")
    try:
        move_round(round=round, transition=step, user=request.user, at=clock.now(), comment=comment)
    except Refused as refusal:
        if is_done_already(ROUND_FLOW, round, step):
            return redirect(round)
        return _board_page(request, round, Attempt(step, refusal, comment))
    messages.success(request, ROUND_STEPS[step].done)
    return lead_to(request, round)


@requires("vitality.manage_round")
def round_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Dates and numbers of a round; once it is open only the dates."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    form = RoundForm(request.POST if request.method == "POST" else None, round=round)
    if form.is_valid():
        try:
            planned, quotas = form.dates_and_picks, form.quotas
            change_round(round=round, planned=planned, quotas=quotas, user=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "已保存。")
            return lead_to(request, round)
    context = {"round": round, "form": form}
    return render(request, "vitality/round_form.html", context, status=422 if form.errors else 200)


def board_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The board as filtered, as a workbook."""
    round = _federation_round(request, pk)
    filters = BoardFilter(request.GET)
    rows = filters.applied_to(board(round, request.user, clock.today()).batch_rows)
    return workbook(
        BOARD, rows, title=f"{round.year}年申报进度", note=f"{round}，{clock.today()}，{filter_words(request, filters)}"
    )


def papers_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The board of plans and measures as filtered, as a workbook."""
    round = _federation_round(request, pk)
    filters = PaperFilter(request.GET)
    rows = filters.applied_to(board(round, request.user, clock.today()).paper_rows)
    return workbook(
        PAPERS,
        rows,
        title=f"{round.year}年材料报送",
        note=f"{round}，{clock.today()}，{filter_words(request, filters)}",
    )


def days_left(day: date | None) -> int | None:
    """Whole days from today; None without a day."""
    return (day - clock.today()).days if day else None


def _federation_round(request: HttpRequest, pk: int) -> Round:
    if not request.user.post or request.user.post.union.kind not in FEDERATIONS:
        raise PermissionDenied
    return get_object_or_404(Round.objects.visible_to(request.user), pk=pk)


def _list_page(request: HttpRequest, form: NewRoundForm | None) -> HttpResponse:
    rows = [(round, RoundState(round.state)) for round in Round.objects.visible_to(request.user)]
    status = 422 if form and form.errors else 200
    return render(request, "vitality/round_list.html", {"rows": rows, "form": form}, status=status)


def _round_context(round: Round) -> dict[str, Any]:
    """What the head of every page of a round shows."""
    state = RoundState(round.state)
    return {"round": round, "state": state, "days_left": days_left(round.due_on) if round.is_open else None}


def _board_page(request: HttpRequest, round: Round, attempt: Attempt | None = None) -> HttpResponse:
    user, is_papers = request.user, request.GET.get("part") == "papers"
    found = board(round, user, clock.today())
    filters = PaperFilter(request.GET) if is_papers else BoardFilter(request.GET)
    rows = filters.applied_to(found.paper_rows if is_papers else found.batch_rows)
    context = {
        **_round_context(round),
        "board": found,
        "tabs": [
            {"label": "申报", "url": round.get_absolute_url(), "active": not is_papers, "count": len(found.batch_rows)},
            {"label": "材料", "url": "?part=papers", "active": is_papers, "count": len(found.paper_rows)},
        ],
        "is_papers": is_papers,
        "kept": {"part": "papers"},
        "filters": filters,
        "chips": chips(request, filters),
        "table": (PAPERS if is_papers else BOARD).whole(rows),
        "steps": step_buttons(request, ROUND_FLOW, round, "vitality:round_step", ROUND_STEPS, attempt),
        "attempt": attempt,
        "may_manage": user.has_perm("vitality.manage_round"),
        "events": events.timeline(round),
    }
    return render(request, "vitality/round_board.html", context, status=409 if attempt else 200)


def _filer_page(request: HttpRequest, round: Round, union: Union) -> HttpResponse:
    user = request.user
    filing = filing_unions_of(round, [union])[0]
    table = entries_table(user)
    context = {
        **_round_context(round),
        "union": union,
        "places": [{"content": each, "table": table.whole(each.entries)} for each in filing.batches],
        "papers": [
            {
                "place": place,
                "kind": PaperKind(place.paper.kind),
                "days_left": days_left(place.due_on),
                "standing": paper_standing_of(place.paper, user) if place.paper.pk else None,
            }
            for place in papers_of(round, [union])[union.pk]
        ],
        "may_file": user.has_perm("vitality.start_application"),
    }
    return render(request, "vitality/round_filer.html", context)


def _unit_page(request: HttpRequest, round: Round, unit: Union) -> HttpResponse:
    user = request.user
    found = Application.objects.visible_to(user).filter(batch__round=round, unit=unit, origin=None)
    application = found.select_related("batch__superior", "batch__round", "unit", "province_answer").last()
    context = {
        **_round_context(round),
        "unit": unit,
        "application": application,
        "is_writable": bool(application and open_fields(application, user)),
        "remarks": _labelled_remarks(application) if application else [],
        "standing": standing_of(application, user) if application else None,
        "passages": passages(application) if application else [],
        "start": None if application else start_of(round, unit),
        "may_start": user.has_perm("vitality.start_application"),
    }
    return render(request, "vitality/round_unit.html", context)


def _labelled_remarks(application: Application) -> list[tuple[str, str]]:
    """What the city asks to correct, by the names of the cells; empty unless the form is returned."""
    if application.state != ApplicationState.RETURNED:
        return []
    labels = asked_of(AnnexForm(application.form))
    return [(labels[field], text) for field, text in remarked_fields(application).items()]
