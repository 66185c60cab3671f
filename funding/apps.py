from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "项目经费"

    def ready(self) -> None:
        from funding import permissions, tasks  # noqa: F401  register the predicates and the handlers
        from funding.models import AuditFinding, AuditSignOff, LedgerEntry, Ruling, Tranche
        from funding.selectors.archive import SOURCES
        from funding.selectors.parts import account_part
        from office import subjects
        from unions.parts import register_part
        from vitality.kinds import ArchiveKind
        from vitality.selectors.archive_sources import register_source

        for model in (AuditFinding, AuditSignOff, LedgerEntry, Ruling, Tranche):
            subjects.register(model)
        register_part(account_part)
        for source in SOURCES:
            register_source(source, *ArchiveKind)
