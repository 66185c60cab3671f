"""The scheme of a year: made from the text or the year before, changed while a draft, frozen once it adds up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events
from office.refusals import Refused
from office.workflow import Act, Transition, Workflow, perform
from office.years import law_of_year
from policy.citing import Reason
from policy.documents import NotInForce, documents
from scoring.kinds import SchemeState
from scoring.models import SchemeIndicator, SchemeItem, SchemeVersion
from scoring.rules.scheme import Indicator, Item, Scheme, scheme_sums
from scoring.rules.text_scheme import scheme_of_text
from scoring.selectors.schemes import DOCUMENT, latest_scheme, scheme_before, scheme_values
from unions.models import User

TEXT_ORIGIN = "考核方案原文"


def first_year() -> int:
    """The year from which the text judges."""
    return next(each.issued_on.year for each in documents() if each.id == DOCUMENT)


@transaction.atomic
def make_scheme(*, year: int, user: User | None, at: datetime) -> SchemeVersion:
    """The draft of a year's scheme: a copy of the year's own last version, else of an earlier year's, else the text.

    Args:
        user: None for the command, which acts for nobody.

    Raises:
        PermissionDenied: not one who keeps the scheme.
        Refused: a year before the text, or the year has a draft already.
    """
    if user and not user.has_perm("scoring.keep_scheme"):
        raise PermissionDenied
    if year < first_year():
        raise Refused(f"百分考核自 {first_year()} 年起实行，{year} 年没有考核方案。")
    last = latest_scheme(year)
    if last and last.is_draft:
        raise Refused(f"{last}还在编制中，请先完成它。")
    model = last or scheme_before(year)
    scheme = scheme_values(model) if model else _scheme_of_text(year)
    return _record_version(scheme, year, (last.number if last else 0) + 1, str(model or TEXT_ORIGIN), user, at)


@transaction.atomic
def scheme_in_force(*, year: int, at: datetime) -> SchemeVersion:
    """The frozen scheme of a year, made and frozen in nobody's name where the year has none (an import needs one).

    Raises:
        Refused: a year before the text, or a draft that does not add up.
    """
    version = latest_scheme(year) or make_scheme(year=year, user=None, at=at)
    if version.is_draft:
        faults = [reason for reason in sums_of(version) if not reason.met]
        if faults:
            raise Refused(f"{version}不能冻结：" + "；".join(map(str, faults)), reasons=faults)
        version.state, version.frozen_at = SchemeState.FROZEN, at
        version.save(update_fields=["state", "frozen_at"])
        events.record(events.Entry(version, "freeze", "冻结方案", None, at))
    return version


def sums_of(version: SchemeVersion) -> tuple[Reason, ...]:
    """The check sums of a version, each met or not."""
    return scheme_sums(scheme_values(version))


@transaction.atomic
def replace_items(
    *, version: SchemeVersion, scheme: Scheme, revision: int, user: User, at: datetime, comment: str = ""
) -> SchemeVersion:
    """Put other items in the place of a draft's; the sums may still be wrong, freezing asks for them.

    Raises:
        PermissionDenied: not one who keeps the scheme.
        Refused: frozen, or changed by somebody else meanwhile.
    """
    locked = SchemeVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if not user.has_perm("scoring.keep_scheme"):
        raise PermissionDenied
    if not locked.is_draft:
        raise Refused(f"{locked}已冻结，不能修改。")
    if locked.revision != revision:
        raise Refused(f"{locked}刚被他人修改过，请刷新后再改；您的输入仍在本页。")
    locked.items.all().delete()
    _write_items(locked, scheme)
    locked.revision += 1
    locked.save(update_fields=["revision"])
    changes = {"项目": len(scheme.items), "指标": sum(1 for _ in scheme.indicators())}
    events.record(events.Entry(locked, "change", "修改方案", user, at, comment=comment, changes=changes))
    return locked


def adds_up(version: SchemeVersion, act: Act) -> Iterable[Reason]:
    return [reason for reason in sums_of(version) if not reason.met]


def freeze(version: SchemeVersion, act: Act) -> None:
    version.frozen_at, version.frozen_by = act.at, act.user


SCHEME_FLOW = Workflow(
    SchemeVersion,
    SchemeState,
    [
        Transition("freeze", "冻结方案", (SchemeState.DRAFT,), SchemeState.FROZEN, "scoring.freeze_scheme",
                   guards=(adds_up,), effect=freeze),
    ],
)  # fmt: skip


def move_scheme(
    *, version: SchemeVersion, transition: str, user: User, at: datetime, comment: str = ""
) -> SchemeVersion:
    """Freeze a scheme.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    return perform(SCHEME_FLOW, version, transition, user=user, at=at, comment=comment)  # type: ignore[return-value]


def _scheme_of_text(year: int) -> Scheme:
    try:
        return scheme_of_text(law_of_year(DOCUMENT, year))
    except NotInForce as error:  # a year locked before the text held
        raise Refused(f"{year} 年没有考核方案。") from error


def _record_version(
    scheme: Scheme, year: int, number: int, origin: str, user: User | None, at: datetime
) -> SchemeVersion:
    version = SchemeVersion.objects.create(
        year=year, number=number, origin=origin, made_at=at, made_by=user,
        action_points={action.value: str(points) for action, points in scheme.action_points},
        pool_points={pool.value: str(points) for pool, points in scheme.pool_points},
    )  # fmt: skip
    _write_items(version, scheme)
    events.record(events.Entry(version, "make", "建立方案", user, at, changes={"来源": origin}))
    return version


def _write_items(version: SchemeVersion, scheme: Scheme) -> None:
    rows = SchemeItem.objects.bulk_create([_item_row(version, item) for item in scheme.items])
    by_number = {row.number: row for row in rows}
    SchemeIndicator.objects.bulk_create([_indicator_row(by_number[each.item], each) for each in scheme.indicators()])


def _item_row(version: SchemeVersion, item: Item) -> SchemeItem:
    return SchemeItem(
        scheme=version, number=item.number, name=item.name, action=item.action, points=item.points,
        assessees=item.assessees, reviewers=[each.value for each in item.reviewers],
    )  # fmt: skip


def _indicator_row(row: SchemeItem, indicator: Indicator) -> SchemeIndicator:
    line, bonus = indicator.line, indicator.bonus
    return SchemeIndicator(
        item=row, number=indicator.number, name=indicator.name, kind=indicator.kind, measure=indicator.measure,
        boundary=line.boundary if line else "", bound=line.bound if line else None,
        bonus_points=bonus.points if bonus else None, bonus_step=bonus.step if bonus else None,
        bonus_cap=bonus.cap if bonus else None, bonus_review_line=bonus.review_line if bonus else None,
    )  # fmt: skip
