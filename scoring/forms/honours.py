"""What the leading group decides about honours, and whom the city proposes for awards."""

from __future__ import annotations

from typing import Any

from django import forms

from office.fields import line_field, long_field
from scoring.kinds import Award, Honour
from scoring.models import Assessment, Card

NOT_GIVEN = ("none", "不授予")


class HonourForm(forms.Form):
    """A decision about one union's honour."""

    honour = forms.ChoiceField(
        label="荣誉", choices=[*Honour.choices(), NOT_GIVEN],
        error_messages={"required": "请选择荣誉。", "invalid_choice": "请从列出的荣誉中选。"},
    )  # fmt: skip
    reason = line_field("理由（会议纪要编号等）", 500, error_messages={"required": "请写明理由。"})

    @property
    def decided(self) -> Honour | None:
        """The honour chosen; None where it is not given."""
        word = self.cleaned_data["honour"]
        return None if word == NOT_GIVEN[0] else Honour(word)


class NominationForm(forms.Form):
    """Whom to propose; what an award needs besides, the service knows."""

    award = forms.ChoiceField(
        label="荣誉", choices=Award.choices(), widget=forms.RadioSelect, initial=Award.MAY_DAY_CERTIFICATE,
        error_messages={"required": "请选择荣誉。", "invalid_choice": "请从列出的荣誉中选。"},
    )  # fmt: skip
    card = forms.ModelChoiceField(
        label="所在考核对象", queryset=Card.objects.none(), empty_label="请选择",
        error_messages={"required": "请选择考核对象。", "invalid_choice": "请从列出的考核对象中选。"},
    )  # fmt: skip
    nominee_name = line_field("单位名称或个人姓名", 120, error_messages={"required": "请填写提名对象。"})
    nominee_position = line_field("单位和职务（提名个人时填写）", 120, required=False)
    merits = long_field("主要成绩", 2000, rows=4, error_messages={"required": "请填写主要成绩。"})

    def __init__(self, assessment: Assessment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["card"]
        field.queryset = Card.objects.filter(assessment=assessment).select_related("union")  # type: ignore[attr-defined]
        field.label_from_instance = lambda card: str(card.union)  # type: ignore[attr-defined]
