"""The steps of a consequence case, each with what it asks for."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet

from appraisal.forms.sessions import DayField
from appraisal.kinds import CaseState, Consequence
from appraisal.models import Case
from office.fields import ParsedField
from office.forms import ANY, FilterForm, RefusableForm
from office.spreadsheets.cells import text

LONG: Final = 5_000


def _long(label: str, **options: Any) -> ParsedField:
    area = forms.Textarea(attrs={"rows": 6, "data-count": LONG})
    return ParsedField(text(LONG, many_lines=True), label=label, widget=area, required=True, **options)


class TalkForm(RefusableForm):
    talked_on = DayField(required=True, label="谈话日期")
    talk_record = _long("谈话记录", help_text="谈话人、谈话内容、本人态度")


class OrderForm(RefusableForm):
    ordered_on = DayField(required=True, label="通知日期", help_text="整改期限按本年度口径从这一天起算")
    order_text = _long("整改要求")


class ReportForm(RefusableForm):
    reported_on = DayField(required=True, label="报告日期")
    report_text = _long("整改报告", help_text="可写要点，全文扫描件作为附件上传")


class ReferForm(RefusableForm):
    referred_to = ParsedField(
        text(120), required=True, label="移送单位", help_text="干部管理权限单位或有权调整主席的组织"
    )


class EndForm(RefusableForm):
    comment = _long("办理结果")


class DismissForm(RefusableForm):
    comment = _long("不予启动的理由")


class ReturnForm(RefusableForm):
    comment = _long("退回的理由")


CASE_FORMS: Final[dict[str, type[RefusableForm]]] = {
    "talk": TalkForm,
    "order": OrderForm,
    "report": ReportForm,
    "return_report": ReturnForm,
    "refer": ReferForm,
    "conclude": EndForm,
    "dismiss": DismissForm,
}


class CaseFilter(FilterForm):
    """Cases by unit, year, state and consequence."""

    q = forms.CharField(label="单位", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *CaseState.choices()])
    consequence = forms.ChoiceField(
        label="事由",
        required=False,
        choices=[ANY, *((each.value, each.label) for each in Consequence if each != Consequence.NONE)],
    )

    def applied_to(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """The cases that fit."""
        chosen = self.chosen
        for word in chosen.pop("q", "").split():
            cases = cases.filter(
                Q(session__union__name__icontains=word) | Q(session__union__name_pinyin__icontains=word)
            )
        return cases.filter(**chosen)
