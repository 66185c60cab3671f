"""The long work of the project. Importing this package makes its kinds of jobs known."""

from . import coverage, history, packages
from .coverage import COVERAGE_DRAFT
from .packages import ARCHIVE_PACKAGE, BATCH_PACKAGE, PROVINCE_FORMS

__all__ = [
    "ARCHIVE_PACKAGE",
    "BATCH_PACKAGE",
    "COVERAGE_DRAFT",
    "PROVINCE_FORMS",
    "coverage",
    "history",
    "packages",
]
