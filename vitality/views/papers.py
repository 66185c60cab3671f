"""Implementation plans and safeguard measures: writing, filing, and the city's answer (R-F4)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from office import clock, events
from office.doors import lead_to, requires
from office.evidence_panels import evidence_panel
from office.refusals import Refused
from office.steps import Attempt, is_done_already, step_buttons
from office.typed import version_seen
from vitality.forms.papers import PaperForm
from vitality.kinds import PaperKind, PaperState
from vitality.models import Round, UnionPaper
from vitality.selectors.papers import due_on, is_writable
from vitality.selectors.readers import paper_standing_of
from vitality.services.papers import PAPER_FLOW, PaperConflict, move_paper, open_paper, save_paper
from vitality.views.answering import change_evidence
from vitality.views.round_sides import days_left
from vitality.views.step_words import PAPER_STEPS


@requires("vitality.file_papers")
def paper_open(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Begin the own union's paper, or go on with it."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if kind not in set(PaperKind):
        raise Http404
    if request.method != "POST":
        return redirect(round)
    try:
        paper = open_paper(round=round, union=request.user.post.union, kind=PaperKind(kind))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return lead_to(request, round)
    return lead_to(request, "vitality:paper_edit", paper.pk)


def paper_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper with its files, its state and what can be done."""
    return _detail_page(request, _found(request, pk))


def paper_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the text and attach files while the paper is open."""
    paper = _writable(request, pk)
    if request.method == "POST":
        return _saved(request, paper, PaperForm(request.POST, paper=paper))
    if not is_writable(paper, request.user):
        messages.info(request, f"{paper}现为“{PaperState(paper.state).label}”，不能修改。")
        return redirect(paper)
    return _edit_page(request, paper, PaperForm(paper=paper))


@require_POST
def paper_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was typed so far; the answer tells the page its new version."""
    paper = _writable(request, pk)
    form = PaperForm(request.POST, paper=paper)
    if not form.is_valid():
        return JsonResponse({"sentence": " ".join(form.errors["text"])}, status=422)
    seen, typed = version_seen(request), form.cleaned_data["text"]
    try:
        saved = save_paper(paper=paper, text=typed, revision=seen, user=request.user)
    except PaperConflict as conflict:
        return JsonResponse({"sentence": conflict.sentence}, status=409)
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=422)
    return JsonResponse({"version": str(saved.revision), "saved_at": f"{clock.now():%H:%M}"})


def paper_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """File, return or approve; refused, the page comes back with the reasons and the comment as typed."""
    paper = _found(request, pk)
    if step not in PAPER_STEPS:
        raise Http404
    if request.method != "POST":
        return redirect(paper)
    user, at, comment = request.user, clock.now(), request.POST.get("comment", "")
    try:
        move_paper(paper=paper, transition=step, user=user, at=at, comment=comment)
    except Refused as refusal:
        if is_done_already(PAPER_FLOW, paper, step):
            messages.info(request, f"“{PAPER_FLOW.transitions[step].label}”已经办理过了。")
            return lead_to(request, paper)
        return _detail_page(request, _found(request, pk), Attempt(step, refusal, comment))
    messages.success(request, PAPER_STEPS[step].done)
    return lead_to(request, paper)


def _found(request: HttpRequest, pk: int) -> UnionPaper:
    papers = UnionPaper.objects.visible_to(request.user)
    return get_object_or_404(papers.select_related("round", "union", "filed_by", "approved_by"), pk=pk)


def _writable(request: HttpRequest, pk: int) -> UnionPaper:
    paper = _found(request, pk)
    if not request.user.has_perm("vitality.write_paper", paper):
        raise PermissionDenied
    return paper


def _saved(request: HttpRequest, paper: UnionPaper, form: PaperForm) -> HttpResponse:
    context: dict[str, Any] = {}
    if form.is_valid():
        seen, typed = version_seen(request), form.cleaned_data["text"]
        try:
            save_paper(paper=paper, text=typed, revision=seen, user=request.user)
            change_evidence(request, paper)
        except PaperConflict as conflict:
            context = {"refusal": conflict, "theirs": conflict.current.text}
        except Refused as refusal:
            context = {"refusal": refusal}
        else:
            messages.success(request, "已保存。")
            return redirect("vitality:paper_detail" if "done" in request.POST else "vitality:paper_edit", paper.pk)
    return _edit_page(request, _found(request, paper.pk), form, status=409 if context else 422, **context)


def _edit_page(
    request: HttpRequest, paper: UnionPaper, form: PaperForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    due = due_on(paper)
    context |= {
        "paper": paper,
        "form": form,
        "standing": paper_standing_of(paper, request.user),
        "due_on": due,
        "days_left": days_left(due),
        "evidence": evidence_panel(paper, is_open=True),
    }
    return render(request, "vitality/paper_form.html", context, status=status)


def _detail_page(request: HttpRequest, paper: UnionPaper, attempt: Attempt | None = None) -> HttpResponse:
    due = due_on(paper)
    context = {
        "paper": paper,
        "standing": paper_standing_of(paper, request.user),
        "due_on": due,
        "days_left": days_left(due) if paper.filed_at is None else None,
        "steps": step_buttons(request, PAPER_FLOW, paper, "vitality:paper_step", PAPER_STEPS, attempt),
        "attempt": attempt,
        "is_writable": is_writable(paper, request.user),
        "evidence": evidence_panel(paper, is_open=False),
        "events": events.timeline(paper),
    }
    return render(request, "vitality/paper_detail.html", context, status=409 if attempt else 200)
