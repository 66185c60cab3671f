"""The form that takes a workbook to be imported."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from office.spreadsheets import SheetRefused
from office.spreadsheets.safety import check_container


class WorkbookForm(forms.Form):
    """One xlsx; what it cannot be is said at once, what stands in it the check says."""

    file = forms.FileField(error_messages={"required": "请选择要上传的文件（.xlsx）。"})

    def __init__(self, *args: Any, title: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].label = title

    def clean_file(self) -> UploadedFile:
        """The file, once its wrapping is a workbook of bearable size."""
        upload = self.cleaned_data["file"]
        try:
            check_container(upload.file)
        except SheetRefused as refusal:
            raise forms.ValidationError(f"“{upload.name}”不能接收：{refusal}") from refusal
        return upload
