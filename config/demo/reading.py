"""The tables and texts that stand beside these modules."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file, each by the words of its heading."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def texts(name: str) -> dict[str, Any]:
    """The content of a TOML file."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
