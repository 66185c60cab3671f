from django.apps import AppConfig


class VitalityConfig(AppConfig):
    name = "vitality"
    verbose_name = "基层工会活力建设项目"

    def ready(self) -> None:
        from office import subjects
        from vitality import permissions, tasks  # noqa: F401  register the predicates and the handlers
        from vitality.models import Application, Batch, ProvinceAnswer, Round, UnionPaper

        for model in (Application, Batch, ProvinceAnswer, Round, UnionPaper):
            subjects.register(model)
