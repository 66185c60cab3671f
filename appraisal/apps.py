from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    name = "appraisal"
    verbose_name = "双述双评"

    def ready(self) -> None:
        from appraisal import permissions  # noqa: F401  registers the predicates
        from appraisal.models import AnnualPlan, AppraisalSession, Case, DutyReport, PlanItem
        from appraisal.selectors.parts import sessions_part
        from office import subjects
        from unions.parts import register_part

        for model in (AnnualPlan, PlanItem, DutyReport, AppraisalSession, Case):
            subjects.register(model)
        register_part(sessions_part)
