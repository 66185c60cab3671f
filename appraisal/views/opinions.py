"""Members' opinions and what becomes of them: reviewed, published, turned into things to improve."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from appraisal.forms.closing import ImprovementDoneForm, ImprovementForm
from appraisal.kinds import CommentState, SessionState
from appraisal.models import AppraisalSession, ImprovementItem
from appraisal.services.opinions import OPEN_STATES, add_improvement, finish_improvement, review_opinions
from appraisal.views.finding import RUN, comments_of, found, poll_of, session_frame
from office import clock
from office.forms import RefusableForm
from office.refusals import Refused

IMPROVE = "appraisal.improve"


@require_GET
def opinion_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Opinions in no order, and the items they led to. The unit sees what is published."""
    return _page(request, _counted(request, pk))


@require_POST
def opinions_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish or withhold; every opinion on the page comes with its decision."""
    session = _counted(request, pk)
    if not request.user.has_perm(RUN, session):
        raise PermissionDenied
    try:
        changed = review_opinions(session=session, decided=_decided(request), user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"已审核 {changed} 条意见。" if changed else "没有改动。")
    return redirect("appraisal:opinion_list", session.pk)


@require_POST
def improvement_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A further item."""
    session, form = _counted(request, pk), ImprovementForm(request.POST)
    if form.attempt(lambda: add_improvement(session=session, user=request.user, at=clock.now(), **form.cleaned_data)):
        messages.success(request, "已列入改进事项。")
        return redirect("appraisal:opinion_list", session.pk)
    return _page(request, session, form)


@require_POST
def improvement_finish(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """What came of an item."""
    session = _counted(request, pk)
    improvement = get_object_or_404(ImprovementItem.objects.select_related("session"), pk=item, session=session)
    form = ImprovementDoneForm(request.POST, prefix=f"done{improvement.pk}")
    if form.attempt(
        lambda: finish_improvement(item=improvement, user=request.user, at=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, "已登记结果。")
        return redirect("appraisal:opinion_list", session.pk)
    return _page(request, session, done_form=form)


def _page(
    request: HttpRequest,
    session: AppraisalSession,
    form: ImprovementForm | None = None,
    done_form: ImprovementDoneForm | None = None,
) -> HttpResponse:
    user, comments = request.user, comments_of(poll_of(session))
    may_review = user.has_perm(RUN, session)
    error_form: RefusableForm | None = next((each for each in (form, done_form) if each and each.errors), None)
    context = {
        **session_frame(request, session, "opinions"),
        "comments": comments if may_review else comments.filter(state=CommentState.PUBLISHED),
        "waiting_count": comments.filter(state=CommentState.WAITING).count() if may_review else 0,
        "may_review": may_review and session.state in OPEN_STATES,
        "may_improve": user.has_perm(IMPROVE, session) and session.state in OPEN_STATES,
        "rows": [(item, _done_form(item, done_form)) for item in session.improvements.all()],
        "form": form or ImprovementForm(),
        "error_form": error_form,
        "today": clock.today(),
    }
    return render(request, "appraisal/session_opinions.html", context, status=422 if error_form else 200)


def _done_form(item: ImprovementItem, refused: ImprovementDoneForm | None) -> ImprovementDoneForm | None:
    if item.done_on:
        return None
    prefix = f"done{item.pk}"
    return refused if refused and refused.prefix == prefix else ImprovementDoneForm(prefix=prefix)


def _decided(request: HttpRequest) -> dict[UUID, CommentState]:
    """The decisions sent, by opinion; what is no key or no decision is left out."""
    decided = {}
    for name, value in request.POST.items():
        if name.startswith("opinion_") and value in set(CommentState):
            try:
                decided[UUID(name.removeprefix("opinion_"))] = CommentState(value)
            except ValueError:
                continue
    return decided


def _counted(request: HttpRequest, pk: int) -> AppraisalSession:
    session = found(request, pk)
    if not session.sealed or session.state == SessionState.FAILED:
        raise Http404
    return session
