"""The long work of the project. Importing this package makes its kinds of jobs known."""

from . import history, packages
from .packages import ARCHIVE_PACKAGE, BATCH_PACKAGE, PROVINCE_FORMS

__all__ = ["ARCHIVE_PACKAGE", "BATCH_PACKAGE", "PROVINCE_FORMS", "history", "packages"]
