"""The long work of the accountability year. Importing this package makes its kinds of jobs known."""

from . import imports, reminders

__all__ = ["imports", "reminders"]
