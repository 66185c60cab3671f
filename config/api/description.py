"""The published description, laid out for people: what a program may ask, and what it is answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

from office.doors import requires

Words = Mapping[str, Any]
METHODS: Final = {"get": "查询", "post": "办理", "patch": "填写"}
TYPES: Final = {
    "integer": "整数", "string": "文字", "boolean": "是或否", "object": "一组内容", "array": "列表", "number": "数",
}  # fmt: skip
FORMATS: Final = {"date": "日期", "date-time": "日期和时间", "uri": "网址"}
PLACES: Final = {"path": "地址", "query": "查询条件", "header": "请求头"}


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of what is sent or answered."""

    name: str
    kind: str
    told: str
    values: tuple[str, ...] = ()
    where: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class Operation:
    """One thing a program may ask."""

    key: str
    method: str
    path: str
    title: str
    text: str
    parameters: tuple[Field, ...]
    sent: tuple[Field, ...]
    answered: tuple[Field, ...]
    examples: tuple[tuple[str, str], ...]
    refusals: tuple[tuple[str, str], ...]

    @property
    def is_a_change(self) -> bool:
        """Whether it needs a token that may file."""
        return self.method != "GET"


@require_GET
@requires("office.do_business")
def description(request: HttpRequest) -> HttpResponse:
    """The page of the description; programs read the same from the schema itself."""
    info, parts = _described()
    context = {"page_title": "接口说明", "info": info, "parts": parts}
    return render(request, "config/api_description.html", context)


def without_docstrings(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Take the notes of programmers off the published types; what is for readers stands at their fields."""
    for schema in result["components"]["schemas"].values():
        if schema.get("type") == "object":
            schema.pop("description", None)
    return result


@lru_cache(maxsize=1)
def _described() -> tuple[Words, tuple[tuple[str, tuple[Operation, ...]], ...]]:
    """The description by subject; it changes only with the program."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    parts: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            parts.setdefault(told["tags"][0], []).append(_operation(path, method, told, schema["components"]))
    return schema["info"], tuple((name, tuple(operations)) for name, operations in parts.items())


def _operation(path: str, method: str, told: Words, components: Words) -> Operation:
    fine = next(answer for status, answer in told["responses"].items() if status.startswith("2"))
    sent, answered = _content(told.get("requestBody", {})), _content(fine)
    refusals = [(status, answer["description"]) for status, answer in told["responses"].items() if status >= "4"]
    return Operation(
        key=told["operationId"],
        method=method.upper(),
        path=path,
        title=told["summary"],
        text=_marked(told.get("description", "")),
        parameters=tuple(_parameter(each) for each in told.get("parameters", ())),
        sent=tuple(_fields(sent.get("schema", {}), components)),
        answered=tuple(_fields(answered.get("schema", {}), components)),
        examples=(*_examples("请求", sent), *_examples("应答", answered)),
        refusals=tuple(sorted(refusals)),
    )


def _content(told: Words) -> Words:
    return told.get("content", {}).get("application/json", {})


def _examples(word: str, content: Words) -> Iterator[tuple[str, str]]:
    for name, each in content.get("examples", {}).items():
        yield f"{word}：{name}", json.dumps(each["value"], ensure_ascii=False, indent=2)


def _parameter(told: Words) -> Field:
    schema = told["schema"]
    text, where = told.get("description", ""), PLACES[told["in"]]
    text = text or ("编号" if told["name"] == "id" else "")
    return Field(told["name"], _kind(schema), _marked(text), _values(schema), where, told.get("required", False))


def _fields(schema: Words, components: Words) -> Iterator[Field]:
    """The fields of a type; of a page of rows, those of a row."""
    whole = _resolved(schema, components)
    rows = whole.get("properties", {}).get("results")
    if rows:
        whole = _resolved(rows["items"], components)
    for name, told in whole.get("properties", {}).items():
        meant = _resolved(told, components)
        text = told.get("description") or told.get("title") or meant.get("description", "")
        # Values with their meanings are listed by the generator beneath the text.
        text, _, values = text.partition("\n\n")
        meanings = [
            line.removeprefix("* ").replace("`", "").replace(" - ", "：") for line in values.splitlines() if line
        ]
        yield Field(
            name, _kind(meant), "" if text.startswith("* ") else _marked(text), tuple(meanings) or _values(meant),
            is_required=name in whole.get("required", ()),
        )  # fmt: skip


def _resolved(schema: Words, components: Words) -> Words:
    (first, *_) = schema.get("allOf") or [schema]
    name = first.get("$ref", "").rpartition("/")[2]
    return components["schemas"][name] if name else first


def _marked(text: str) -> str:
    """The text with the names of fields and commands, which stand in backticks, set as code."""
    parts = (format_html("<code>{}</code>" if n % 2 else "{}", part) for n, part in enumerate(text.split("`")))
    return format_html_join("", "{}", ((part,) for part in parts))


def _kind(schema: Words) -> str:
    return FORMATS.get(schema.get("format", "")) or TYPES.get(schema.get("type", ""), "任意")


def _values(schema: Words) -> tuple[str, ...]:
    return tuple(str(value) for value in schema.get("enum", ()) if value is not None)
