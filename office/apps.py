from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "文书流转"

    def ready(self) -> None:
        from office.documents import checks  # noqa: F401  registers the start-up checks
