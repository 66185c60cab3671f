"""The papers of the money: 拨付通知 and the yearly statement, as they are printed by themselves and in an archive."""

from __future__ import annotations

from datetime import date

from funding.kinds import Scheme, TrancheKind
from funding.models import Tranche
from funding.selectors.accounts import entries_of_year, federation_name, spent_by_category
from funding.selectors.balances import sign_off_of, statements_of
from office.documents import Paper
from policy.citing import Reason
from unions.models import Union


def notice_paper(tranche: Tranche, address: str) -> Paper:
    """拨付通知 of a paid tranche.

    Args:
        address: of the tranche's page, for the code on the paper.
    """
    context = {
        "tranche": tranche,
        "scheme": Scheme(tranche.scheme),
        "kind": TrancheKind(tranche.kind),
        "reasons": sealed_reasons(tranche),
        "made_on": tranche.paid_on,
        "city": federation_name(),
        "address": address,
    }
    return "funding/print/notice.html", context


def sealed_reasons(tranche: Tranche) -> list[Reason]:
    """The conditions as they were when the tranche became due."""
    return [Reason.from_json(each) for each in tranche.sealed["verdict"]["reasons"]]


def statement_paper(union: Union, year: int, made_on: date) -> Paper:
    """The yearly statement: sums by source, spending by category, the audit's opinion."""
    context = {
        "union": union,
        "year": year,
        "statements": statements_of(union, year),
        "spent": spent_by_category(entries_of_year(union, year)),
        "signed": sign_off_of(union, year),
        "made_on": made_on,
    }
    return "funding/print/statement.html", context
