"""Which models other rows may hang on, so that files, events and jobs can ask for a subject within a person's scope."""

from __future__ import annotations

from django.db.models import Model

_models: dict[str, type[Model]] = {}
_confidential: set[str] = set()


def register(model: type[Model], *, is_confidential: bool = False) -> type[Model]:
    """Let files and events hang on this model; its default manager must offer `visible_to(user)`.

    Args:
        is_confidential: its events stand on its own page alone; the log, which names who did something where, leaves
            them out, and the chain of hashes still holds them.
    """
    _models[model._meta.label_lower] = model
    if is_confidential:
        _confidential.add(model._meta.label_lower)
    return model


def confidential_kinds() -> frozenset[str]:
    """The kinds of subjects whose events the log does not show."""
    return frozenset(_confidential)


def visible_subject(kind: str, key: str, user) -> Model | None:
    """The subject if this person may see it, else None: to the asker both absences are the same."""
    model = _models.get(kind)
    if model is None:
        return None
    return model._default_manager.visible_to(user).filter(pk=key).first()  # type: ignore[attr-defined]


def name_of(subject: Model) -> tuple[str, str, str]:
    """The kind, key and present label under which a subject is written down."""
    return subject._meta.label_lower, str(subject.pk), str(subject)[:200]
