"""The scheme of the text and the values with which everything just holds, for tests of rules and services."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from policy.documents import Law
from scoring.kinds import Pool
from scoring.rules.card import CardFacts
from scoring.rules.scheme import Key, Scheme
from scoring.rules.text_scheme import scheme_of_text
from scoring.services.importing.sheet import achieved

SCHEME: Scheme = scheme_of_text(Law.of_year(2012))
INDICATORS = {indicator.key: indicator for indicator in SCHEME.indicators()}


def just_enough(pool: Pool = Pool.DISTRICT) -> dict[Key, Decimal | None]:
    """Every indicator of the pool right on its line."""
    items = SCHEME.items_of(pool)
    return {each.key: each.line.bound for item in items for each in item.indicators if each.line}


def key_of(name: str) -> Key:
    """1.3 as an example writes it."""
    item, number = name.split(".")
    return int(item), int(number)


def facts_of(case: Mapping[str, Any], pool: Pool = Pool.DISTRICT) -> CardFacts:
    """The facts of an example: everything just holds but what it names."""
    said = {
        key_of(name): achieved(typed, INDICATORS[key_of(name)]).amount for name, typed in case.get("values", {}).items()
    }
    overruled = {int(item): is_full for item, is_full in case.get("overruled", {}).items()}
    values = {} if case.get("is_empty") else just_enough(pool)
    return CardFacts(pool, {**values, **said}, overruled)
