"""What upper apps add to the page of one union: a tab each, as far as they have something there.

An app registers a function in its `ready()`; nothing here knows the apps above.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from unions.models import Union, User


@dataclass(frozen=True)
class Part:
    """A tab on a union's page: its label, the page it leads to, and how much is there."""

    label: str
    url: str
    count: int | None = None


Provider = Callable[[Union, User], Part | None]
_providers: list[Provider] = []


def register_part(provider: Provider) -> Provider:
    """Let an app add a tab; the provider gives None where the person or the union has none."""
    _providers.append(provider)
    return provider


def parts_of(union: Union, user: User) -> list[Part]:
    """The tabs of the apps above, in the order of their registration."""
    return [part for provider in _providers if (part := provider(union, user))]
