"""The long work of the register. Importing this package makes its kinds of jobs known."""

from . import exports, roster

__all__ = ["exports", "roster"]
