"""The register as a table: filters, saved filters, and all of it as a workbook."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from office import clock, jobs
from office.doors import chips, lead_to, requires, workbook
from office.tasks import enqueue
from policy.documents import Law
from unions.forms.filters import UnionFilter
from unions.forms.register import SavedFilterForm
from unions.kinds import UnionKind
from unions.models import SavedFilter, Union
from unions.selectors.listing import register_rows, repeated_superior_names
from unions.services.roster.sheet import ROSTER_KINDS
from unions.services.saved_filters import forget_filter, save_filter
from unions.tables import REGISTER, ROSTER_TABLE, roster_rows
from unions.tasks.exports import EXPORT

MOST_AT_ONCE = 2_000
BULK_ACTIONS = (
    {"name": "action", "value": "export", "label": "导出所选", "icon": "download"},
    {"name": "action", "value": "export_roster", "label": "按名册格式导出所选"},
    {"name": "action", "value": "mark_controlled", "label": "标为国有控股"},
    {"name": "action", "value": "mark_uncontrolled", "label": "取消国有控股"},
    {"name": "action", "value": "move", "label": "转隶…", "icon": "arrow-left-right"},
)


@requires("unions.read_register")
def union_list(request: HttpRequest) -> HttpResponse:
    """The unions in scope; somebody whose scope is one unit is led to its page."""
    post = request.user.post
    if post and UnionKind(post.union.kind).is_unit:
        return redirect(post.union)
    asked = _asked(request, request.GET)
    context = {
        "table": REGISTER.page(asked.qs, request.GET),
        "form": asked.form,
        "chips": chips(request, asked.form) if asked.form.is_valid() else [],
        "saved": _saved(request),
        "query": _query(request.GET),
        "bulk_actions": BULK_ACTIONS,
        "may_import": request.user.has_perm("unions.import_roster"),
        "may_create": request.user.has_perm("unions.create_union", post and post.union),
    }
    return render(request, "unions/union_list.html", context)


@requires("unions.read_register")
def union_export(request: HttpRequest) -> HttpResponse:
    """All rows asked for, as the table shows them, or with `?as=roster` in the columns that the import reads."""
    rows = REGISTER.sorted(_asked(request, request.GET).qs, request.GET)
    return download(request, rows, as_roster=request.GET.get("as") == "roster")


@require_POST
@requires("unions.read_register")
def saved_filter_create(request: HttpRequest) -> HttpResponse:
    """Keep the filters in force under a name."""
    form = SavedFilterForm(request.POST)
    if not form.is_valid():
        messages.error(request, "常用筛选没有保存：请起一个不超过 40 个字的名称。")
        return lead_to(request, "unions:union_list")
    query = _query(QueryDict(form.cleaned_data["query"]))
    save_filter(owner=request.user, name=form.cleaned_data["name"], query=query)
    messages.success(request, f"已保存常用筛选“{form.cleaned_data['name']}”。")
    return lead_to(request, f"{reverse('unions:union_list')}?{query}")


@require_POST
@requires("unions.read_register")
def saved_filter_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop one of the person's own filters."""
    forget_filter(owner=request.user, key=pk)
    return lead_to(request, "unions:union_list")


def download(request: HttpRequest, rows: QuerySet[Union], *, as_roster: bool) -> HttpResponse:
    """The rows as a workbook: at once, or where they are many by a job that can be left and found again.

    Args:
        as_roster: in the columns of the import, without what it cannot take (the two federations).
    """
    if as_roster:
        rows = rows.filter(kind__in=ROSTER_KINDS)
    count = rows.count()
    if count > MOST_AT_ONCE:
        params = {"unions": list(rows.values_list("pk", flat=True)), "as_roster": as_roster}
        job = jobs.submit(EXPORT, params, user=request.user, at=clock.now())
        enqueue(job)
        return lead_to(request, "office:job_detail", job.pk)
    title = f"工会名册{clock.today()}"
    if as_roster:
        whole = rows.select_related("superior__superior")
        return workbook(ROSTER_TABLE, roster_rows(whole, repeated_superior_names(request.user)), title=title)
    return workbook(REGISTER, rows, title=title, note=f"{request.user.post.union}　共 {count:,} 个")


def _asked(request: HttpRequest, params: QueryDict) -> UnionFilter:
    return UnionFilter(params, register_rows(request.user, Law.on(clock.today())), request)


def _query(params: QueryDict) -> str:
    """The filters of an address that the register knows, without page and ordering."""
    known = params.copy()
    for name in list(known):
        if name not in UnionFilter.base_filters or not known[name]:
            del known[name]
    return known.urlencode()


def _saved(request: HttpRequest) -> list[dict[str, object]]:
    here, query = reverse("unions:union_list"), _query(request.GET)
    return [
        {
            "name": each.name,
            "url": f"{here}?{each.query}",
            "is_current": each.query == query,
            "delete_url": reverse("unions:saved_filter_delete", args=[each.pk]),
        }
        for each in SavedFilter.objects.filter(owner=request.user)
    ]
