"""The table of the event log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from office.models import Event
from office.tables import CellKind, Column, Table
from office.tables.columns import words

STATE: Final = "状态"  # a transition writes the name of the column


class _Result:
    """Whether it was done, as a badge."""

    def __init__(self, *, is_accepted: bool) -> None:
        self.label, self.tone = ("已执行", "good") if is_accepted else ("未执行", "bad")


def _changes(event: Event) -> str:
    return "；".join(f"{STATE if name == 'state' else name}：{_words(value)}" for name, value in event.changes.items())


def _words(value: Any) -> str:
    if isinstance(value, list):
        return " → ".join(map(str, value)) if len(value) == 2 else "、".join(map(str, value))
    return "，".join(f"{key} {each}" for key, each in value.items()) if isinstance(value, Mapping) else words(value)


EVENTS: Final = Table(
    key="events",
    title="操作日志",
    columns=(
        Column("number", "序号", "number", CellKind.COUNT, sort="number"),
        Column("at", "时间", "at", CellKind.MOMENT, sort="number"),
        Column("person", "操作人", "actor_name", sort="actor_name"),
        Column("post", "岗位", "actor_post", width=34),
        Column("act", "动作", "label", sort="label", width=16),
        Column("subject", "对象", "subject_label", sort="subject_label", width=34),
        Column("result", "结果", lambda row: _Result(is_accepted=row.is_accepted), CellKind.BADGE, sort="is_accepted"),
        Column("comment", "意见或原因", "comment", width=34),
        Column("changes", "变更", _changes, width=50),
        Column("address", "来源地址", "address", sort="address", width=16),
        Column("hash", "摘要", "hash", hidden=True, width=66),
    ),
    default_sort="-number",
    empty_text="还没有记录。每一步操作都会自动记在这里。",
)
