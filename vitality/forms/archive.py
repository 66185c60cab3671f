"""Filing a paper in an archive."""

from __future__ import annotations

from typing import Any

from django import forms

from office.fields import day_field, line_field
from office.forms import RefusableForm
from vitality.kinds import ArchiveFolder, ArchiveKind


class DocumentForm(RefusableForm):
    """Into which folder, under which title; the file comes beside it."""

    folder = forms.ChoiceField(label="目录")
    title = line_field("题名", 120, required=False, help_text="不填的用文件名")
    made_on = day_field("形成日期", required=False)

    def __init__(self, *args: Any, archive: ArchiveKind, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["folder"].choices = [(each.value, each.label) for each in ArchiveFolder.of(archive)]
