"""Forms of signing in and of one's own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UsernameField
from django.contrib.auth.password_validation import password_validators_help_texts

from unions.models import User


class SignInForm(AuthenticationForm):
    """Login name and password; one sentence for every way of being wrong, so that names cannot be tried out."""

    # Django tells the page how long a name may be and never asks itself; what counts failures takes 255 signs.
    username = UsernameField(max_length=150, widget=forms.TextInput(attrs={"autofocus": True}))

    error_messages = {
        "invalid_login": "登录名或密码不正确。连续输错会暂时锁定；忘记密码请联系系统管理员重置。",
        "inactive": "登录名或密码不正确。",
    }


class CodeForm(forms.Form):
    """Six digits from the authenticator."""

    code = forms.RegexField(
        r"^\s*\d{3}\s*\d{3}\s*$",
        label="动态口令",
        error_messages={"invalid": "动态口令是 6 位数字。", "required": "请输入验证器上显示的 6 位数字。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_code(self) -> str:
        """The digits alone."""
        return "".join(self.cleaned_data["code"].split())


class SecondFactorForm(CodeForm):
    """The present password before the first code: a computer left open gives nobody a second factor of the own.

    Whoever came in by the demonstration's door has no password to be asked for.
    """

    password = forms.CharField(
        label="现在的密码",
        strip=False,
        error_messages={"required": "请输入现在的密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ["password", "code"]

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.has_usable_password():
            self.fields["code"].widget.attrs.pop("autofocus")
        else:
            del self.fields["password"]

    def clean_password(self) -> str:
        """The password, if it is the person's."""
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError("现在的密码不正确。")
        return self.cleaned_data["password"]


class PasswordForm(PasswordChangeForm):
    """The present password and twice the new one, judged by the rules; the service saves it."""

    error_messages = {**PasswordChangeForm.error_messages, "password_incorrect": "现在的密码不正确。"}

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        labels = {"old_password": "现在的密码", "new_password1": "新密码", "new_password2": "再输入一次新密码"}
        for name, label in labels.items():
            self.fields[name].label, self.fields[name].help_text = label, ""

    @property
    def rules(self) -> list[str]:
        """What a password must be, a line each."""
        return [str(text) for text in password_validators_help_texts()]
