"""The leading group's board: decisions put down one by one, then published together (R-F3)."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office import clock
from office.doors import lead_to, requires
from office.refusals import Refused
from vitality.forms.decisions import DecisionForm, PublicationForm
from vitality.kinds import AnnexForm, ApplicationState, Outcome
from vitality.models import Application, Round
from vitality.selectors.decisions import Board, decision_board
from vitality.services.decisions import Wish, prepare_decisions, publish_decisions
from vitality.views.asking import asked_round

PREPARE, DECIDE = "vitality.prepare_decision", "vitality.decide"


@require_GET
@requires(PREPARE)
def board_detail(request: HttpRequest) -> HttpResponse:
    """Every form that can be decided, with what is put down for it."""
    round = asked_round(request)
    if round is None:
        return render(request, "vitality/decision_board.html", {})
    board = decision_board(round, request.user)
    return _board_page(request, board, [DecisionForm(row=row) for row in board.rows])


@require_POST
@requires(PREPARE)
def decision_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down one decision; the answer is its row and the counters, for htmx."""
    application = get_object_or_404(Application.objects.visible_to(request.user).select_related("batch__round"), pk=pk)
    round = application.batch.round
    row = decision_board(round, request.user).row(application)
    if row is None:
        state = ApplicationState(application.state).label
        messages.info(request, f"{application}现为“{state}”，不能再拟定决定。")
        return lead_to(request, _url(round))
    form = DecisionForm(request.POST, row=row)
    _put_down(request, [form])
    board = decision_board(round, request.user)
    if not form.errors:
        form = DecisionForm(row=board.row(application) or row)
    context = {"board": board, "form": form, "may_publish": request.user.has_perm(DECIDE)}
    # Choosing 不同意 comes before writing why: the row waits for the reason, which is no mistake.
    status = 422 if form.errors and not form.lacks_reason else 200
    return render(request, "vitality/_decision_saved.html", context, status=status)


@require_POST
@requires(PREPARE)
def decision_save_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down the whole board at once; refused, it comes back with everything as typed."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    board = decision_board(round, request.user)
    shown = set(request.POST.getlist("row"))
    forms = [DecisionForm(request.POST if str(row.application.pk) in shown else None, row=row) for row in board.rows]
    if not _put_down(request, forms):
        return _board_page(request, board, forms, status=422)
    _tell_gone(request, shown - {form.prefix for form in forms})
    messages.success(request, "拟定的决定已保存，公布前可以修改。")
    return redirect(_url(round))


@require_POST
@requires(PREPARE)
def decision_agree_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Put down agreement for every form of one annex for which nothing is put down yet."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    rows = decision_board(round, request.user).rows
    wishes = [
        Wish(row.application, Outcome.APPROVE)
        for row in rows
        if row.decision is None and row.application.form == request.POST.get("form")
    ]
    try:
        prepare_decisions(wishes=wishes, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"已为 {len(wishes)} 件拟定同意，公布前可以修改。")
    return redirect(_url(round))


@require_http_methods(["GET", "POST"])
@requires(DECIDE)
def decision_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be published and by which minutes; refused, the reasons stand on the page."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    form = PublicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = publish_decisions(round=round, user=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.take(refusal)
        else:
            messages.success(request, "决定已公布，各申报工会和单位已收到通知。")
            return redirect(sheet)
    board = decision_board(round, request.user)
    context = {"round": round, "board": board, "groups": _by_outcome(board), "form": form}
    return render(request, "vitality/decision_publish.html", context, status=422 if form.errors else 200)


def _put_down(request: HttpRequest, forms: Iterable[DecisionForm]) -> bool:
    """Whether all rows this person touched are put down; if not, each says what is wrong and none is."""
    touched = [form for form in forms if form.is_bound and form.has_changed()]
    if not all(form.is_valid() for form in touched):
        return False
    try:
        prepare_decisions(wishes=[form.wish for form in touched], user=request.user, at=clock.now())
    except Refused as refusal:
        for form in touched:
            if sentence := refusal.fields.get(form.prefix):
                form.add_error(None, sentence)
        return False
    return True


def _tell_gone(request: HttpRequest, gone: set[str]) -> None:
    if gone:
        messages.warning(request, f"有 {len(gone)} 件已由他人公布或重新初审，未再改动。")


def _board_page(
    request: HttpRequest, board: Board, forms: Iterable[DecisionForm], *, status: int = 200
) -> HttpResponse:
    by_key = {form.row.application.pk: form for form in forms}
    context = {
        "round": board.round,
        "board": board,
        "groups": [(group, [by_key[row.application.pk] for row in group.rows]) for group in board.groups],
        "may_publish": request.user.has_perm(DECIDE),
        "open_forms": [form for form in AnnexForm if any(group.form == form for group in board.groups)],
    }
    return render(request, "vitality/decision_board.html", context, status=status)


def _by_outcome(board: Board) -> list[tuple[str, list[Application]]]:
    """What is put down, in the words of each form, in the order of the outcomes."""
    told: dict[str, list[Application]] = {}
    for outcome in Outcome:
        for row in board.rows:
            if row.decision and row.decision.outcome == outcome:
                words = next(choice.label for choice in row.choices if choice.outcome == outcome)
                told.setdefault(words, []).append(row.application)
    return list(told.items())


def _url(round: Round) -> str:
    return f"{reverse('vitality:decision_board')}?round={round.pk}"
