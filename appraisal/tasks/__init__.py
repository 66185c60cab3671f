"""The long work of the accountability year. Importing this package makes its kinds of jobs known."""

from . import imports

__all__ = ["imports"]
