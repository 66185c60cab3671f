"""The round: what each side has to do in it, the city's board, and its dates and numbers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from office import clock, events
from office.doors import chips, lead_to, requires, workbook
from office.refusals import Refused
from office.steps import Attempt, is_done_already, step_buttons
from unions.kinds import UnionKind
from vitality.forms.filters import BoardFilter, PaperFilter
from vitality.forms.rounds import NewRoundForm, RoundForm
from vitality.kinds import RoundState
from vitality.models import Round
from vitality.selectors.board import board
from vitality.selectors.rounds import current_round
from vitality.services.rounds import ROUND_FLOW, change_round, draft_round, move_round
from vitality.views.answering import filter_words
from vitality.views.round_sides import filer_page, round_context, unit_page
from vitality.views.step_words import ROUND_STEPS
from vitality.views.tables import BOARD, PAPERS

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
        return filer_page(request, round, request.user.post.union)
    if kind.is_unit:
        return unit_page(request, round, request.user.post.union)
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


def _federation_round(request: HttpRequest, pk: int) -> Round:
    if not request.user.post or request.user.post.union.kind not in FEDERATIONS:
        raise PermissionDenied
    return get_object_or_404(Round.objects.visible_to(request.user), pk=pk)


def _list_page(request: HttpRequest, form: NewRoundForm | None) -> HttpResponse:
    rows = [(round, RoundState(round.state)) for round in Round.objects.visible_to(request.user)]
    status = 422 if form and form.errors else 200
    return render(request, "vitality/round_list.html", {"rows": rows, "form": form}, status=status)


def _board_page(request: HttpRequest, round: Round, attempt: Attempt | None = None) -> HttpResponse:
    user, is_papers = request.user, request.GET.get("part") == "papers"
    found = board(round, user, clock.today())
    filters = PaperFilter(request.GET) if is_papers else BoardFilter(request.GET)
    rows = filters.applied_to(found.paper_rows if is_papers else found.batch_rows)
    context = {
        **round_context(round),
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
