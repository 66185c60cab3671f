"""Forms and batches to take away: a door like a view, one service call each."""

from __future__ import annotations

from typing import Any, Final

from office.jobs import Run, handles
from office.refusals import Refused
from unions.models import Union
from vitality.kinds import ArchiveKind
from vitality.models import Batch, Round
from vitality.services.archive import pack_archive
from vitality.services.packages import pack_batch, print_province_forms

BATCH_PACKAGE: Final = "vitality.batch_package"
PROVINCE_FORMS: Final = "vitality.province_forms"
ARCHIVE_PACKAGE: Final = "vitality.archive_package"


@handles(BATCH_PACKAGE, "打包电子副本")
def package_batch(run: Run) -> dict[str, Any]:
    """A batch as a zip. Parameters: `batch`, its key, and `copy`."""
    batch = Batch.objects.visible_to(run.user).filter(pk=run.params["batch"]).first()
    if batch is None:
        raise Refused("这一批次不在您的管辖范围内。")
    with pack_batch(batch=batch, copy=run.params["copy"], at=run.clock(), progress=run.progress) as package:
        run.finish_with(package, f"{batch}电子副本.zip", "application/zip")
    return {"批次": str(batch)}


@handles(PROVINCE_FORMS, "排印报省总的申报表")
def print_province(run: Run) -> dict[str, Any]:
    """A round's forms for the province in one PDF. Parameters: `round`, its key, and `copy`."""
    round = Round.objects.visible_to(run.user).filter(pk=run.params["round"]).first()
    if round is None:
        raise Refused("这一轮次不在您的管辖范围内。")
    copy = run.params["copy"]
    with print_province_forms(round=round, copy=copy, user=run.user, progress=run.progress) as papers:
        run.finish_with(papers, f"{round}报省总申报表.pdf", "application/pdf")
    return {"轮次": str(round)}


@handles(ARCHIVE_PACKAGE, "打包档案")
def package_archive(run: Run) -> dict[str, Any]:
    """An archive as a zip. Parameters: `union`, its key, and `archive`, its kind."""
    union = Union.objects.visible_to(run.user).filter(pk=run.params["union"]).first()
    if union is None:
        raise Refused("这份档案不在您的管辖范围内。")
    archive = ArchiveKind(run.params["archive"])
    zipped = pack_archive(union=union, archive=archive, user=run.user, at=run.clock(), progress=run.progress)
    with zipped as package:
        run.finish_with(package, f"{union}{archive.label}.zip", "application/zip")
    return {"档案": f"{union}{archive.label}"}
