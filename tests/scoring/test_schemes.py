"""The scheme of a year: from the text, out to a workbook and in again, and frozen only when it adds up."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from office.refusals import Refused
from scoring.scheme_tables import SCHEME as TABLE
from scoring.selectors.schemes import scheme_values
from scoring.services.scheme_sheet import SchemeRefused, load_scheme, scheme_rows
from scoring.services.schemes import make_scheme, move_scheme
from tests.scoring.conftest import on
from tests.scoring.schemes import SCHEME

AT = on("2013-12-01")


@pytest.fixture
def draft(season):
    return make_scheme(year=2013, user=season.office, at=AT)


def changed(version, **cells) -> BytesIO:
    """The version's own workbook with some cells changed, named like D4."""
    book = load_workbook(BytesIO(TABLE.workbook(scheme_rows(version)).read()))
    for name, value in cells.items():
        book.active[name] = value
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def load(version, source, user):
    return load_scheme(version=version, source=source, revision=version.revision, user=user, at=AT, name="方案.xlsx")


def heading_row(version) -> int:
    rows = load_workbook(changed(version)).active.iter_rows(values_only=True)
    return next(number for number, row in enumerate(rows, start=1) if "项目名称" in row)


def test_the_scheme_of_the_text_goes_out_and_comes_in_unchanged(season, draft):
    assert scheme_values(draft) == SCHEME
    loaded = load(draft, changed(draft), season.office)
    assert scheme_values(loaded) == SCHEME


def test_a_scheme_that_does_not_add_up_is_kept_but_not_frozen(season, draft):
    first = heading_row(draft) + 1
    cells = {f"D{first + place}": 9 for place in range(5)}  # the five rows of item 1
    loaded = load(draft, changed(draft, **cells), season.office)
    assert scheme_values(loaded).items[0].points == 9
    with pytest.raises(Refused, match="各项合计 18 分，应为 17 分"):
        move_scheme(version=loaded, transition="freeze", user=season.office, at=AT)


def test_what_a_workbook_says_wrong_is_told_by_cell(season, draft):
    first = heading_row(draft) + 1
    with pytest.raises(SchemeRefused, match=f"D{first} 分值.*；D{first + 2} 分值：“7”与第 {first + 1} 行"):
        load(draft, changed(draft, **{f"D{first}": "很多", f"D{first + 1}": 8, f"D{first + 2}": 7}), season.office)


def test_only_the_office_changes_a_scheme_and_only_a_draft(season, draft):
    with pytest.raises(PermissionDenied):
        load(draft, changed(draft), season.legal)
    frozen = move_scheme(version=draft, transition="freeze", user=season.office, at=AT)
    with pytest.raises(Refused, match="已冻结，不能修改"):
        load(frozen, changed(frozen), season.office)
