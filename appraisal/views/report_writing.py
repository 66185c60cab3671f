"""Writing a duty report: three texts and the dues, saved by hand and by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from appraisal.forms.reports import ReportForm
from appraisal.kinds import ReportState
from appraisal.models import DuesLine, DutyReport
from appraisal.rules.dues import dues_reason
from appraisal.selectors.reports import PARTS, dues_of, report_verdict
from appraisal.services.reports import ReportConflict, add_line, remove_line, save_report
from appraisal.views.reports import TONES, WRITE, found_report
from office import clock
from office.forms import complaints_of
from office.refusals import Refused
from office.typed import number, version_seen


@require_http_methods(["GET", "POST"])
def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The three parts and the table of dues with inputs."""
    report = found_report(request, pk, WRITE)
    if request.method == "POST":
        return _saved(request, report)
    if report.state == ReportState.FINAL:
        messages.info(request, "报告已经述职、定稿，不能再改。")
        return redirect(report)
    return _page(request, report, ReportForm(report=report, lines=_lines(report)))


@require_POST
def report_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was typed so far; the answer tells the page its new version."""
    report = found_report(request, pk, WRITE)
    form = _typed(request, report)
    try:
        saved = save_report(report=report, typed=form.typed, revision=version_seen(request), user=request.user)
    except ReportConflict as conflict:
        return JsonResponse({"sentence": conflict.sentence}, status=409)
    except Refused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=422)
    return JsonResponse(
        {"version": str(saved.revision), "saved_at": f"{clock.now():%H:%M}", "unread": complaints_of(form)}
    )


def _lines(report: DutyReport) -> list[DuesLine]:
    return list(report.dues.all())


def _typed(request: HttpRequest, report: DutyReport) -> ReportForm:
    form = ReportForm(request.POST, report=report, lines=_lines(report))
    form.is_valid()
    return form


def _saved(request: HttpRequest, report: DutyReport) -> HttpResponse:
    """Save, then do what the pressed button asks: add a line, take one off, or leave."""
    form, context = _typed(request, report), {}
    try:
        save_report(report=report, typed=form.typed, revision=version_seen(request), user=request.user)
        if not form.errors and request.POST.get("add") in ("income", "spending"):
            add_line(report=report, is_income=request.POST["add"] == "income", user=request.user)
        if not form.errors and "remove" in request.POST:
            remove_line(report=report, key=number(request.POST["remove"]), user=request.user)
    except ReportConflict as conflict:
        context = {"refusal": conflict, "conflict": _differences(conflict.current, form)}
    except Refused as refusal:
        context = {"refusal": refusal}
    else:
        if not form.errors:
            messages.success(request, "已保存。")
            return redirect("appraisal:report_detail" if "done" in request.POST else "appraisal:report_edit", report.pk)
    current = found_report(request, report.pk, WRITE)
    return _page(request, current, form, status=409 if context else 422, **context)


def _differences(current: DutyReport, form: ReportForm) -> list[dict[str, Any]]:
    """Where what was just typed is not what somebody else has saved; rows of `components/compare.html`."""
    typed = form.typed
    rows = [(form.fields[name].label, getattr(current, name), value) for name, value in typed.words.items()]
    for line in current.dues.all():
        for name, value in typed.lines.get(line.pk, {}).items():
            rows.append((f"{line.kind}：{'科目' if name == 'kind' else '金额'}", getattr(line, name), value))
    return [
        {"label": label, "before": str(before), "after": str(after), "is_changed": True}
        for label, before, after in rows
        if before != after
    ]


def _page(
    request: HttpRequest, report: DutyReport, form: ReportForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    lines = [
        {"line": line, "kind": form[f"kind-{line.pk}"], "amount": form[f"amount-{line.pk}"]}
        for line in _lines(report)
        if f"kind-{line.pk}" in form.fields
    ]
    state, dues = ReportState(report.state), dues_of(report)
    context |= {
        "report": report, "state": state, "tone": TONES[state], "form": form,
        "parts": [form[name] for name in PARTS],
        "income": [each for each in lines if each["line"].is_income],
        "spending": [each for each in lines if not each["line"].is_income],
        "dues": dues, "dues_reason": dues_reason(dues), "reasons": report_verdict(report).reasons,
    }  # fmt: skip
    return render(request, "appraisal/report_form.html", context, status=status)
