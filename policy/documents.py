"""The law of a day: every number of the policy texts as it stood then, with the readings chosen for the year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any, Self

from policy.loading import load_documents
from policy.parameters import (
    ChoiceRefused,
    Clause,
    Document,
    Entries,
    NotInForce,
    Option,
    Parameter,
    PolicyError,
    TextError,
    UnknownName,
)
from policy.units import Boundary, Threshold, Unit, Value, as_json

__all__ = [
    "ChoiceRefused",
    "Clause",
    "Document",
    "Law",
    "NotInForce",
    "Option",
    "Parameter",
    "PolicyError",
    "Provision",
    "TextError",
    "UnknownName",
    "clause",
    "clauses",
    "documents",
    "parameter",
    "parameters",
]


@cache
def documents() -> tuple[Document, ...]:
    """All policy documents, read and checked once per process."""
    return load_documents()


@cache
def clauses() -> Mapping[str, Clause]:
    """Every clause by reference, as "2014-31/4.2"."""
    return {ref: found for document in documents() for ref, found in document.clauses.items()}


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by key, in the order of the texts."""
    return {key: found for document in documents() for key, found in document.parameters.items()}


def clause(ref: str) -> Clause:
    """The clause of a reference like "2014-31/4.2".

    Raises:
        UnknownName: with the references that come near.
    """
    return _found("clause", ref, clauses())


def parameter(key: str) -> Parameter:
    """The parameter of a key, whatever the day.

    Raises:
        UnknownName: with the keys that come near.
    """
    return _found("parameter", key, parameters())


@dataclass(frozen=True, slots=True)
class Provision:
    """One parameter as it stands in a law: its value of the day, or the reading chosen for the year.

    Attributes:
        is_default: false where the federation chose another reading than ours.
    """

    key: str
    clause: Clause
    unit: Unit
    boundary: Boundary | None
    value: Value | Entries
    is_default: bool = True

    def as_json(self) -> dict[str, Any]:
        """The provision for a sealed result: exact value, unit, clause, and the boundary where it has one."""
        sealed = {"value": as_json(self.value), "unit": str(self.unit), "clause": self.clause.ref}
        if self.boundary:
            sealed["boundary"] = str(self.boundary)
        return sealed if self.is_default else {**sealed, "is_default": False}

    @classmethod
    def from_json(cls, key: str, sealed: Mapping[str, Any]) -> Self:
        """The provision a sealed result was made with."""
        unit = Unit(sealed["unit"])
        boundary = Boundary(sealed["boundary"]) if "boundary" in sealed else None
        raw = sealed["value"]
        value = {entry: unit.read(each) for entry, each in raw.items()} if isinstance(raw, Mapping) else unit.read(raw)
        return cls(key, clause(sealed["clause"]), unit, boundary, value, sealed.get("is_default", True))


@dataclass(frozen=True, slots=True)
class Law:
    """The policy texts on a day. Made by `on`, `of_year` or, for a sealed result, `from_json`."""

    day: date
    provisions: Mapping[str, Provision]

    @classmethod
    def on(cls, day: date, choices: Mapping[str, object] | None = None) -> Self:
        """The law of a day, with the readings a federation chose instead of the defaults.

        Args:
            day: values whose first day is later are not part of it.
            choices: parameter key to option value.

        Raises:
            UnknownName: a choice for a key that is no parameter.
            ChoiceRefused: a value that is not among the options, or a parameter the text leaves no choice about.
        """
        chosen = {key: _chosen_value(key, value) for key, value in (choices or {}).items()}
        defaults = _defaults_on(day)
        others = {key: _chosen(defaults[key], value) for key, value in chosen.items() if key in defaults}
        return cls(day, {**defaults, **others})

    @classmethod
    def of_year(cls, year: int, choices: Mapping[str, object] | None = None) -> Self:
        """The law by which a year is judged: that of its last day."""
        return cls.on(date(year, 12, 31), choices)

    def value(self, key: str, entry: object = None) -> Any:
        """The value of a parameter; of a table, one entry, or without an entry the whole table as a dict.

        Raises:
            UnknownName: no such parameter or entry.
            NotInForce: the parameter's first day is after the law's day.
        """
        value = self._provision(key).value
        if isinstance(value, Mapping):
            return dict(value) if entry is None else _found(f"entry of {key}", str(entry), value)
        if entry is not None:
            raise UnknownName(f"parameter {key} is a single value and has no entry {entry}")
        return value

    def entries(self, key: str) -> tuple[str, ...]:
        """The names in a table: kinds of union, categories, tranches. Empty where the table has none that day."""
        return tuple(self.value(key))

    def threshold(self, key: str, entry: object = None) -> Threshold:
        """The line of a parameter, or of one entry of a table, with its boundary and unit.

        Raises:
            PolicyError: the parameter has no boundary word, or is a table and no entry is named.
        """
        provision, value = self._provision(key), self.value(key, entry)
        if provision.boundary is None or isinstance(value, Mapping):
            raise PolicyError(f"parameter {key} is no single line: it needs a boundary, and a table needs an entry")
        return Threshold(value, provision.boundary, provision.unit)

    def threshold_if_any(self, key: str, entry: object) -> Threshold | None:
        """The line of an entry; None where the text sets none (no sub-quota, no target that year)."""
        return self.threshold(key, entry) if str(entry) in self.entries(key) else None

    def choice(self, key: str) -> Any:
        """The reading that holds: the one chosen for the year, else our default.

        Raises:
            PolicyError: the text leaves no choice about this parameter.
        """
        if not parameter(key).is_chosen:
            raise PolicyError(f"parameter {key} is no choice; ask for its value")
        return self.value(key)

    def clause(self, ref: str) -> Clause:
        """The clause of a reference like "2014-31/4.2"."""
        return clause(ref)

    def parameters(self) -> tuple[Provision, ...]:
        """Everything in force on the day, in the order of the texts."""
        return tuple(self.provisions.values())

    def as_json(self, keys: Iterable[str] | None = None) -> dict[str, Any]:
        """The law as a sealed result keeps it: the day, and the named parameters (all, if none are named)."""
        kept = self.provisions if keys is None else dict.fromkeys(keys)
        return {"day": self.day.isoformat(), "parameters": {key: self._provision(key).as_json() for key in kept}}

    @classmethod
    def from_json(cls, sealed: Mapping[str, Any]) -> Self:
        """The law a sealed result was made with, whatever the texts say today."""
        kept = sealed["parameters"].items()
        return cls(date.fromisoformat(sealed["day"]), {key: Provision.from_json(key, each) for key, each in kept})

    def _provision(self, key: str) -> Provision:
        if key in self.provisions:
            return self.provisions[key]
        first_day = parameter(key).first_day
        if first_day > self.day:
            raise NotInForce(f"parameter {key} holds from {first_day}; it was asked for on {self.day}")
        raise UnknownName(f"parameter {key} was not sealed; sealed: {', '.join(self.provisions)}")


@lru_cache(maxsize=64)
def _defaults_on(day: date) -> Mapping[str, Provision]:
    """What the texts say on a day, before any choice; kept, since most pages ask for the law of several years."""
    of_day = {key: (found, found.value_on(day)) for key, found in parameters().items()}
    return {
        key: Provision(key, found.clause, found.unit, found.boundary, value)
        for key, (found, value) in of_day.items()
        if value is not None
    }


def _chosen(default: Provision, value: Value) -> Provision:
    return replace(default, value=value, is_default=value == default.value)


def _chosen_value(key: str, value: object) -> Value:
    found = parameter(key)
    if not found.is_chosen:
        raise ChoiceRefused(f"“{found.meaning}”由文件规定，不能另选（{found.clause.cited}）")
    return found.option(value).value


def _found(noun: str, name: str, known: Mapping[str, Any]) -> Any:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=5, cutoff=0.4) or sorted(known)
    raise UnknownName(f"no {noun} {name!r}; known: {', '.join(near)}")
