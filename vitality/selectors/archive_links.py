"""What the system itself puts into the folders: forms, plans, results, visits, as far as the person may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from appraisal.selectors.archive import appraisal_papers, plan_papers
from office.documents import Paper
from office.files import evidence_of
from office.models import EvidenceFile
from unions.models import Union, User
from vitality.kinds import AnnexForm, ApplicationState, ArchiveFolder, ArchiveKind, PaperKind, PaperState
from vitality.models import Application, Batch, GroupSeat, UnionPaper
from vitality.selectors.annex_papers import annex_paper, printable, with_paper_facts
from vitality.selectors.guidance import visits_of
from vitality.selectors.summaries import batch_summary

LIVING = [state for state in ApplicationState if state.counts_in_quota and state != ApplicationState.DRAFT]


@dataclass(frozen=True)
class LinkedDocument:
    """A page of the system that belongs into a folder.

    Attributes:
        papers: what a package prints of it; empty where it is only a page.
        files: what hangs on it and goes into a package with it.
    """

    folder: ArchiveFolder
    title: str
    url: str
    on: date | None = None
    papers: tuple[Paper, ...] = ()
    files: tuple[EvidenceFile, ...] = field(default=())


Source = Callable[[Union, User], Iterator[LinkedDocument]]


def linked_documents(union: Union, kind: ArchiveKind, user: User) -> list[LinkedDocument]:
    """Everything of the system for one archive."""
    if kind == ArchiveKind.WORK:
        sources: tuple[Source, ...] = (_batches, _union_papers, _organisation, _visits_made)
    else:
        sources = (_forms, _plans, _appraisals, _visits_received)
    return [each for source in sources for each in source(union, user)]


def _forms(unit: Union, user: User) -> Iterator[LinkedDocument]:
    forms = with_paper_facts(Application.objects.visible_to(user).filter(unit=unit, state__in=LIVING))
    for form in forms.order_by("pk"):
        label, url = AnnexForm(form.form).label, reverse("vitality:application_pdf", args=[form.pk])
        title = f"{form.batch.round.year} 年典型单位申报表（{label}）"
        papers = tuple(printable([annex_paper(form)]))
        yield LinkedDocument(ArchiveFolder.APPLICATION, title, url, papers=papers, files=tuple(evidence_of(form)))


def _plans(unit: Union, user: User) -> Iterator[LinkedDocument]:
    for paper in plan_papers(unit, user):
        yield LinkedDocument(ArchiveFolder.PLAN, paper.title, paper.url, paper.on)


def _appraisals(unit: Union, user: User) -> Iterator[LinkedDocument]:
    for paper in appraisal_papers(unit, user):
        yield LinkedDocument(ArchiveFolder.APPRAISAL, paper.title, paper.url, paper.on)


def _visits_received(unit: Union, user: User) -> Iterator[LinkedDocument]:
    return _visits(unit, user, as_guide=False)


def _visits_made(superior: Union, user: User) -> Iterator[LinkedDocument]:
    return _visits(superior, user, as_guide=True)


def _visits(union: Union, user: User, *, as_guide: bool) -> Iterator[LinkedDocument]:
    for visit in visits_of(union, user, as_guide=as_guide).prefetch_related("problems").order_by("visited_on", "pk"):
        title = f"{visit.visited_on} 指导{visit.unit}" if as_guide else f"{visit.visited_on} {visit.guide}指导"
        paper = ("vitality/print/visit.html", {"visit": visit, "problems": list(visit.problems.all())})
        yield LinkedDocument(ArchiveFolder.GUIDANCE, title, visit.get_absolute_url(), visit.visited_on, papers=(paper,))


def _batches(superior: Union, user: User) -> Iterator[LinkedDocument]:
    batches = Batch.objects.visible_to(user).filter(superior=superior).exclude(filed_at=None)
    for batch in batches.select_related("round", "superior").order_by("pk"):
        url = reverse("vitality:batch_summary", args=[batch.pk])
        paper = batch_summary(batch).paper
        yield LinkedDocument(ArchiveFolder.APPLICATION, f"{batch.round.year} 年{batch}汇总表", url, papers=(paper,))


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
