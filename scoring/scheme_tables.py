"""The scheme's workbook: the columns in which it is read again."""

from __future__ import annotations

from typing import Final

from office.tables import Column, Table
from scoring.services.scheme_sheet import COLUMNS

SCHEME: Final = Table(
    key="scheme",
    title="考核方案",
    columns=tuple(Column(each.key, each.name, each.key, sort=each.key) for each in COLUMNS),
    default_sort="item",
)
