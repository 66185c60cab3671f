"""How a computed figure names the passage it rests on: cited rules, reasons, verdicts and the basis behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from policy.documents import clause
from policy.units import as_json

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class CitedRule:
    """A rule and what it rests on.

    Attributes:
        name: the dotted name of the function.
        rule: the rule's id, as "R-T1"; empty where it has none.
        clauses: references of the clauses it applies.
    """

    name: str
    rule: str
    clauses: tuple[str, ...]


_cited: dict[str, CitedRule] = {}


def cites(*refs: str, rule: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a rule with the clauses it applies: `@cites("2014-31/5.1", rule="R-T1")`.

    The function gets the attribute `cited` (a CitedRule) and is listed by `cited_rules()`.

    Raises:
        UnknownName: at import, for a clause that does not exist.
    """
    if not refs:
        raise TypeError("a rule cites at least one clause")
    for ref in refs:
        clause(ref)

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        cited = CitedRule(f"{function.__module__}.{function.__qualname__}", rule, refs)
        _cited[cited.name] = cited
        function.cited = cited  # type: ignore[attr-defined]
        return function

    return mark


def cited_rules() -> tuple[CitedRule, ...]:
    """Every rule marked so far, by name. Only imported modules are known."""
    return tuple(_cited[name] for name in sorted(_cited))


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of a verdict, as a person reads it.

    Attributes:
        code: a stable name for programs, as "nonpublic_missing".
        met: None while the fact is unknown, or where the condition does not apply.
        shown: the condition with its numbers, as "年度计划 2/3 项落实"; no full stop.
        clause: reference, as "2014-31/5.2"; empty where order in the office asks for it and not a document.
    """

    code: str
    met: bool | None
    shown: str
    clause: str = ""

    def __post_init__(self) -> None:
        if self.clause:
            clause(self.clause)

    def __str__(self) -> str:
        return f"{self.shown}（{clause(self.clause).cited}）" if self.clause else self.shown

    def as_json(self) -> dict[str, Any]:
        """The reason as reports and the API give it."""
        return {"code": self.code, "met": self.met, "shown": self.shown, "clause": self.clause}

    @classmethod
    def from_json(cls, sealed: Mapping[str, Any]) -> Reason:
        """The reason as it was sealed."""
        return cls(**sealed)


@dataclass(frozen=True, slots=True)
class Basis:
    """依据: how a figure came about, so that a person can open it beside the figure.

    Attributes:
        rule: the rule's id, as "R-C1".
        clause: reference, as "2014-31/5.2".
        inputs: what went in, by the name a reader knows: {"达标单位": 30, "已建工会单位": 90}.
        formula: the calculation with the numbers put in, as "30 ÷ 90 = 33.33%".
        parameters: as `Law.as_json(keys)["parameters"]` gives them; only those used.
    """

    rule: str
    clause: str
    inputs: Mapping[str, object]
    formula: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        clause(self.clause)

    def __str__(self) -> str:
        return f"{self.formula}（{self.rule}，{clause(self.clause).cited}）"

    def as_json(self) -> dict[str, Any]:
        """The basis with exact inputs: rates "a/b", money and points as text."""
        return {
            "rule": self.rule,
            "clause": self.clause,
            "inputs": as_json(self.inputs),
            "formula": self.formula,
            "parameters": as_json(self.parameters),
        }

    @classmethod
    def from_json(cls, sealed: Mapping[str, Any]) -> Basis:
        """The basis as it was sealed; inputs stay in their JSON form."""
        return cls(**sealed)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule found: its reasons, and the basis of the figures it computed."""

    reasons: tuple[Reason, ...]
    bases: tuple[Basis, ...] = ()

    @property
    def met(self) -> bool | None:
        """False if any reason is unmet; else None if any is unknown; else True, also without reasons."""
        answers = [reason.met for reason in self.reasons]
        if False in answers:
            return False
        return None if None in answers else True

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """The reasons that are not met, in order."""
        return tuple(reason for reason in self.reasons if reason.met is False)

    @property
    def undecided(self) -> tuple[Reason, ...]:
        """The reasons whose facts are still unknown, in order."""
        return tuple(reason for reason in self.reasons if reason.met is None)

    def as_json(self) -> dict[str, Any]:
        """The verdict for a sealed result."""
        return {
            "met": self.met,
            "reasons": [reason.as_json() for reason in self.reasons],
            "bases": [basis.as_json() for basis in self.bases],
        }

    @classmethod
    def from_json(cls, sealed: Mapping[str, Any]) -> Verdict:
        """The verdict as it was sealed."""
        reasons = tuple(Reason.from_json(each) for each in sealed["reasons"])
        return cls(reasons, tuple(Basis.from_json(each) for each in sealed["bases"]))
