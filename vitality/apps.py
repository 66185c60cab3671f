from django.apps import AppConfig


class VitalityConfig(AppConfig):
    name = "vitality"
    verbose_name = "基层工会活力建设项目"

    def ready(self) -> None:
        from office import subjects
        from unions.parts import register_part
        from vitality import permissions, tasks  # noqa: F401  register the predicates and the handlers
        from vitality.models import (
            Application,
            ArchiveDocument,
            Batch,
            Campaign,
            GuidanceVisit,
            ProtectionCase,
            ProvinceAnswer,
            Round,
            TypicalSheet,
            UnionPaper,
            UnionSheet,
        )
        from vitality.selectors.archive_links import SOURCES
        from vitality.selectors.archive_sources import register_source
        from vitality.selectors.parts import archive_part, guidance_part

        filed = (Application, Batch, ProvinceAnswer, Round, UnionPaper)
        for model in (*filed, ArchiveDocument, GuidanceVisit, Campaign, TypicalSheet, UnionSheet):
            subjects.register(model)
        subjects.register(ProtectionCase, is_confidential=True)
        register_part(guidance_part)
        register_part(archive_part)
        for kind, sources in SOURCES.items():
            for source in sources:
                register_source(source, kind)
