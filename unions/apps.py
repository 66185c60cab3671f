from django.apps import AppConfig


class UnionsConfig(AppConfig):
    name = "unions"
    verbose_name = "工会组织"

    def ready(self) -> None:
        from office import subjects
        from unions import permissions, tasks  # noqa: F401  registers the predicates and the kinds of jobs
        from unions.models import ApiToken, Union

        subjects.register(Union)
        subjects.register(ApiToken)
