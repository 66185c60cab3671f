"""设置 → 年度参数: every number of the texts in a year with its clause, the readings, who chose them and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_POST
from markdown_it import MarkdownIt

from config.entry_words import entry_word
from office import clock
from office.doors import requires
from office.models import YearChoice
from office.refusals import Refused
from office.years import choose_reading, decisions_of_year, law_of_year, lock_of_year, lock_year
from policy.documents import Document, Option, Parameter, Provision, documents, parameter
from policy.units import Unit, Value, as_json

READINGS: Final = Path(settings.BASE_DIR) / "docs" / "readings"
LAST_PROJECT_YEAR: Final = 2017
ORDINALS: Final = "一二三四五六"
QUOTE: Final = '"'


@dataclass(frozen=True)
class Row:
    """A parameter as its page lists it.

    Attributes:
        shown: the value in words, or the lines of a table.
        options: for a reading: the key sent by the form, the meaning, and whether it holds.
        decision: the last one on this reading; None while our default holds.
    """

    parameter: Parameter
    boundary: str
    shown: tuple[str, ...]
    options: tuple[tuple[str, str, bool], ...]
    decision: YearChoice | None


@require_GET
@requires("office.read_parameters")
def parameter_list(request: HttpRequest, document: str = "", year: int = 0) -> HttpResponse:
    """The parameters of a year."""
    found = _document(document) if document else documents()[-1]
    year = year or clock.today().year
    if year not in _years(found):
        raise Http404
    law, lock = law_of_year(found.id, year), lock_of_year(found.id, year)
    decided = list(decisions_of_year(found.id, year))
    rows = [_row(provision, decided) for provision in law.parameters() if provision.key in found.parameters]
    page = {
        "page_title": f"{year} 年参数",
        "document": found,
        "documents": documents(),
        "year": year,
        "years": _years(found),
        "readings": [row for row in rows if row.options],
        "numbers": [row for row in rows if not row.options],
        "decisions": [_decision_words(choice) for choice in decided],
        "lock": lock,
        "lock_obstacles": [f"{year} 年已锁定"],
        "may_choose": request.user.has_perm("office.choose_reading"),
    }
    return render(request, "config/parameter_list.html", page)


@require_GET
@requires("office.read_parameters")
def reading(request: HttpRequest, key: str) -> HttpResponse:
    """The page on one doubtful passage: what it says in brief, the doubt, the readings, ours."""
    found = _parameter(key)
    path = READINGS / f"{found.reading}.md"
    if not found.reading or not path.is_file():
        raise Http404
    text = _spoken(path.read_text(encoding="utf-8"), found)
    page = {"page_title": found.meaning, "parameter": found, "text": _html(text)}
    return render(request, "config/reading.html", page)


@require_POST
@requires("office.choose_reading")
def reading_choose(request: HttpRequest, document: str, year: int, key: str) -> HttpResponse:
    """Decide on a reading for a year."""
    found, chosen = _document(document), _parameter(key)
    option = next((each for each in chosen.options if _key_of(each) == request.POST.get("value")), None)
    try:
        choose_reading(
            document=found.id, year=year, key=key, value=option.value if option else None,
            reason=request.POST.get("comment", ""), user=request.user, at=clock.now(),
        )  # fmt: skip
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"{year} 年“{chosen.meaning}”改为：{option.meaning if option else ''}")
    return redirect("parameter_year", document, year)


@require_POST
@requires("office.choose_reading")
def year_lock(request: HttpRequest, document: str, year: int) -> HttpResponse:
    """Lock a year's parameters for good."""
    found = _document(document)
    if year not in _years(found):
        raise Http404
    try:
        lock_year(document=found.id, year=year, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"{year} 年的参数已锁定。")
    return redirect("parameter_year", document, year)


def _row(provision: Provision, decided: list[YearChoice]) -> Row:
    found = parameter(provision.key)
    options = tuple((_key_of(each), each.meaning, each.value == provision.value) for each in found.options)
    decision = next((choice for choice in decided if choice.key == provision.key), None)
    boundary = provision.boundary.label if provision.boundary else ""
    return Row(found, boundary, _shown(provision.unit, provision.value), options, decision)


def _shown(unit: Unit, value: Value | Mapping[str, Value]) -> tuple[str, ...]:
    if not isinstance(value, Mapping):
        return (entry_word(value) if unit is Unit.WORD else unit.show(value),)
    names = {name: f"附件{name}" if unit is Unit.COPIES else entry_word(name) for name in value}
    return tuple(f"{names[name]} {_word_or_amount(unit, each)}" for name, each in value.items())


def _word_or_amount(unit: Unit, value: Value) -> str:
    return "、".join(entry_word(part) for part in str(value).split(",")) if unit is Unit.WORD else unit.show(value)


def _decision_words(choice: YearChoice) -> dict[str, object]:
    found = parameter(choice.key)
    option = next((each.meaning for each in found.options if as_json(each.value) == choice.value), choice.value)
    return {"choice": choice, "meaning": found.meaning, "option": option}


def _key_of(option: Option) -> str:
    return str(as_json(option.value))


def _years(document: Document) -> range:
    return range(document.issued_on.year, max(clock.today().year, LAST_PROJECT_YEAR) + 1)


def _document(name: str) -> Document:
    found = next((document for document in documents() if document.id == name), None)
    if found is None:
        raise Http404
    return found


def _parameter(key: str) -> Parameter:
    found = next((document.parameters[key] for document in documents() if key in document.parameters), None)
    if found is None:
        raise Http404
    return found


def _spoken(text: str, found: Parameter) -> str:
    """The page as people in an office read it: readings are numbered, and stored names and values left out."""
    lines = [line for line in text.splitlines() if f"参数 `{found.key}`" not in line]
    spoken = "\n".join(lines)
    for number, option in zip(ORDINALS, found.options, strict=False):
        spoken = spoken.replace(f"`{json.dumps(as_json(option.value)).strip(QUOTE)}`", f"读法{number}")
    return spoken


def _html(text: str) -> SafeString:
    """Our own page as HTML; raw HTML in it would be shown as text."""
    body = text.split("\n", 1)[1] if text.startswith("# ") else text
    return mark_safe(MarkdownIt("commonmark", {"html": False}).enable("table").render(body))  # noqa: S308 - HTML is off in this parser, and the text is ours
