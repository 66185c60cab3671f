"""The steps of a release: computed → proposed → approved by another person → paid; and back by reversing entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse as reverse_url

from funding.kinds import EntryKind, FundSource, ReleaseState
from funding.models import LedgerEntry, Tranche
from funding.rules.release import overspending
from funding.selectors.balances import last_closed_year, spendable
from funding.selectors.plan import earned_reasons, key_of, unearned
from funding.services import recipients
from funding.services.ledger import Movement, book, lock_account, refuse_closed_year, reversal_of
from office.notices import Message
from office.refusals import Refused
from office.workflow import Act, Notify, Transition, Workflow
from policy.citing import Reason
from policy.units import yuan

APPROVAL_PURPOSE, PAYMENT_PURPOSE = "批准", "拨付"


def is_still_earned(tranche: Tranche, act: Act) -> Iterable[Reason]:
    """The conditions are looked at anew; a batch brings the year's plan along, so that it is computed once."""
    plan = act.inputs.get("plan")
    return unearned(plan.by_key.get(key_of(tranche))) if plan else earned_reasons(tranche)


def is_not_earned(tranche: Tranche, act: Act) -> Iterable[Reason]:
    """Only what is not earned any more can be dropped."""
    if earned_reasons(tranche):
        return ()
    return [Reason("still_earned", False, "条件仍然满足，应予拨付", "2014-31/6.5")]


def proposed_by_another(tranche: Tranche, act: Act) -> Iterable[Reason]:
    same = tranche.proposed_by_id == act.user.pk
    return [Reason("same_person", False, "提请人不能批准自己提请的款项")] if same else ()


def approved_by_another(tranche: Tranche, act: Act) -> Iterable[Reason]:
    same = tranche.approved_by_id == act.user.pk
    return [Reason("same_person", False, "批准人不能自己拨付")] if same else ()


def year_is_open(tranche: Tranche, act: Act) -> Iterable[Reason]:
    """A payment that is booked this year needs a year the audit has not closed."""
    closed = last_closed_year(tranche.union_id)
    if closed is None or act.at.year > closed:
        return ()
    return [Reason("year_closed", False, f"{closed} 年经费已由经审签审")]


def can_be_taken_back(tranche: Tranche, act: Act) -> Iterable[Reason]:
    """What the recipient has spent already cannot be taken back by a mere entry."""
    if tranche.state != ReleaseState.PAID:
        return ()
    return overspending(tranche.amount, spendable(tranche.union, FundSource.CITY, act.at.date()))


def propose(tranche: Tranche, act: Act) -> None:
    tranche.proposed_at, tranche.proposed_by = act.at, act.user


def return_proposal(tranche: Tranche, act: Act) -> None:
    tranche.proposed_at = tranche.proposed_by = None


def drop(tranche: Tranche, act: Act) -> None:
    tranche.ended_at, tranche.ended_by, tranche.end_reason = act.at, act.user, act.comment[:500]


def approve(tranche: Tranche, act: Act) -> dict[str, Any]:
    tranche.approved_at, tranche.approved_by = act.at, act.user
    book([_movement(tranche, EntryKind.APPROVAL, act)], user=act.user, at=act.at)
    return {"金额": yuan(tranche.amount)}


def pay(tranche: Tranche, act: Act) -> dict[str, Any]:
    """Inputs: `paid_on`, `voucher_number`, `bank_reference`."""
    lock_account(tranche.union_id)
    _refuse_odd_payment(tranche, act)
    tranche.paid_on, tranche.voucher_year = act.inputs["paid_on"], act.inputs["paid_on"].year
    tranche.voucher_number = act.inputs["voucher_number"].strip()
    tranche.bank_reference = act.inputs["bank_reference"].strip()
    tranche.paid_by, tranche.paid_at = act.user, act.at
    book([_movement(tranche, EntryKind.PAYMENT, act)], user=act.user, at=act.at)
    return {"拨付日期": str(tranche.paid_on), "凭证号": tranche.voucher_number, "银行回单号": tranche.bank_reference}


def reverse(tranche: Tranche, act: Act) -> dict[str, Any]:
    lock_account(tranche.union_id)
    # Once more under the lock: somebody may have spent it since the guards looked.
    if reasons := can_be_taken_back(tranche, act):
        raise Refused("不能冲正：" + "；".join(map(str, reasons)) + "。", reasons=tuple(reasons))
    tranche.ended_at, tranche.ended_by, tranche.end_reason = act.at, act.user, act.comment[:500]
    standing = LedgerEntry.objects.filter(tranche=tranche, reverses=None).order_by("-number")
    back = [reversal_of(entry, on=act.at.date(), reason=act.comment) for entry in standing]
    return {"冲正": "、".join(map(str, book(back, user=act.user, at=act.at)))}


def _refuse_odd_payment(tranche: Tranche, act: Act) -> None:
    paid_on, number = act.inputs["paid_on"], act.inputs["voucher_number"].strip()
    missing = {name: "请填写。" for name in ("voucher_number", "bank_reference") if not act.inputs[name].strip()}
    if missing:
        raise Refused("登记拨付须填凭证号和银行回单号。", fields=missing)
    approved_on = tranche.approved_at.astimezone(act.at.tzinfo).date()  # type: ignore[union-attr]
    if not approved_on <= paid_on <= act.at.date():
        told = f"{paid_on} 不在批准日 {approved_on} 至今天之间。"
        raise Refused(told, fields={"paid_on": told})
    refuse_closed_year(tranche.union_id, paid_on)
    taken = Tranche.objects.filter(voucher_year=paid_on.year, voucher_number=number).exclude(pk=tranche.pk)
    if other := taken.select_related("union").first():
        told = f"{paid_on.year} 年凭证号“{number}”已用于“{other}”。"
        raise Refused(told, fields={"voucher_number": told})


def _movement(tranche: Tranche, kind: EntryKind, act: Act) -> Movement:
    is_payment = kind == EntryKind.PAYMENT
    return Movement(
        union_id=tranche.union_id,
        kind=kind,
        amount=tranche.amount,
        booked_on=tranche.paid_on if is_payment else act.at.date(),  # type: ignore[arg-type]
        purpose=f"{PAYMENT_PURPOSE if is_payment else APPROVAL_PURPOSE} {tranche.year} 年{tranche.words}",
        tranche=tranche,
        reference=tranche.voucher_number if is_payment else "",
    )


def messages(step: str, moved: Sequence[Tranche], today: date) -> list[Message]:
    """Whom a step concerns, told once for all that took it: the leading group, finance, or the recipient."""
    first, count = moved[0], len(moved)
    what = str(first) if count == 1 else f"{count} 项经费"
    url = first.get_absolute_url() if count == 1 else reverse_url("funding:release_list")
    told: dict[str, Callable[[], Message]] = {
        "propose": lambda: Message(recipients.leading_group_ids(today), f"{what}已提请，等待您批准", url),
        "return": lambda: Message(recipients.finance_ids(today), f"{what}被退回", url),
        "approve": lambda: Message(recipients.finance_ids(today), f"{what}已批准，等待您拨付", url),
        "pay": lambda: Message(recipients.recipient_ids(first.union, today), f"{what}已拨付", url),
        "reverse": lambda: Message(recipients.recipient_ids(first.union, today), f"{what}已冲正", url),
    }
    return [told[step]()]


def tell(step: str) -> Notify:
    """A step taken for many at once is told by whoever takes it."""
    return lambda tranche, act: [] if "plan" in act.inputs else messages(step, [tranche], act.at.date())


TRANCHE_FLOW = Workflow(
    Tranche,
    ReleaseState,
    [
        Transition("propose", "提请批准", (ReleaseState.DUE,), ReleaseState.PROPOSED, "funding.propose",
                   guards=(is_still_earned,), effect=propose, notify=tell("propose")),
        Transition("drop", "撤下", (ReleaseState.DUE, ReleaseState.PROPOSED), ReleaseState.LAPSED, "funding.propose",
                   guards=(is_not_earned,), comment_required=True, effect=drop),
        Transition("return", "退回", (ReleaseState.PROPOSED,), ReleaseState.DUE, "funding.approve",
                   comment_required=True, effect=return_proposal, notify=tell("return")),
        Transition("approve", "批准拨付", (ReleaseState.PROPOSED,), ReleaseState.APPROVED, "funding.approve",
                   guards=(proposed_by_another, is_still_earned), effect=approve, notify=tell("approve")),
        Transition("pay", "登记拨付", (ReleaseState.APPROVED,), ReleaseState.PAID, "funding.pay",
                   guards=(approved_by_another, is_still_earned, year_is_open), effect=pay, notify=tell("pay")),
        Transition("reverse", "冲正", (ReleaseState.APPROVED, ReleaseState.PAID), ReleaseState.REVERSED,
                   "funding.reverse", guards=(year_is_open, can_be_taken_back), comment_required=True, effect=reverse,
                   notify=tell("reverse")),
    ],
)  # fmt: skip
