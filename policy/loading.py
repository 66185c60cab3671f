"""From the TOML files in policy/texts to documents. A badly written text is refused with the names that are known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from policy.kinds import Kind
from policy.parameters import Clause, DatedValue, Document, Entries, Option, Parameter, TextError
from policy.units import Boundary, Unit, Value

K = TypeVar("K", bound=Kind)
TEXTS = Path(__file__).parent / "texts"
PARAMETER_FIELDS = {"clause", "meaning", "unit", "boundary", "chosen", "options", "reading", "values"}


def load_documents(folder: Path = TEXTS) -> tuple[Document, ...]:
    """All documents of the folder, in the order of their file names.

    Raises:
        TextError: naming the file and place, and what was expected.
    """
    found = tuple(_document(path) for path in sorted(folder.glob("*.toml")))
    keys = [key for document in found for key in document.parameters]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise TextError(f"parameters stand in more than one text: {', '.join(twice)}")
    return found


def _document(path: Path) -> Document:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    head = raw["document"]
    clauses = _clauses(path.name, head, raw["clause"])
    parameters = {
        key: _parameter(f"{path.name}: {key}", key, body, head["id"], clauses)
        for key, body in raw.get("parameters", {}).items()
    }
    return Document(**head, clauses=clauses, parameters=parameters)


def _clauses(place: str, head: Mapping[str, Any], tables: Iterable[Mapping[str, str]]) -> dict[str, Clause]:
    clauses: dict[str, Clause] = {}
    for table in tables:
        ref = f"{head['id']}/{table['id']}"
        if ref in clauses:
            raise TextError(f"{place}: clause {ref} stands twice")
        clauses[ref] = Clause(ref=ref, cited=f"{head['number']} {table['label']}", subject=table["subject"])
    return clauses


def _parameter(
    place: str, key: str, body: Mapping[str, Any], document_id: str, clauses: Mapping[str, Clause]
) -> Parameter:
    _refuse_unknown(place, "field", set(body), PARAMETER_FIELDS)
    ref = f"{document_id}/{body.get('clause')}"
    _refuse_unknown(place, "clause", {ref}, clauses)
    unit = _kind(place, "unit", Unit, body.get("unit"))
    parameter = Parameter(
        key=key,
        clause=clauses[ref],
        meaning=body.get("meaning", ""),
        unit=unit,
        boundary=_kind(place, "boundary", Boundary, body["boundary"]) if "boundary" in body else None,
        is_chosen=body.get("chosen", False),
        options=tuple(Option(_read(place, unit, raw["value"]), raw["meaning"]) for raw in body.get("options", ())),
        reading=body.get("reading", ""),
        values=_dated_values(place, unit, body.get("values", ())),
    )
    _check_whole(place, parameter)
    return parameter


def _dated_values(place: str, unit: Unit, tables: Iterable[Mapping[str, Any]]) -> tuple[DatedValue, ...]:
    values = []
    for table in tables:
        if not isinstance(table.get("first_day"), date) or "value" not in table:
            raise TextError(f"{place}: every value needs first_day (a date) and value, found {dict(table)}")
        values.append(DatedValue(table["first_day"], _read_entries(place, unit, table["value"])))
    first_days = [dated.first_day for dated in values]
    if not values or first_days != sorted(set(first_days)):
        raise TextError(f"{place}: values need first days in ascending order, found {first_days}")
    return tuple(values)


def _check_whole(place: str, parameter: Parameter) -> None:
    if not parameter.meaning:
        raise TextError(f"{place}: meaning is missing")
    if parameter.is_chosen != bool(parameter.options) or parameter.is_chosen != bool(parameter.reading):
        raise TextError(f"{place}: chosen, options and reading come together or not at all")
    known = [option.value for option in parameter.options]
    if parameter.is_chosen and any(dated.value not in known for dated in parameter.values):
        raise TextError(f"{place}: the default must be an option; known: {', '.join(map(str, known))}")


def _read_entries(place: str, unit: Unit, raw: object) -> Value | Entries:
    if isinstance(raw, dict):
        return {entry: _read(place, unit, value) for entry, value in raw.items()}
    return _read(place, unit, raw)


def _read(place: str, unit: Unit, raw: object) -> Value:
    try:
        return unit.read(raw)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise TextError(f"{place}: {error}") from error


def _kind(place: str, name: str, kinds: type[K], raw: object) -> K:
    _refuse_unknown(place, name, {str(raw)}, {str(kind) for kind in kinds})
    return kinds(str(raw))


def _refuse_unknown(place: str, name: str, found: set[str], known: Iterable[str]) -> None:
    unknown = found - set(known)
    if unknown:
        raise TextError(f"{place}: unknown {name} {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}")
