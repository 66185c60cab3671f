"""Questions about archives: their folders with what was filed, and what the system itself puts into them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from office.models import EvidenceFile
from unions.kinds import UnionKind
from unions.models import Union, User
from vitality.kinds import ArchiveFolder, ArchiveKind
from vitality.models import ArchiveDocument, Typical
from vitality.selectors.archive_sources import LinkedDocument, linked_counts, linked_documents


@dataclass(frozen=True)
class FiledDocument:
    """A paper with its file."""

    document: ArchiveDocument
    files: tuple[EvidenceFile, ...]


@dataclass(frozen=True)
class FolderContent:
    """One folder: what people filed, what they withdrew, and what the system holds of its own."""

    folder: ArchiveFolder
    documents: tuple[FiledDocument, ...]
    withdrawn: tuple[FiledDocument, ...]
    linked: tuple[LinkedDocument, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it; what was withdrawn does not count."""
        return not self.documents and not self.linked


@dataclass(frozen=True)
class Archive:
    """One archive with all its folders in their order."""

    union: Union
    kind: ArchiveKind
    folders: tuple[FolderContent, ...]

    @property
    def empty_folders(self) -> tuple[ArchiveFolder, ...]:
        return tuple(content.folder for content in self.folders if content.is_empty)

    @property
    def filled_count(self) -> int:
        return len(self.folders) - len(self.empty_folders)

    @property
    def filed_count(self) -> int:
        """What people filed and did not withdraw."""
        return sum(len(content.documents) for content in self.folders)

    @property
    def linked_count(self) -> int:
        """What the system holds of its own."""
        return sum(len(content.linked) for content in self.folders)


@dataclass(frozen=True)
class ArchiveRow:
    """One archive in the list, counted as its own page counts: papers filed, pages linked, folders filled."""

    union: Union
    kind: ArchiveKind
    filed_count: int
    linked_count: int
    filled: frozenset[str] = field(default_factory=frozenset)

    @property
    def folder_count(self) -> int:
        return len(ArchiveFolder.of(self.kind))

    @property
    def filled_count(self) -> int:
        return len(self.filled)

    @property
    def empty_words(self) -> str:
        return "、".join(folder.label for folder in ArchiveFolder.of(self.kind) if folder.value not in self.filled)


def is_archive(kind: ArchiveKind, union: Union) -> bool:
    """Whether such a union has such an archive: superiors that file, and units that are typical."""
    if kind == ArchiveKind.WORK:
        return UnionKind(union.kind).files_batches
    return Typical.objects.filter(unit=union).exists()


def archive_of(union: Union, kind: ArchiveKind, user: User) -> Archive:
    """An archive as this person sees it; the number of queries does not grow with the papers."""
    filed = list(
        ArchiveDocument.objects.filter(union=union, archive=kind).select_related("union", "added_by", "withdrawn_by")
    )
    attached = _files_of(filed)
    linked = linked_documents(union, kind, user)
    return Archive(union, kind, tuple(_content(folder, filed, attached, linked) for folder in ArchiveFolder.of(kind)))


def archive_rows(user: User, kind: ArchiveKind) -> list[ArchiveRow]:
    """Every archive of a kind in this person's scope, in the order of the tree; as many queries as sorts of papers."""
    owners = _owners(user, kind)
    filed, linked = Counter[int](), Counter[int]()
    filled: dict[int, set[str]] = defaultdict(set)
    documents = ArchiveDocument.objects.filter(union__in=owners.values("pk"), archive=kind).kept().order_by()
    for key, folder in documents.values_list("union_id", "folder"):
        filed[key] += 1
        filled[key].add(folder)
    for key, folder, count in linked_counts(owners, kind, user):
        linked[key] += count
        filled[key].add(folder)
    return [ArchiveRow(union, kind, filed[union.pk], linked[union.pk], frozenset(filled[union.pk])) for union in owners]


def _owners(user: User, kind: ArchiveKind) -> QuerySet[Union]:
    unions = Union.objects.visible_to(user).filter(closed_on=None).select_related("superior").order_by("path")
    if kind == ArchiveKind.WORK:
        return unions.filter(kind__in=[each for each in UnionKind if each.files_batches])
    return unions.filter(pk__in=Typical.objects.values("unit_id"))


def _content(
    folder: ArchiveFolder,
    filed: Sequence[ArchiveDocument],
    attached: dict[str, list[EvidenceFile]],
    linked: Iterable[LinkedDocument],
) -> FolderContent:
    here = [FiledDocument(each, tuple(attached[str(each.pk)])) for each in filed if each.folder == folder]
    return FolderContent(
        folder,
        documents=tuple(each for each in here if each.document.withdrawn_at is None),
        withdrawn=tuple(each for each in here if each.document.withdrawn_at is not None),
        linked=tuple(each for each in linked if each.folder == folder),
    )


def _files_of(documents: Sequence[ArchiveDocument]) -> dict[str, list[EvidenceFile]]:
    keys = [str(document.pk) for document in documents]
    found: dict[str, list[EvidenceFile]] = defaultdict(list)
    hung = EvidenceFile.objects.filter(subject_kind=ArchiveDocument._meta.label_lower, subject_id__in=keys)
    for evidence in hung.select_related("file", "added_by"):
        found[evidence.subject_id].append(evidence)
    return found
