"""The province's answers: what waits for one, recording it, and what it settled (R-F3)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office import clock
from office.doors import requires
from office.evidence_panels import evidence_panel
from office.refusals import Refused
from vitality.forms.printing import CopyForm
from vitality.forms.province import CONFIRMED, REFUSED, ProvinceAnswerForm
from vitality.kinds import AnnexForm
from vitality.models import ProvinceAnswer, Round
from vitality.selectors.province import answered_forms, awaited_forms, by_form, province_counts, province_forms
from vitality.services.province import add_scan, record_province_answer
from vitality.views.asking import asked_round
from vitality.views.city_tables import PROVINCE_FORMS

RECORD = "vitality.record_province"


@require_GET
@requires(RECORD)
def province_detail(request: HttpRequest) -> HttpResponse:
    """What a round sent to the province, how far it is, and the papers that came back."""
    round = asked_round(request)
    if round is None:
        return render(request, "vitality/province_detail.html", {})
    context = {
        "round": round,
        "counts": province_counts(round, request.user),
        "table": PROVINCE_FORMS.page(province_forms(round, request.user), request.GET),
        "answers": ProvinceAnswer.objects.visible_to(request.user).filter(round=round).select_related("recorded_by"),
        "copies": CopyForm(form=AnnexForm.ANNEX_1),
    }
    return render(request, "vitality/province_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(RECORD)
def province_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a paper of the province; refused, everything stands as it was entered."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    awaited = awaited_forms(round, request.user)
    preset = CONFIRMED[0] if request.GET.get("all") == CONFIRMED[0] else ""
    form = ProvinceAnswerForm(request.POST or None, awaited=awaited, preset=preset)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_record(request, round, form))
        except Refused as refusal:
            form.take(refusal)
    context = {"round": round, "form": form, "groups": _grouped(form), "scans": evidence_panel(None, is_open=True)}
    return render(request, "vitality/province_form.html", context, status=422 if form.errors else 200)


@require_GET
def province_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper of the province, what it settled, and its scan."""
    answer = _found(request, pk)
    forms = list(answered_forms(answer, request.user))
    context = {
        "answer": answer,
        "table": PROVINCE_FORMS.whole(forms),
        "confirmed_count": sum(each.state == "confirmed" for each in forms),
        "refused_count": sum(each.state == "refused" for each in forms),
        "scans": evidence_panel(answer, is_open=request.user.has_perm(RECORD)),
    }
    return render(request, "vitality/province_answer.html", context)


@require_POST
@requires(RECORD)
def province_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a scan that came later."""
    answer = _found(request, pk)
    try:
        for scan in request.FILES.getlist("scans"):
            add_scan(answer=answer, scan=scan, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(answer)


def _record(request: HttpRequest, round: Round, form: ProvinceAnswerForm) -> ProvinceAnswer:
    answer = record_province_answer(
        round=round,
        confirmed=form.answered(CONFIRMED[0]),
        refused=form.answered(REFUSED[0]),
        answered_on=form.cleaned_data["answered_on"],
        document_number=form.cleaned_data["document_number"],
        scans=request.FILES.getlist("scans"),
        user=request.user,
        at=clock.now(),
    )
    messages.success(request, "批复已登记，批准的单位已列入典型单位名册。")
    return answer


def _grouped(form: ProvinceAnswerForm) -> list[tuple[AnnexForm, list]]:
    boxes = dict(form.rows)
    groups = by_form(form.awaited)
    return [(group.form, [(each, boxes[each]) for each in group.applications]) for group in groups]


def _found(request: HttpRequest, pk: int) -> ProvinceAnswer:
    answers = ProvinceAnswer.objects.visible_to(request.user).select_related("round", "recorded_by")
    return get_object_or_404(answers, pk=pk)
