"""What the system itself puts into the folders: forms, plans, results, visits, as far as the person may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from appraisal.selectors import archive as year_papers
from office.documents import Paper
from office.files import evidence_of
from unions.models import Union, User
from vitality.kinds import AnnexForm, ApplicationState, ArchiveFolder, ArchiveKind, PaperKind, PaperState
from vitality.models import Application, Batch, GroupSeat, GuidanceVisit, TypicalSheet, UnionPaper, UnionSheet
from vitality.selectors.annex_papers import annex_paper, printable, with_paper_facts
from vitality.selectors.archive_sources import LinkedDocument, Source
from vitality.selectors.campaign_papers import typical_sheet_paper
from vitality.selectors.summaries import batch_summary

LIVING = [state for state in ApplicationState if state.counts_in_quota and state != ApplicationState.DRAFT]


def _forms(user: User) -> QuerySet[Application]:
    return Application.objects.visible_to(user).filter(state__in=LIVING).order_by("pk")


def _forms_shown(forms: QuerySet[Application], unit: Union, user: User) -> Iterator[LinkedDocument]:
    for form in with_paper_facts(forms):
        label, url = AnnexForm(form.form).label, reverse("vitality:application_pdf", args=[form.pk])
        title = f"{form.batch.round.year} 年典型单位申报表（{label}）"
        papers = partial(_annex, form)
        yield LinkedDocument(ArchiveFolder.APPLICATION, title, url, papers=papers, files=tuple(evidence_of(form)))


def _annex(form: Application, made_on: date) -> tuple[Paper, ...]:
    return tuple(printable([annex_paper(form)]))


def _of_the_years(
    folder: ArchiveFolder, found: Callable[[User], QuerySet[Any]], paper_of: Callable[[Any, User], Any]
) -> Source:
    """Papers of the accountability year, told of by the app that keeps them."""

    def shown(rows: QuerySet[Any], unit: Union, user: User) -> Iterator[LinkedDocument]:
        for paper in (paper_of(row, user) for row in rows):
            yield LinkedDocument(folder, paper.title, paper.url, paper.on, paper.papers)

    return Source(folder, "union", found, shown)


def _visits(user: User) -> QuerySet[GuidanceVisit]:
    visits = GuidanceVisit.objects.visible_to(user).select_related("unit", "guide").prefetch_related("problems")
    return visits.order_by("visited_on", "pk")


def _visits_received(visits: QuerySet[GuidanceVisit], unit: Union, user: User) -> Iterator[LinkedDocument]:
    return (_visit_link(visit, f"{visit.visited_on} {visit.guide}指导") for visit in visits)


def _visits_made(visits: QuerySet[GuidanceVisit], guide: Union, user: User) -> Iterator[LinkedDocument]:
    return (_visit_link(visit, f"{visit.visited_on} 指导{visit.unit}") for visit in visits)


def _visit_link(visit: GuidanceVisit, title: str) -> LinkedDocument:
    papers = partial(_visit, visit)
    return LinkedDocument(ArchiveFolder.GUIDANCE, title, visit.get_absolute_url(), visit.visited_on, papers)


def _visit(visit: GuidanceVisit, made_on: date) -> tuple[Paper, ...]:
    return (("vitality/print/visit.html", {"visit": visit, "problems": list(visit.problems.all())}),)


def _batches(user: User) -> QuerySet[Batch]:
    filed = Batch.objects.visible_to(user).exclude(filed_at=None)
    return filed.select_related("round", "superior").order_by("pk")


def _batches_shown(batches: QuerySet[Batch], superior: Union, user: User) -> Iterator[LinkedDocument]:
    for batch in batches:
        url = reverse("vitality:batch_summary", args=[batch.pk])
        title, papers = f"{batch.round.year} 年{batch}汇总表", partial(_summary, batch)
        yield LinkedDocument(ArchiveFolder.APPLICATION, title, url, papers=papers)


def _summary(batch: Batch, made_on: date) -> tuple[Paper, ...]:
    return (batch_summary(batch).paper,)


def _union_papers(user: User) -> QuerySet[UnionPaper]:
    filed = UnionPaper.objects.visible_to(user).exclude(state=PaperState.DRAFT)
    return filed.select_related("round", "union").order_by("round__year", "kind")


def _union_papers_shown(papers: QuerySet[UnionPaper], superior: Union, user: User) -> Iterator[LinkedDocument]:
    for paper in papers:
        title = f"{paper.round.year} 年{PaperKind(paper.kind).label}（{PaperState(paper.state).label}）"
        attached = tuple(evidence_of(paper))
        yield LinkedDocument(ArchiveFolder.SCHEME, title, paper.get_absolute_url(), files=attached)


def _seats(user: User) -> QuerySet[GroupSeat]:
    return GroupSeat.objects.visible_to(user).order_by("from_on")


def _organisation_shown(seats: QuerySet[GroupSeat], superior: Union, user: User) -> Iterator[LinkedDocument]:
    """One page for all seats there ever were."""
    if first := seats.first():
        url = reverse("vitality:organisation_detail", args=[superior.pk])
        yield LinkedDocument(ArchiveFolder.ORGANISATION, "项目领导小组及其办公室组成人员", url, first.from_on)


def _sheets(user: User) -> QuerySet[TypicalSheet]:
    related = ("campaign", "typical__unit", "typical__superior", "changed_by")
    return TypicalSheet.objects.visible_to(user).select_related(*related).order_by("campaign__starts_on")


def _sheets_shown(sheets: QuerySet[TypicalSheet], unit: Union, user: User) -> Iterator[LinkedDocument]:
    for sheet in sheets:
        files = tuple(evidence_of(sheet))
        yield LinkedDocument(
            ArchiveFolder.ACCEPTANCE, str(sheet), sheet.get_absolute_url(), None, partial(_sheet, sheet), files
        )


def _sheet(sheet: TypicalSheet, made_on: date) -> tuple[Paper, ...]:
    return (typical_sheet_paper(sheet, made_on),)


def _union_sheets(user: User) -> QuerySet[UnionSheet]:
    return UnionSheet.objects.visible_to(user).select_related("campaign", "union").order_by("campaign__starts_on")


def _union_sheets_shown(sheets: QuerySet[UnionSheet], superior: Union, user: User) -> Iterator[LinkedDocument]:
    for sheet in sheets:
        files = tuple(evidence_of(sheet))
        yield LinkedDocument(ArchiveFolder.ACCEPTANCE, str(sheet), sheet.get_absolute_url(), files=files)


SOURCES: Final[Mapping[ArchiveKind, tuple[Source, ...]]] = {
    ArchiveKind.WORK: (
        Source(ArchiveFolder.APPLICATION, "superior", _batches, _batches_shown),
        Source(ArchiveFolder.SCHEME, "union", _union_papers, _union_papers_shown),
        Source(ArchiveFolder.ORGANISATION, "union", _seats, _organisation_shown, counted="union"),
        Source(ArchiveFolder.GUIDANCE, "guide", _visits, _visits_made),
        Source(ArchiveFolder.ACCEPTANCE, "union", _union_sheets, _union_sheets_shown),
    ),
    ArchiveKind.TYPICAL: (
        Source(ArchiveFolder.APPLICATION, "unit", _forms, _forms_shown),
        _of_the_years(ArchiveFolder.PLAN, year_papers.plans, year_papers.plan_paper_of),
        _of_the_years(ArchiveFolder.APPRAISAL, year_papers.duty_reports, year_papers.report_paper_of),
        _of_the_years(ArchiveFolder.APPRAISAL, year_papers.certified_sessions, year_papers.result_paper_of),
        Source(ArchiveFolder.GUIDANCE, "unit", _visits, _visits_received),
        Source(ArchiveFolder.ACCEPTANCE, "typical__unit", _sheets, _sheets_shown),
    ),
}
