"""工作档案 and 典型档案: folders, filing, withdrawing, the whole as a zip (六3)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from office import clock, jobs
from office.doors import requires, workbook
from office.evidence_panels import evidence_panel
from office.refusals import Refused
from office.tasks import enqueue
from unions.kinds import UnionKind
from unions.models import Union
from vitality.forms.archive import DocumentForm
from vitality.kinds import ArchiveFolder, ArchiveKind
from vitality.models import ArchiveDocument
from vitality.selectors.archive import archive_of, archive_rows, is_archive
from vitality.services.archive import file_document, withdraw_document
from vitality.tasks import ARCHIVE_PACKAGE
from vitality.views.care_tables import archives_table

BUSINESS = "office.do_business"


@require_GET
@requires(BUSINESS)
def archive_list(request: HttpRequest) -> HttpResponse:
    """The archives of one kind in scope, with what is still empty."""
    kind, is_unit = _kind(request.GET.get("kind", ArchiveKind.TYPICAL)), UnionKind(request.user.post.union.kind).is_unit
    kinds = [ArchiveKind.TYPICAL] if is_unit else list(ArchiveKind)
    tabs = [{"label": each.label, "url": f"?kind={each}", "active": each == kind} for each in kinds]
    table = archives_table(kind).whole(archive_rows(request.user, kind))
    return render(request, "vitality/archive_list.html", {"kind": kind, "tabs": tabs, "table": table})


@require_GET
@requires(BUSINESS)
def archives_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    kind = _kind(request.GET.get("kind", ArchiveKind.TYPICAL))
    title, note = f"{kind.label}{clock.today()}", f"{request.user.post.union}"
    return workbook(archives_table(kind), archive_rows(request.user, kind), title=title, note=note)


@require_GET
@requires(BUSINESS)
def archive_detail(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One archive with its folders."""
    archive, union = _archive(request, kind, pk)
    return _page(request, archive, union)


@require_POST
@requires(BUSINESS)
def document_add(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """File papers: each of the chosen files is one."""
    archive, union = _archive(request, kind, pk)
    if not request.user.has_perm("vitality.file_document", union):
        raise PermissionDenied
    form = DocumentForm(request.POST, archive=archive)
    uploads = request.FILES.getlist("evidence")

    @transaction.atomic
    def act() -> None:
        given = {**form.cleaned_data, "folder": ArchiveFolder(form.cleaned_data["folder"])}
        if not uploads:
            raise Refused("请选择要归档的文件。")
        for upload in uploads:
            file_document(union=union, archive=archive, upload=upload, user=request.user, at=clock.now(), **given)

    if form.attempt(act):
        messages.success(request, f"已归档 {len(uploads)} 个文件。")
        return redirect("vitality:archive_detail", archive, union.pk)
    return _page(request, archive, union, form)


@require_POST
@requires(BUSINESS)
def document_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a paper with a reason."""
    document = get_object_or_404(ArchiveDocument.objects.visible_to(request.user).select_related("union"), pk=pk)
    reason = request.POST.get("comment", "")
    try:
        withdraw_document(document=document, reason=reason, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "已撤出，列入本档案的撤出记录。")
    return redirect(document)


@require_POST
@requires(BUSINESS)
def archive_package(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Start packing an archive; the job's page shows the progress and gives the zip."""
    archive, union = _archive(request, kind, pk)
    params = {"union": union.pk, "archive": archive}
    job = jobs.submit(ARCHIVE_PACKAGE, params, user=request.user, at=clock.now())
    enqueue(job)
    return redirect("office:job_detail", job.pk)


def _kind(word: str) -> ArchiveKind:
    if word not in set(ArchiveKind):
        raise Http404
    return ArchiveKind(word)


def _archive(request: HttpRequest, word: str, pk: int) -> tuple[ArchiveKind, Union]:
    archive = _kind(word)
    union = get_object_or_404(Union.objects.visible_to(request.user), pk=pk)
    if not is_archive(archive, union):
        raise Http404
    return archive, union


def _page(request: HttpRequest, archive: ArchiveKind, union: Union, form: DocumentForm | None = None) -> HttpResponse:
    user, found = request.user, archive_of(union, archive, request.user)
    context = {
        "found": found,
        "union": union,
        "archive": archive,
        "withdrawn": [(content.folder, each) for content in found.folders for each in content.withdrawn],
        "may_withdraw": [
            each.document.pk
            for content in found.folders
            for each in content.documents
            if user.has_perm("vitality.withdraw_document", each.document)
        ],
        "form": form or DocumentForm(archive=archive),
        "may_file": user.has_perm("vitality.file_document", union),
        "limits": evidence_panel(None, is_open=True),
        "list_url": f"{reverse('vitality:archive_list')}?kind={archive}",
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "vitality/archive_detail.html", context, status=status)
