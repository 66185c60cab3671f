"""The text of a plan or of measures."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from office.fields import ParsedField
from office.spreadsheets.cells import text
from vitality.kinds import PaperKind
from vitality.models import UnionPaper

TEXT_LENGTH: Final = 20_000


class PaperForm(forms.Form):
    """One long text; a finished paper may come as an attached file instead."""

    text = ParsedField(
        text(TEXT_LENGTH, many_lines=True),
        label="正文",
        widget=forms.Textarea(attrs={"rows": 22, "data-count": TEXT_LENGTH, "class": "form-control"}),
    )

    def __init__(self, *args: Any, paper: UnionPaper, **options: Any) -> None:
        super().__init__(*args, initial={"text": paper.text}, **options)
        self.fields["text"].label = f"{PaperKind(paper.kind).label}正文"
