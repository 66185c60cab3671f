"""A clean installation by the commands of its handbook: processes of their own, on a database of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.unions.rosters import district, sector, township, unit, workbook

ROOT = Path(__file__).resolve().parents[2]
FEDERATION = ("--province", "辽宁省总工会", "--city", "大连市总工会")

# It makes its own, but of the kind the suite runs on.
pytestmark = pytest.mark.django_db

Manage = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def database_url(tmp_path_factory, django_db_blocker) -> Iterator[str]:
    """An empty database of the kind the suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('installation')}/db.sqlite3"
        return
    at, name = settings.DATABASES["default"], f"installation_{settings.RUN_TAG}"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
        yield f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{name}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


@pytest.fixture(scope="module")
def manage(database_url) -> Manage:
    """Run `manage.py` as a person at the keyboard does."""
    environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    return run


def messy_rows() -> list[dict]:
    """What an office really sends: units before their superior, 300人, full-width digits, the same name twice."""
    return [
        unit("红星机床厂", "桃源街道工会", 职工人数="３００人", 建会日期="2009.9.1", 工会主席=" 甲一 "),
        district("中山区总工会"),
        township("桃源街道工会", "中山区总工会"),
        unit("第一幼儿园", "中山区总工会", 单位性质="事业单位", 职工人数="1,234", 建会日期="2011年3月8日"),
        district("西岗区总工会"),
        unit("第一幼儿园", "西岗区总工会", 单位性质=9, 职工人数=99, 国有控股="否"),
        sector("餐饮行业工会", "中山区总工会", 覆盖企业数量="46家"),
    ]


@pytest.fixture
def messy(tmp_path) -> Path:
    path = tmp_path / "名册.xlsx"
    rows = [{**row, "填表人电话": "80000000"} for row in messy_rows()]
    path.write_bytes(workbook(rows, title="工会名册（2014 年 9 月）", notes=["注：以各单位上报为准。"]).getvalue())
    return path


REGISTER = """
import json
from unions.models import Union
units = Union.objects.filter(kind="grassroots_union").order_by("employee_count")
print(json.dumps(list(units.values_list("name", "superior__name", "employee_count", "ownership_type"))))
"""


def test_a_clean_database_becomes_a_register(manage, messy):
    """One test for the whole walk: each step is a process of its own and stands on the one before."""
    assert manage("migrate", "--no-input").returncode == 0
    assert "已登记市总工会：大连市总工会" in manage("init_federation", *FEDERATION).stdout
    tried, done, repeated = (
        json.loads(manage("import_roster", messy, "--json", *option).stdout) for option in (["--dry-run"], [], [])
    )

    assert (tried["created"], tried["errors"], tried["ignored_columns"]) == (7, [], ["填表人电话"])
    assert (done["created"], done["errors"]) == (7, [])
    assert (repeated["created"], repeated["changed"], repeated["unchanged"]) == (0, 0, 7)
    assert json.loads(manage("shell", "-v", "0", "-c", REGISTER).stdout) == [
        ["第一幼儿园", "西岗区总工会", 99, "9"],
        ["红星机床厂", "桃源街道工会", 300, "5"],
        ["第一幼儿园", "中山区总工会", 1234, "9"],
    ]
