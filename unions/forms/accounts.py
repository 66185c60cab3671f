"""Forms of accounts, posts and the rules of signing in."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from office.forms import ANY, FilterForm, RefusableForm
from unions.kinds import AccountState, Department, RoleKind
from unions.models import Union
from unions.rules.security import LIMITS, SignInRules
from unions.selectors.accounts import places_named

LONGEST_NAME: Final = 120


def _day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class AccountForm(forms.Form):
    """A new account."""

    username = forms.RegexField(
        r"^[\w.@-]+$",
        label="登录名",
        min_length=3,
        max_length=60,
        error_messages={"invalid": "登录名只能用字母、数字、汉字和 . _ - @，不能有空格。"},
        help_text="本人记得住、别人不混淆即可，如 zhongshan.wang；以后不能更改。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    full_name = forms.CharField(label="姓名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ReasonForm(forms.Form):
    """An act that needs a written reason; the field is the one of components/confirm.html."""

    comment = forms.CharField(label="理由", max_length=500)


class EndPostForm(ReasonForm):
    """The last day of a post, and why it ends."""

    last_on = _day_field("最后一天", help_text="选今天则即时终止，正在使用的会话也随之失效。")


class AppointForm(RefusableForm):
    """A post for a person: which, where, from when until when."""

    role = forms.ChoiceField(label="岗位", choices=[("", "请选择"), *RoleKind.choices()])
    department = forms.ChoiceField(
        label="部门", choices=[("", "（仅市总部门岗位选）"), *Department.choices()], required=False
    )
    union_name = forms.CharField(
        label="所在工会", max_length=LONGEST_NAME, help_text="写单位全名；只写一部分时，从符合的单位中选。"
    )
    union = forms.ChoiceField(label="从符合的单位中选一个", required=False, widget=forms.RadioSelect)
    from_on = _day_field("起始日期")
    to_on = _day_field("终止日期", required=False, help_text="不填则到另行终止为止。")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = self.data.get("union_name", "").strip()
        self.found = places_named(typed, on=on) if self.is_bound and len(typed) <= LONGEST_NAME else []
        self.fields["union"].choices = [(str(union.pk), _full_name(union)) for union in self.found]
        if len(self.found) < 2:
            self.fields["union"].widget = forms.HiddenInput()
            self.fields["union"].choices = [("", ""), *self.fields["union"].choices]

    def clean_role(self) -> RoleKind:
        """The role as a member of its list."""
        return RoleKind(self.cleaned_data["role"])

    def clean_department(self) -> Department | None:
        """The department as a member of its list, or None."""
        return Department(self.cleaned_data["department"]) if self.cleaned_data["department"] else None

    def clean(self) -> dict[str, Any]:
        """Find the one union that is meant."""
        if "union_name" in self.cleaned_data:
            self.cleaned_data["place"] = self._place()
        return self.cleaned_data

    def _place(self) -> Union | None:
        chosen = [union for union in self.found if str(union.pk) == self.cleaned_data.get("union")]
        if len(self.found) == 1 or chosen:
            return (chosen or self.found)[0]
        if self.found:
            self.add_error("union", "有几个单位符合，请选定一个；没有要找的，请把单位名称写全。")
        else:
            self.add_error("union_name", f"名册中没有名称含“{self.cleaned_data['union_name']}”的单位。")
        return None


class SecurityForm(forms.Form):
    """The rules of signing in."""

    password_days = forms.IntegerField()
    idle_minutes = forms.IntegerField()
    failure_count = forms.IntegerField()
    lock_minutes = forms.IntegerField()
    is_totp_required = forms.BooleanField(
        label="市总人员登录须用动态口令", required=False, help_text="等保三级要求；未设置的人员下次打开页面时先设置。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, limit in LIMITS.items():
            field = self.fields[name]
            field.label, field.help_text = limit.label, f"{limit.least} 至 {limit.most}，通常 {limit.default}"
            field.validators += [MinValueValidator(limit.least), MaxValueValidator(limit.most)]
            field.widget.attrs.update(min=limit.least, max=limit.most)

    def rules(self) -> SignInRules:
        """The rules as filled in."""
        return SignInRules(**self.cleaned_data)


class AccountFilterForm(FilterForm):
    """Filters of the list of accounts."""

    text = forms.CharField(label="登录名、姓名或单位", required=False)
    state = forms.ChoiceField(label="状态", choices=[ANY, *AccountState.choices()], required=False)


class PostFilterForm(FilterForm):
    """Filters of the list of posts."""

    text = forms.CharField(label="姓名或单位", required=False)
    role = forms.ChoiceField(label="岗位", choices=[ANY, *RoleKind.choices()], required=False)
    with_past = forms.BooleanField(label="包括已终止的", required=False)


def _full_name(union: Union) -> str:
    return f"{union.name}（{union.superior}）" if union.superior else union.name
