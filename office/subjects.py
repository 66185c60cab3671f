"""Which models other rows may hang on, so that files, events and jobs can ask for a subject within a person's scope."""

from __future__ import annotations

from django.db.models import Model

_models: dict[str, type[Model]] = {}


def register(model: type[Model]) -> type[Model]:
    """Let files and events hang on this model; its default manager must offer `visible_to(user)`."""
    _models[model._meta.label_lower] = model
    return model


def visible_subject(kind: str, key: str, user) -> Model | None:
    """The subject if this person may see it, else None: to the asker both absences are the same."""
    model = _models.get(kind)
    if model is None:
        return None
    return model._default_manager.visible_to(user).filter(pk=key).first()  # type: ignore[attr-defined]


def name_of(subject: Model) -> tuple[str, str, str]:
    """The kind, key and present label under which a subject is written down."""
    return subject._meta.label_lower, str(subject.pk), str(subject)[:200]
