"""Tables of the project's money."""

from funding.models.audit import AuditFinding, AuditSignOff
from funding.models.ledger import FundAccount, LedgerEntry, LedgerHead
from funding.models.ruling import Ruling
from funding.models.tranche import ReleaseYear, Tranche

__all__ = [
    "AuditFinding",
    "AuditSignOff",
    "FundAccount",
    "LedgerEntry",
    "LedgerHead",
    "ReleaseYear",
    "Ruling",
    "Tranche",
]
