"""Official forms as PDF, against WeasyPrint bare: the same HTML, rendered and written with nothing around it.

    .venv/bin/python -m bench.papers [--json] [--quick] [--whole]

Single: one annex form, again and again. Batch: units × 4 copies in one file (with --whole 260 × 4, some minutes).
Processor seconds are compared: what else the machine does at the time falls out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from statistics import median
from time import process_time

from django.core.management import call_command
from django.template.loader import render_to_string
from django.test.utils import setup_databases, teardown_databases
from weasyprint import HTML

from office.documents import render_batch
from office.documents.fonts import font_directories
from office.documents.rendering import OwnFilesOnly, _font_configuration
from vitality.models import Application
from vitality.services.packages import PAPERS_AT_ONCE, copies_of, printable, with_paper_facts

COPIES = 4
ALL_COPIES = 0
MOST_RATIO = 1.3


def timed(task: Callable[[], object]) -> float:
    began = process_time()
    task()
    return process_time() - began


def bare(pages: list[str]) -> None:
    """WeasyPrint and nothing else: same fonts, one file of all pages."""
    configuration = _font_configuration(font_directories())
    documents = [HTML(string=page, url_fetcher=OwnFilesOnly()).render(font_config=configuration) for page in pages]
    documents[0].copy([page for document in documents for page in document.pages]).write_pdf()


def compared(papers: list, turns: int) -> tuple[float, float]:
    """Median seconds of ours and of the floor, turn by turn; filling in the template is ours, not the floor's."""
    pages = [render_to_string(template, dict(context)) for template, context in papers]
    ours, floor = [], []
    for _ in range(turns):
        ours.append(timed(lambda: render_batch(papers)))
        floor.append(timed(lambda: bare(pages)))
    return median(ours), median(floor)


def measure(turns: int, units: int) -> dict[str, float]:
    """Seconds, forms a second and ratios, over a database made for this run and dropped after it."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("load_demo", verbosity=0)
        forms = list(with_paper_facts(Application.objects.order_by("pk")))
        one = list(printable(copies_of(forms[0], 1)))
        compared(one, 1)
        single, single_floor = compared(one, turns)
        began = process_time()
        papers = [
            paper for number in range(units) for paper in printable(copies_of(forms[number % len(forms)], ALL_COPIES))
        ]
        gathering = process_time() - began
        batch = batch_floor = 0.0
        for start in range(0, len(papers), PAPERS_AT_ONCE):
            mine, theirs = compared(papers[start : start + PAPERS_AT_ONCE], 1)
            batch, batch_floor = batch + mine, batch_floor + theirs
        return {
            "single_forms_per_second": 1 / single, "single_ratio": single / single_floor,
            "batch_papers": len(papers), "batch_seconds": batch + gathering,
            "batch_papers_per_second": len(papers) / (batch + gathering),
            "batch_ratio": (batch + gathering) / batch_floor,
        }  # fmt: skip
    finally:
        teardown_databases(databases, verbosity=0)


def main() -> int:
    """Measure, print, and judge by the floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="a short run, to see that it works")
    parser.add_argument("--whole", action="store_true", help="a batch of 260 units in four copies")
    options = parser.parse_args()
    figures = measure(2 if options.quick else 9, 4 if options.quick else 260 if options.whole else 26)
    met = max(figures["single_ratio"], figures["batch_ratio"]) <= MOST_RATIO
    if options.json:
        print(json.dumps({**figures, "meets_floor": met}))
    else:
        print("\n".join(f"{name:36} {value:12,.2f}" for name, value in figures.items()))
        print(f"floor: at most {MOST_RATIO} times bare WeasyPrint: {'met' if met else 'NOT MET'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
