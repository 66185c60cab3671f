"""The long work of the project. Importing this package makes its kinds of jobs known."""

from . import history, packages
from .packages import BATCH_PACKAGE, PROVINCE_FORMS

__all__ = ["BATCH_PACKAGE", "PROVINCE_FORMS", "history", "packages"]
