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
from scoring.kinds import AssessmentState, SchemeState
from scoring.models import Assessment, SchemeIndicator, SchemeItem, SchemeVersion
from scoring.rules.scheme import CLAUSE, Indicator, Item, Scheme, scheme_sums
from scoring.rules.scheme_changes import scheme_changes
from scoring.rules.text_scheme import scheme_of_text
from scoring.selectors.schemes import DOCUMENT, latest_scheme, next_number, scheme_before, scheme_values
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
        Refused: a year before the text, one whose assessment has been opened, or the year has a draft already.
    """
    if user and not user.has_perm("scoring.keep_scheme"):
        raise PermissionDenied
    if year < first_year():
        raise Refused(f"百分考核自 {first_year()} 年起实行，{year} 年没有考核方案。")
    if hindrances := no_further_version(year):
        raise Refused("不能另立一版：" + "；".join(map(str, hindrances)), reasons=hindrances)
    last = latest_scheme(year)
    model = last or scheme_before(year)
    scheme = scheme_values(model) if model else _scheme_of_text(year)
    return _record_version(scheme, year, next_number(year), str(model or TEXT_ORIGIN), user, at)


def no_further_version(year: int) -> list[Reason]:
    """What forbids a further version of a year's scheme now; nothing where one may be made."""
    last, opened = latest_scheme(year), Assessment.objects.filter(year=year).exclude(state=AssessmentState.PREPARING)
    if opened.exists():
        return [Reason("opened", False, f"{year} 年考核已经启动，方案不能再改", CLAUSE)]
    return [Reason("draft", False, f"{last}还在编制中")] if last and last.is_draft else []


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
    """Put other items and sums in the place of a draft's; they need not agree yet, freezing asks for that.

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
    found = scheme_changes(scheme_values(locked), scheme)
    if not found:
        return locked
    locked.items.all().delete()
    _write_items(locked, scheme)
    locked.action_points, locked.pool_points = _kept_sums(scheme)
    locked.revision += 1
    locked.save(update_fields=["revision", "action_points", "pool_points"])
    changes = {f"{each.place}{each.what}": [each.before, each.after] for each in found}
    events.record(events.Entry(locked, "change", "修改方案", user, at, comment=comment, changes=changes))
    return locked


def adds_up(version: SchemeVersion, act: Act) -> Iterable[Reason]:
    return [reason for reason in sums_of(version) if not reason.met]


def freeze(version: SchemeVersion, act: Act) -> dict[str, str]:
    """From now on the year is judged by it, as long as its assessment has not been opened."""
    version.frozen_at, version.frozen_by = act.at, act.user
    waiting = Assessment.objects.filter(year=version.year, state=AssessmentState.PREPARING)
    return {"用于": f"{version.year} 年考核"} if waiting.update(scheme=version) else {}


def another_is_frozen(version: SchemeVersion, act: Act) -> Iterable[Reason]:
    """A year keeps a scheme: its only version is corrected, not given up."""
    others = SchemeVersion.objects.filter(year=version.year, state=SchemeState.FROZEN)
    if not others.exists():
        yield Reason("only_version", False, f"{version.year} 年没有其他已冻结的版本，只能修改这一版")


def back_to_frozen(version: SchemeVersion, act: Act) -> None:
    """An assessment that is being prepared goes on with the last frozen version."""
    last = SchemeVersion.objects.filter(year=version.year, state=SchemeState.FROZEN).first()
    Assessment.objects.filter(year=version.year, scheme=version).update(scheme=last)


SCHEME_FLOW = Workflow(
    SchemeVersion,
    SchemeState,
    [
        Transition("freeze", "冻结方案", (SchemeState.DRAFT,), SchemeState.FROZEN, "scoring.freeze_scheme",
                   guards=(adds_up,), effect=freeze),
        Transition("drop", "放弃本版", (SchemeState.DRAFT,), SchemeState.DROPPED, "scoring.keep_scheme",
                   guards=(another_is_frozen,), effect=back_to_frozen),
    ],
)  # fmt: skip


def move_scheme(
    *, version: SchemeVersion, transition: str, user: User, at: datetime, comment: str = ""
) -> SchemeVersion:
    """Freeze a scheme or give its draft up.

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
    action_points, pool_points = _kept_sums(scheme)
    version = SchemeVersion.objects.create(
        year=year, number=number, origin=origin, made_at=at, made_by=user, action_points=action_points,
        pool_points=pool_points,
    )  # fmt: skip
    _write_items(version, scheme)
    events.record(events.Entry(version, "make", "建立方案", user, at, changes={"来源": origin}))
    return version


def _kept_sums(scheme: Scheme) -> tuple[dict[str, str], dict[str, str]]:
    actions = {action.value: str(points) for action, points in scheme.action_points}
    return actions, {pool.value: str(points) for pool, points in scheme.pool_points}


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
