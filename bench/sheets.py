"""Workbooks of many rows out and in, against openpyxl bare: the same cells, with nothing asked about them.

    .venv/bin/python -m bench.sheets [--json] [--quick] [--whole]

Out: the table's column list, guarded against formulas. In: the roster's sheet, every cell judged. 100 000 rows with
--whole, else 10 000. Processor seconds are compared: what else the machine does at the time falls out.
"""

from __future__ import annotations

import argparse
import json
import sys
from io import BytesIO
from statistics import median
from tempfile import TemporaryFile
from time import process_time

from openpyxl import Workbook, load_workbook

from bench.cities import roster
from office.spreadsheets import read_sheet
from office.tables.columns import CellKind, Column
from office.tables.workbooks import write_workbook
from unions.services.roster import ROSTER

MOST_RATIO = 1.3
COLUMNS = (
    *(Column(f"text{number}", f"列{number}", lambda row, n=number: row[n]) for number in range(10)),
    *(
        Column(f"count{number}", f"数{number}", lambda row, n=number: row[n], CellKind.COUNT)
        for number in range(10, 15)
    ),
)


def rows(count: int) -> list[tuple]:
    return [
        (*(f"大连第{number}公司工会 {column}" for column in range(10)), *range(number, number + 5))
        for number in range(count)
    ]


def timed(task) -> float:
    began = process_time()
    task()
    return process_time() - began


def bare_out(data: list[tuple]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("表")
    for row in data:
        sheet.append(row)
    with TemporaryFile() as out:
        book.save(out)


def ours_out(data: list[tuple]) -> None:
    write_workbook(COLUMNS, data, title="表").close()


def bare_in(content: bytes) -> None:
    book = load_workbook(BytesIO(content), read_only=True)
    for _ in book.active.iter_rows(values_only=True):
        pass


def ours_in(content: bytes) -> None:
    reading = read_sheet(BytesIO(content), ROSTER)
    if reading.problems:
        raise RuntimeError(str(reading.problems[0]))


def measure(count: int, turns: int) -> dict[str, float]:
    """Rows a second and ratios: medians of turns taken alternately."""
    data, content = rows(count), roster(count)
    figures: dict[str, float] = {"rows": count}
    for name, ours, bare, given in (("export", ours_out, bare_out, data), ("import", ours_in, bare_in, content)):
        taken = [(timed(lambda f=ours, g=given: f(g)), timed(lambda f=bare, g=given: f(g))) for _ in range(turns)]
        figures[f"{name}_rows_per_second"] = count / median(mine for mine, _ in taken)
        figures[f"{name}_ratio"] = median(mine / theirs for mine, theirs in taken)
    return figures


def main() -> int:
    """Measure, print, and judge by the floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="a short run, to see that it works")
    parser.add_argument("--whole", action="store_true", help="100 000 rows")
    options = parser.parse_args()
    figures = measure(2_000 if options.quick else 100_000 if options.whole else 10_000, 1 if options.whole else 3)
    met = max(figures["export_ratio"], figures["import_ratio"]) <= MOST_RATIO
    if options.json:
        print(json.dumps({**figures, "meets_floor": met}))
    else:
        print("\n".join(f"{name:36} {value:12,.2f}" for name, value in figures.items()))
        print(f"floor: at most {MOST_RATIO} times bare openpyxl: {'met' if met else 'NOT MET'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
