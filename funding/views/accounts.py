"""A recipient's account: its balances, its year's entries, bookings with receipts, and the yearly statement."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.forms.accounts import BookingForm
from funding.kinds import EntryKind, FundSource
from funding.models import AuditSignOff, LedgerEntry
from funding.rules.release import NOTHING
from funding.selectors.accounts import account_holders, accounts_kept_by, entries_of_year, spent_by_category
from funding.selectors.balances import balances_of, sign_off_of, statements_of
from funding.selectors.ledger import entries_seen
from funding.selectors.papers import statement_paper
from funding.selectors.years import years_shown
from funding.services.spending import (
    GRANT_PERMISSIONS,
    REVERSIBLE,
    record_grant,
    record_return,
    record_spending,
    reverse_entry,
)
from funding.tables import SPENDING, STATEMENT
from funding.views.finding import found_union, found_year
from funding.views.plan import READ
from office import clock, events
from office.documents import render_pdf
from office.doors import lead_to, pdf, requires, workbook
from office.evidence_panels import evidence_panel
from office.refusals import Refused
from office.steps import Attempt
from office.tables.tables import MAX_PRINTED_ROWS
from unions.models import Union

BOOKABLE: Final = {"spend": EntryKind.SPENDING, "return": EntryKind.RETURN, "grant": EntryKind.GRANT}
TITLES: Final = {"spend": "登记支出", "return": "登记结余交回", "grant": "登记其他来源到账"}


@require_GET
@requires(READ)
def account_list(request: HttpRequest) -> HttpResponse:
    """Balances of everybody in scope; who keeps one account only is led to it."""
    if (own := accounts_kept_by(request.user)) and not request.GET.get("all"):
        return redirect("funding:account_detail", own.pk)
    holders = list(account_holders(request.user))
    held = balances_of([union.pk for union in holders])
    rows = [{"union": union, "held": [held[union.pk, source] for source in FundSource]} for union in holders]
    totals = [sum((held[union.pk, source] for union in holders), NOTHING) for source in FundSource]
    context = {"rows": rows, "sources": list(FundSource), "totals": totals}
    return render(request, "funding/account_list.html", context)


@require_GET
@requires(READ)
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account in one year: this year, or the one asked for."""
    union = found_union(request, pk)
    shown = years_shown(clock.today())
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, shown) else clock.today().year
    entries = entries_of_year(union, year)
    context = {
        "union": union,
        "year": year,
        "years": [_year_tab(union, each, year) for each in sorted(shown)],
        "statements": statements_of(union, year),
        "table": SPENDING.whole(entries),
        "spent": spent_by_category(entries),
        "signed": sign_off_of(union, year),
        "bookings": [_booking_link(union, what) for what in _bookable(request, union)],
        "is_printable": len(entries) <= MAX_PRINTED_ROWS,
    }
    return render(request, "funding/account_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(READ)
def booking_create(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Book spending, a return or money of another source; refused, everything typed stands on the page."""
    union = found_union(request, pk)
    if what not in BOOKABLE:
        raise Http404
    sources = _sources(request, union, what)
    if not sources:
        raise PermissionDenied
    initial = {"booked_on": clock.today(), "source": sources[0]}
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BookingForm(*sent, kind=BOOKABLE[what], sources=sources, initial=initial)
    if request.method == "POST" and form.attempt(lambda: _book(request, union, what, form)):
        messages.success(request, f"已{TITLES[what]}。")
        return lead_to(request, reverse("funding:account_detail", args=[pk]))
    held = balances_of([pk])
    context = {
        "union": union,
        "what": what,
        "title": TITLES[what],
        "form": form,
        "held": [(source, held[pk, source]) for source in sources],
        "receipts": evidence_panel(None, is_open=True) if what == "spend" else None,
        "receipt_errors": form.receipt_errors,
    }
    return render(request, "funding/booking_form.html", context, status=422 if form.errors else 200)


@require_GET
@requires(READ)
def account_workbook(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """经费使用明细 as a workbook."""
    union, title = _asked(request, pk, year, "项目经费使用明细")
    return workbook(SPENDING, entries_of_year(union, year), title=title, note=_note(request))


@require_GET
@requires(READ)
def account_pdf(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """经费使用明细 on paper."""
    union, title = _asked(request, pk, year, "项目经费使用明细")
    entries = entries_of_year(union, year)
    if len(entries) > MAX_PRINTED_ROWS:
        return redirect("funding:account_workbook", pk, year)
    return pdf(SPENDING.pdf(entries, title=title, note=_note(request), made_on=clock.today()), title=title)


@require_GET
@requires(READ)
def statement_workbook(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The year by source as a workbook."""
    union, title = _asked(request, pk, year, "项目经费年度决算表")
    return workbook(STATEMENT, statements_of(union, year), title=title, note=_note(request))


@require_GET
@requires(READ)
def statement_pdf(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The yearly statement on paper: sums by source, spending by category, the audit's opinion."""
    union, title = _asked(request, pk, year, "项目经费年度决算表")
    return pdf(render_pdf(*statement_paper(union, year, clock.today())), title=title)


@require_GET
@requires(READ)
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry of the ledger with its receipts."""
    return _entry_page(request, _entry(request, pk))


@require_POST
@requires(READ)
def entry_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry back by a further one."""
    entry, reason = _entry(request, pk), request.POST.get("comment", "")
    if not _may_reverse(request, entry):
        raise PermissionDenied
    try:
        reverse_entry(entry=entry, reason=reason, user=request.user, at=clock.now())
    except Refused as refusal:
        return _entry_page(request, entry, Attempt("reverse", refusal, reason))
    messages.success(request, "已冲正；原记录保留，冲正另记一条。")
    return redirect(entry)


def _book(request: HttpRequest, union: Union, what: str, form: BookingForm) -> LedgerEntry:
    asked: dict[str, Any] = {"union": union, "booking": form.booking, "user": request.user, "at": clock.now()}
    if what == "spend":
        return record_spending(receipts=request.FILES.getlist("receipts"), **asked)
    return record_return(**asked) if what == "return" else record_grant(**asked)


def _sources(request: HttpRequest, union: Union, what: str) -> list[FundSource]:
    """The sources this person may book for this union."""
    if what == "grant":
        return [source for source, name in GRANT_PERMISSIONS.items() if request.user.has_perm(name, union)]
    return list(FundSource) if request.user.has_perm("funding.spend", union) else []


def _bookable(request: HttpRequest, union: Union) -> list[str]:
    return [what for what in BOOKABLE if _sources(request, union, what)]


def _booking_link(union: Union, what: str) -> dict[str, str]:
    return {"title": TITLES[what], "url": reverse("funding:booking_create", args=[union.pk, what])}


def _year_tab(union: Union, each: int, year: int) -> dict[str, Any]:
    url = f"{reverse('funding:account_detail', args=[union.pk])}?year={each}"
    return {"label": f"{each} 年", "url": url, "active": each == year}


def _asked(request: HttpRequest, pk: int, year: int, words: str) -> tuple[Union, str]:
    union = found_union(request, pk)
    return union, f"{union}{found_year(year)}年{words}"


def _note(request: HttpRequest) -> str:
    return f"{request.user.post.union}，{clock.today()}，单位：元"


def _entry(request: HttpRequest, pk: int) -> LedgerEntry:
    return get_object_or_404(entries_seen(request.user).select_related("actor"), pk=pk)


def _may_reverse(request: HttpRequest, entry: LedgerEntry) -> bool:
    """Whether this person may ever take back such an entry."""
    kind = EntryKind(entry.kind)
    if kind not in REVERSIBLE:
        return False
    name = GRANT_PERMISSIONS[FundSource(entry.source)] if kind == EntryKind.GRANT else "funding.spend"
    return request.user.has_perm(name, entry.union)


def _entry_page(request: HttpRequest, entry: LedgerEntry, attempt: Attempt | None = None) -> HttpResponse:
    reversal = LedgerEntry.objects.filter(reverses=entry).first()
    context = {
        "entry": entry,
        "kind": EntryKind(entry.kind),
        "source": FundSource(entry.source),
        "evidence": evidence_panel(entry, is_open=False),
        "reversal": reversal,
        "may_reverse": _may_reverse(request, entry) and not reversal and not entry.reverses_id,
        "attempt": attempt,
        "signed": AuditSignOff.objects.filter(union=entry.union, year__gte=entry.booked_on.year).first(),
        "events": events.timeline(entry),
    }
    return render(request, "funding/entry_detail.html", context, status=409 if attempt else 200)
