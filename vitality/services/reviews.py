"""The preliminary review: remarks per field, then the step that sends or settles them (R-F3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office.refusals import Refused
from unions.models import User
from vitality.kinds import AnnexForm, ApplicationState
from vitality.models import Application, FieldRemark
from vitality.rules.answers import asked_of
from vitality.selectors.reviews import remarks_version, unsent_remarks
from vitality.services.applications import move_application


class RemarkConflict(Refused):
    """Another reviewer wrote remarks on the same form in between; the caller still has the own ones."""

    def __init__(self) -> None:
        super().__init__("另一位审核人刚修改过这张申报表的栏目意见。您的意见仍在本页，请对照后再保存。")


@transaction.atomic
def remark_fields(
    *, application: Application, remarks: Mapping[str, str], version: str, user: User, at: datetime
) -> str:
    """Write the remarks of the whole form as they stand on a reviewer's page; gives the version they then have.

    Args:
        remarks: by field; an empty or missing one is dropped.
        version: of the remarks the page was made from, by `selectors.reviews.remarks_version`.

    Raises:
        PermissionDenied: not the reviewing department.
        Refused: the form is not under review, or has no such field; nothing is written then.
        RemarkConflict: somebody else wrote remarks in between that differ from these.
    """
    locked = _under_review(application, user)
    known, wanted = unsent_remarks(locked), _meant(remarks)
    _refuse_strange(locked, wanted)
    if known != wanted and version != remarks_version(locked):
        raise RemarkConflict
    for field in known.keys() | wanted.keys():
        if known.get(field) != wanted.get(field):
            _written(locked, field, wanted.get(field, ""), user, at)
    return remarks_version(locked)


@transaction.atomic
def review_application(
    *,
    application: Application,
    transition: str,
    remarks: Mapping[str, str],
    version: str,
    user: User,
    at: datetime,
    comment: str = "",
    is_newness_checked: bool = False,
) -> Application:
    """Write the remarks as they stand on the page, then return or pass the form: what was typed last counts too.

    Raises:
        PermissionDenied, Refused: see `remark_fields` and `move_application`; the remarks are then not written either.
    """
    remark_fields(application=application, remarks=remarks, version=version, user=user, at=at)
    return move_application(
        application=application, transition=transition, user=user, at=at, comment=comment,
        is_newness_checked=is_newness_checked,
    )  # fmt: skip


def _under_review(application: Application, user: User) -> Application:
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not user.has_perm("vitality.review_application", locked):
        raise PermissionDenied
    if locked.state != ApplicationState.FILED:
        raise Refused(f"申报表现为“{ApplicationState(locked.state).label}”，不能填写栏目意见。")
    return locked


def _meant(remarks: Mapping[str, str]) -> dict[str, str]:
    return {field: text.strip() for field, text in remarks.items() if text.strip()}


def _refuse_strange(application: Application, remarks: Mapping[str, str]) -> None:
    for field in remarks.keys() - asked_of(AnnexForm(application.form)).keys():
        raise Refused(f"申报表没有“{field}”这一栏。")


def _written(application: Application, field: str, text: str, user: User, at: datetime) -> None:
    """A field remarked before is remarked anew: the earlier remark counts as settled by the correction."""
    open_remarks = application.remarks.filter(field=field, is_settled=False)
    if not text:
        open_remarks.filter(is_sent=False).delete()
        return
    open_remarks.filter(is_sent=True).update(is_settled=True)
    FieldRemark.objects.update_or_create(
        application=application, field=field, is_settled=False, is_sent=False,
        defaults={"text": text, "made_by": user, "made_at": at},
    )  # fmt: skip
