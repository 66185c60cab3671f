"""The map of the policy: clause → parameters → rules → worked examples → page. `python -m policy.mapping` writes it.

It needs no Django: only the `rules` of each app are imported.
"""

from __future__ import annotations

import pkgutil
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from policy.citing import CitedRule, cited_rules
from policy.documents import Clause, Document, Parameter, documents
from policy.parameters import DatedValue

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
MAP = ROOT / "docs" / "policy-map.md"
APPS = ("unions", "vitality", "appraisal", "scoring", "funding")
LONGEST_TABLE = 8

HEAD = """# 政策地图

<!-- 由 `python -m policy.mapping` 生成，请勿手改 -->

每一条款：由它而来的参数，引用它的规则，写成数据的例子，以及解释读法的页面。未列的条款没有数字，也没有规则引用。
"""
Examples = dict[str, set[str]]


def import_rules(apps: Iterable[str] = APPS) -> None:
    """Import every module of every `<app>.rules`, so that its citations are known. Apps without rules are passed by."""
    for app in apps:
        if find_spec(app) is None or find_spec(f"{app}.rules") is None:
            continue
        rules = import_module(f"{app}.rules")
        for module in pkgutil.walk_packages(getattr(rules, "__path__", ()), f"{rules.__name__}."):
            import_module(module.name)


def policy_map() -> str:
    """The whole map as Markdown, from the texts, the rules of the apps and the example files."""
    import_rules()
    rules = [rule for rule in cited_rules() if rule.name.startswith(tuple(f"{app}.rules." for app in APPS))]
    examples = _examples()
    sections = [section for document in documents() for section in _document_sections(document, rules, examples)]
    return "\n".join([HEAD, *sections])


def _examples() -> Examples:
    """Example files by the clause at their top and by the parameters in them."""
    found: Examples = {}
    for path in sorted(CASES.glob("*/*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        lines = {line["parameter"] for line in file.get("line", ())}
        for name in {file["clause"], file.get("parameter", file["clause"]), *lines}:
            found.setdefault(name, set()).add(f"{path.parent.name}/{path.name}")
    return found


def _document_sections(document: Document, rules: list[CitedRule], examples: Examples) -> Iterator[str]:
    yield f"## {document.number} {document.title}\n"
    for clause in document.clauses.values():
        parameters = [found for found in document.parameters.values() if found.clause == clause]
        citing = [rule for rule in rules if clause.ref in rule.clauses]
        if parameters or citing:
            yield _clause_section(clause, parameters, citing, examples)


def _clause_section(clause: Clause, parameters: list[Parameter], rules: list[CitedRule], examples: Examples) -> str:
    lines = [f"### {clause.cited} {clause.subject}\n", f"引用为 `{clause.ref}`。\n"]
    if parameters:
        lines += ["| 参数 | 含义 | 数值（起始日） | 读法 |", "|---|---|---|---|"]
        lines += [_parameter_row(parameter) for parameter in parameters] + [""]
    if rules:
        lines += ["规则：", ""] + [f"- {rule.rule} `{rule.name}`".replace("-  ", "- ") for rule in rules] + [""]
    names = [clause.ref, *(found.key for found in parameters)]
    if files := sorted(set().union(*(examples.get(name, set()) for name in names))):
        lines += ["例子：" + "、".join(f"[{file}](../tests/cases/{file})" for file in files) + "\n"]
    return "\n".join(lines)


def _parameter_row(parameter: Parameter) -> str:
    values = "；".join(_shown(parameter, dated) for dated in parameter.values)
    page = f"[{parameter.reading}](readings/{parameter.reading}.md)" if parameter.reading else ""
    return f"| `{parameter.key}` | {parameter.meaning} | {values} | {page} |"


def _shown(parameter: Parameter, dated: DatedValue) -> str:
    word = f"{parameter.boundary.label} " if parameter.boundary else ""
    if not isinstance(dated.value, dict):
        shown = f"{word}{parameter.unit.show(dated.value)}"
    elif len(dated.value) > LONGEST_TABLE:
        shown = f"{len(dated.value)} 项的表"
    else:
        shown = "，".join(f"{entry} {word}{parameter.unit.show(value)}" for entry, value in dated.value.items()) or "无"
    return f"{shown}（{dated.first_day}）"


if __name__ == "__main__":
    MAP.write_text(policy_map(), encoding="utf-8")
    sys.stdout.write(f"{MAP.relative_to(ROOT)} written\n")
