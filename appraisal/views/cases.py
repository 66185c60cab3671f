"""Consequence cases: for those who must know, every step a person's decision."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from appraisal.forms.cases import CASE_FORMS, CaseFilter
from appraisal.kinds import CaseState, Consequence
from appraisal.models import Case
from appraisal.rules.consequences import rectification_due_on
from appraisal.selectors.sessions import law_of_session, signing_superior
from appraisal.services.case_flow import CASE_FLOW, attach_paper, move_case
from appraisal.views.step_words import CASE_DONE
from appraisal.views.tables import CASES
from office import clock, events
from office.documents import render_pdf
from office.doors import chips, lead_to, pdf, requires, workbook
from office.evidence_panels import evidence_panel
from office.forms import RefusableForm
from office.refusals import Refused
from office.steps import Attempt, is_done_already, obstacle_rows
from office.workflow import Act
from policy.citing import Basis, Reason

READ: Final = "appraisal.read_cases"
# The papers of a case, and the state from which on each can be printed as it was decided; before, it is a draft.
PAPERS: Final = {
    "talk": ("诫勉谈话记录", "appraisal/print/talk_record.html"),
    "order": ("限期整改通知书", "appraisal/print/rectification_order.html"),
    "report": ("整改报告", "appraisal/print/rectification_report.html"),
}
DATE_FIELDS: Final = {"talk": "talked_on", "order": "ordered_on", "report": "reported_on"}


@require_GET
@requires(READ)
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases this person must know of."""
    filters = CaseFilter(request.GET)
    rows = filters.applied_to(_cases(request))
    context = {"filters": filters, "chips": chips(request, filters), "table": CASES.page(rows, request.GET)}
    return render(request, "appraisal/case_list.html", context)


@require_GET
@requires(READ)
def cases_workbook(request: HttpRequest) -> HttpResponse:
    """The same, whole."""
    rows = CaseFilter(request.GET).applied_to(_cases(request))
    note = f"{request.user.post.union}，{clock.today()}；内部材料，注意保密"
    return workbook(CASES, CASES.sorted(rows, request.GET), title=f"后果办理{clock.today()}", note=note)


@require_GET
@requires(READ)
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: why it was opened, what was decided, what comes next."""
    return _page(request, _found(request, pk))


@require_POST
@requires(READ)
def case_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; refused, the page comes back with everything as typed."""
    case = _found(request, pk)
    if step not in CASE_FORMS:
        raise Http404
    form = CASE_FORMS[step](request.POST, prefix=step)

    def act() -> None:
        inputs = dict(form.cleaned_data)
        comment = inputs.pop("comment", "")
        move_case(case=case, transition=step, user=request.user, at=clock.now(), comment=comment, **inputs)

    if form.attempt(act):
        messages.success(request, CASE_DONE[step])
        return lead_to(request, case)
    if is_done_already(CASE_FLOW, case, step):
        messages.info(request, f"“{CASE_FLOW.transitions[step].label}”已经办理过了。")
        return redirect(case)
    return _page(request, _found(request, pk), step=step, form=form)


@require_POST
@requires(READ)
def case_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a signed scan."""
    case = _found(request, pk)
    try:
        for upload in request.FILES.getlist("evidence"):
            attach_paper(case=case, upload=upload, user=request.user, at=clock.now())
    except Refused as refusal:
        return _page(request, case, attempt=Attempt("attach", refusal))
    return redirect(f"{case.get_absolute_url()}#evidence")


@require_GET
@requires(READ)
def case_paper(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    """One of the papers of a case: filled in as far as things are decided, with blanks for the rest."""
    case = _found(request, pk)
    if paper not in PAPERS:
        raise Http404
    title, template = PAPERS[paper]
    context = {
        "case": case,
        "session": case.session,
        "superior": signing_superior(case.session.union),
        "reasons": _reasons(case),
        "today": clock.today(),
    }
    return pdf(render_pdf(template, context), title=f"{case.session.union}{title}")


def _cases(request: HttpRequest) -> Any:
    return Case.objects.visible_to(request.user).select_related("session__union__superior", "concluded_by")


def _found(request: HttpRequest, pk: int) -> Case:
    return get_object_or_404(_cases(request), pk=pk)


def _page(
    request: HttpRequest,
    case: Case,
    *,
    step: str = "",
    form: RefusableForm | None = None,
    attempt: Attempt | None = None,
) -> HttpResponse:
    state = CaseState(case.state)
    context = {
        "case": case,
        "state": state,
        "session": case.session,
        "consequence": Consequence(case.consequence),
        "reasons": _reasons(case),
        "basis": Basis.from_json(case.reasons["basis"]),
        "offers": _offers(request, case, step, form),
        "error_form": form if form and form.errors else None,
        "attempt": attempt,
        "days_left": (case.due_on - clock.today()).days if case.due_on and not state.is_final else None,
        "due_if_today": rectification_due_on(clock.today(), law_of_session(case.session)),
        "papers": _papers(case),
        "evidence": evidence_panel(case, is_open=False),
        "may_attach": request.user.has_perm("appraisal.handle_case", case) and not state.is_final,
        "events": events.timeline(case),
    }
    status = 422 if context["error_form"] else 409 if attempt else 200
    return render(request, "appraisal/case_detail.html", context, status=status)


def _offers(request: HttpRequest, case: Case, step: str, form: RefusableForm | None) -> list[dict[str, Any]]:
    """The steps this person may take, each with its form; the one just refused as it was typed."""
    offers = CASE_FLOW.offers(case, Act(request.user, clock.now()))
    return [
        {
            "name": offer.transition.name,
            "label": offer.transition.label,
            "form": form if form and offer.transition.name == step else _fresh(case, offer.transition.name),
            "is_refused": form is not None and offer.transition.name == step,
            "obstacles": obstacle_rows(offer),
            "is_main": place == 0,
        }
        for place, offer in enumerate(offers)
    ]


def _fresh(case: Case, step: str) -> RefusableForm:
    """An empty form, with today's day and a draft where there is one to begin with."""
    initial: dict[str, Any] = {DATE_FIELDS[step]: clock.today()} if step in DATE_FIELDS else {}
    if step == "order":
        initial["order_text"] = (
            f"{case.session.work_year} 年度双述双评中，会员对工会主席的不满意率超过界线。请对照会员意见逐项整改，"
            "明确措施、责任人和时限，在期限内提交整改报告。"
        )
    return CASE_FORMS[step](prefix=step, initial=initial)


def _reasons(case: Case) -> list[Reason]:
    return [Reason.from_json(each) for each in case.reasons["reasons"]]


def _papers(case: Case) -> list[dict[str, str]]:
    if case.consequence == Consequence.CADRE_AUTHORITY:
        return []
    done = {"talk": case.talked_on, "order": case.ordered_on, "report": case.reported_on}
    return [{"key": key, "title": title, "note": "" if done[key] else "空白格式"} for key, (title, _) in PAPERS.items()]
