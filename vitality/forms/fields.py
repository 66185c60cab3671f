"""A text box that understands what a cell of a workbook understands."""

from office.fields import ParsedField

__all__ = ["ParsedField"]
