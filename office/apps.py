from django.apps import AppConfig
from django.forms import ChoiceField, Field, FileField


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "文书流转"

    def ready(self) -> None:
        from office.documents import checks  # noqa: F401  registers the start-up checks

        # An empty box is told as a colleague would tell it; Django's own words are a program's (“该字段是必填项”).
        for field, words in {Field: "请填写。", ChoiceField: "请选择。", FileField: "请选择文件。"}.items():
            field.default_error_messages = field.default_error_messages | {"required": words}
