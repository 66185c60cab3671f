from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = "六个专项行动百分考核"

    def ready(self) -> None:
        from office import subjects
        from scoring import permissions, tasks  # noqa: F401  register the predicates and the handlers
        from scoring.models import Assessment, Card, CardItem, Nomination, SchemeVersion, WorkPlan

        for model in (Assessment, Card, CardItem, Nomination, SchemeVersion, WorkPlan):
            subjects.register(model)
