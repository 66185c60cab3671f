"""What the system itself puts into the folders: forms, plans, results, visits, as far as the person may see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final

from django.urls import reverse

from appraisal.selectors.archive import appraisal_papers, plan_papers
from office.documents import Paper
from office.files import evidence_of
from unions.models import Union, User
from vitality.kinds import AnnexForm, ApplicationState, ArchiveFolder, ArchiveKind, PaperKind, PaperState
from vitality.models import Application, Batch, GroupSeat, GuidanceVisit, TypicalSheet, UnionPaper, UnionSheet
from vitality.selectors.annex_papers import annex_paper, printable, with_paper_facts
from vitality.selectors.archive_sources import LinkedDocument, Source
from vitality.selectors.campaign_papers import typical_sheet_paper
from vitality.selectors.guidance import visits_of
from vitality.selectors.summaries import batch_summary

LIVING = [state for state in ApplicationState if state.counts_in_quota and state != ApplicationState.DRAFT]


def _forms(unit: Union, user: User) -> Iterator[LinkedDocument]:
    forms = with_paper_facts(Application.objects.visible_to(user).filter(unit=unit, state__in=LIVING))
    for form in forms.order_by("pk"):
        label, url = AnnexForm(form.form).label, reverse("vitality:application_pdf", args=[form.pk])
        title = f"{form.batch.round.year} 年典型单位申报表（{label}）"
        papers = partial(_annex, form)
        yield LinkedDocument(ArchiveFolder.APPLICATION, title, url, papers=papers, files=tuple(evidence_of(form)))


def _annex(form: Application, made_on: date) -> tuple[Paper, ...]:
    return tuple(printable([annex_paper(form)]))


def _plans(unit: Union, user: User) -> Iterator[LinkedDocument]:
    for paper in plan_papers(unit, user):
        yield LinkedDocument(ArchiveFolder.PLAN, paper.title, paper.url, paper.on, paper.papers)


def _appraisals(unit: Union, user: User) -> Iterator[LinkedDocument]:
    for paper in appraisal_papers(unit, user):
        yield LinkedDocument(ArchiveFolder.APPRAISAL, paper.title, paper.url, paper.on, paper.papers)


def _visits_received(unit: Union, user: User) -> Iterator[LinkedDocument]:
    return _visits(unit, user, as_guide=False)


def _visits_made(superior: Union, user: User) -> Iterator[LinkedDocument]:
    return _visits(superior, user, as_guide=True)


def _visits(union: Union, user: User, *, as_guide: bool) -> Iterator[LinkedDocument]:
    for visit in visits_of(union, user, as_guide=as_guide).prefetch_related("problems").order_by("visited_on", "pk"):
        title = f"{visit.visited_on} 指导{visit.unit}" if as_guide else f"{visit.visited_on} {visit.guide}指导"
        papers = partial(_visit, visit)
        yield LinkedDocument(ArchiveFolder.GUIDANCE, title, visit.get_absolute_url(), visit.visited_on, papers)


def _visit(visit: GuidanceVisit, made_on: date) -> tuple[Paper, ...]:
    return (("vitality/print/visit.html", {"visit": visit, "problems": list(visit.problems.all())}),)


def _batches(superior: Union, user: User) -> Iterator[LinkedDocument]:
    batches = Batch.objects.visible_to(user).filter(superior=superior).exclude(filed_at=None)
    for batch in batches.select_related("round", "superior").order_by("pk"):
        url = reverse("vitality:batch_summary", args=[batch.pk])
        title, papers = f"{batch.round.year} 年{batch}汇总表", partial(_summary, batch)
        yield LinkedDocument(ArchiveFolder.APPLICATION, title, url, papers=papers)


def _summary(batch: Batch, made_on: date) -> tuple[Paper, ...]:
    return (batch_summary(batch).paper,)


def _union_papers(superior: Union, user: User) -> Iterator[LinkedDocument]:
    filed = UnionPaper.objects.visible_to(user).filter(union=superior).exclude(state=PaperState.DRAFT)
    for paper in filed.select_related("round", "union").order_by("round__year", "kind"):
        title = f"{paper.round.year} 年{PaperKind(paper.kind).label}（{PaperState(paper.state).label}）"
        attached = tuple(evidence_of(paper))
        yield LinkedDocument(ArchiveFolder.SCHEME, title, paper.get_absolute_url(), files=attached)


def _organisation(superior: Union, user: User) -> Iterator[LinkedDocument]:
    first = GroupSeat.objects.visible_to(user).filter(union=superior).order_by("from_on").first()
    if first:
        url = reverse("vitality:organisation_detail", args=[superior.pk])
        yield LinkedDocument(ArchiveFolder.ORGANISATION, "项目领导小组及其办公室组成人员", url, first.from_on)


def _sheets(unit: Union, user: User) -> Iterator[LinkedDocument]:
    sheets = TypicalSheet.objects.visible_to(user).filter(typical__unit=unit)
    related = ("campaign", "typical__unit", "typical__superior", "changed_by")
    for sheet in sheets.select_related(*related).order_by("campaign__starts_on"):
        files = tuple(evidence_of(sheet))
        yield LinkedDocument(
            ArchiveFolder.ACCEPTANCE, str(sheet), sheet.get_absolute_url(), None, partial(_sheet, sheet), files
        )


def _sheet(sheet: TypicalSheet, made_on: date) -> tuple[Paper, ...]:
    return (typical_sheet_paper(sheet, made_on),)


def _union_sheets(superior: Union, user: User) -> Iterator[LinkedDocument]:
    sheets = UnionSheet.objects.visible_to(user).filter(union=superior).select_related("campaign", "union")
    for sheet in sheets.order_by("campaign__starts_on"):
        files = tuple(evidence_of(sheet))
        yield LinkedDocument(ArchiveFolder.ACCEPTANCE, str(sheet), sheet.get_absolute_url(), files=files)


SOURCES: Final[Mapping[ArchiveKind, tuple[Source, ...]]] = {
    ArchiveKind.WORK: (_batches, _union_papers, _organisation, _visits_made, _union_sheets),
    ArchiveKind.TYPICAL: (_forms, _plans, _appraisals, _visits_received, _sheets),
}
