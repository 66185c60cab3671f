"""A city of many units whose year is known: plans, sessions, confirmations, written by PostgreSQL itself."""

from __future__ import annotations

import json
from fractions import Fraction

from django.db import connection

from appraisal.kinds import Answer, Subject
from appraisal.rules.result import session_result
from appraisal.rules.satisfaction import SuperiorRates, default_weights
from appraisal.rules.turnout import SessionCounts, SubjectCounts
from office import clock
from office.years import law_of_year
from policy.documents import Law
from unions.models import Union
from unions.services.tree import init_federation

YEAR = 2015
TOWNSHIP_EVERY = 3  # every third unit hangs under a township of its superior union

FILL = """
INSERT INTO unions_union (id, kind, name, name_pinyin, superior_id, path, credit_code, ownership_type,
    is_state_controlled, is_enterprise_managed, sector_tier, employee_count, chair_name, phone, address, remark)
SELECT 1000 + n, 'district_union', '第' || n || '区总工会', 'di' || n, %(city)s,
       %(path)s || lpad((1000 + n)::text, 8, '0'),
       '', '', false, false, '', NULL, '', '', '', ''
  FROM generate_series(1, %(filers)s) n;
INSERT INTO unions_union (id, kind, name, name_pinyin, superior_id, path, credit_code, ownership_type,
    is_state_controlled, is_enterprise_managed, sector_tier, employee_count, chair_name, phone, address, remark)
SELECT 10000 + n, 'township_union', '第' || n || '街道工会', 'jie' || n, 1000 + n,
       %(path)s || lpad((1000 + n)::text, 8, '0') || lpad((10000 + n)::text, 8, '0'),
       '', '', false, false, '', NULL, '', '', '', ''
  FROM generate_series(1, %(filers)s) n;
INSERT INTO unions_union (id, kind, name, name_pinyin, superior_id, path, credit_code, ownership_type,
    is_state_controlled, is_enterprise_managed, sector_tier, employee_count, chair_name, phone, address, remark)
SELECT 100000 + n, 'grassroots_union', '大连第' || n || '机械制造有限公司工会', 'dalian' || n,
       CASE WHEN n %% %(every)s = 0 THEN 10000 ELSE 1000 END + 1 + n %% %(filers)s,
       %(path)s || lpad((1001 + n %% %(filers)s)::text, 8, '0') || lpad((100000 + n)::text, 8, '0'),
       '', (n %% 9 + 1)::text, false, false, '', 40 + n %% 300, '某某', '0411-88888888', '某街 1 号', ''
  FROM generate_series(1, %(units)s) n;
INSERT INTO unions_formersuperior (union_id, superior_id, until_on)
SELECT 100000 + n, 1001 + (n + 7) %% %(filers)s, '2016-03-01' FROM generate_series(1, %(units)s, 500) n;
INSERT INTO appraisal_annualplan (id, union_id, year, mode, state, public_key, revision)
SELECT n, 100000 + n, %(year)s, '3+x', 'briefed', 'key' || n, 3 FROM generate_series(1, %(units)s) n WHERE n %% 10 > 0;
INSERT INTO appraisal_planitem (plan_id, system, name, target, measures, responsible_person, due_on, progress_percent,
    confirmed_at)
SELECT p.id, line.system, '一项工作', '年内建成并巩固提高', '每月一次例会，逐项检查落实', '某某', '2015-11-30',
       CASE WHEN p.id %% 7 = 0 THEN 80 ELSE 100 END, CASE WHEN p.id %% 7 = 0 THEN NULL ELSE %(at)s END
  FROM appraisal_annualplan p,
       (VALUES ('org_system'), ('collective_bargaining_system'), ('democratic_mgmt_system'), (''))
       AS line (system);
INSERT INTO appraisal_appraisalsession (union_id, work_year, held_on, assembly, mode, state, chair_name,
    is_cadre_managed, has_party, member_weight, party_weight, superior_weight, chief_scrutineer, scrutineer,
    first_teller, second_teller, extra_items, committee_members, due_count, present_count, issued_count,
    returned_count, invalid_count, verdict, sealed, counted_at, certified_at, party_certifier)
SELECT 100000 + n, %(year)s, '2015-12-10', 'member_assembly', 'imported', 'certified', '某某', false, true,
       0.8, 0.1, 0.1,
       '', '', '', '', '[]', '[]', 100, 100, 100, 100, 0, 'valid',
       jsonb_set(%(sealed)s::jsonb, '{unit_composite}', to_jsonb((50 + n %% 50) || '/100')), %(at)s, %(at)s, '某某'
  FROM generate_series(1, %(units)s) n WHERE n %% 11 > 0;
INSERT INTO appraisal_yearconfirmation (union_id, year, is_rights_kept, is_welcomed, reason, confirmed_at)
SELECT 100000 + n, %(year)s, n %% 13 > 0, n %% 17 > 0, '', %(at)s FROM generate_series(1, %(units)s) n;
ANALYZE;
"""


def fill_city(unit_count: int, filer_count: int) -> None:
    """So many units under so many superior unions, each with its year; what is lacking differs from unit to unit."""
    init_federation(province="辽宁省总工会", city="大连市总工会", user=None, at=clock.now())
    city, law = Union.objects.get(kind="city_federation"), law_of_year("2014-31", YEAR)
    values = {
        "city": city.pk, "path": city.path, "filers": filer_count, "units": unit_count, "every": TOWNSHIP_EVERY,
        "year": YEAR, "at": clock.now(), "sealed": json.dumps(_sealed(law)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in FILL.strip().split(";\n"):
            cursor.execute(statement, values if "%(" in statement else None)


def _sealed(law: Law) -> dict[str, object]:
    """A result as the services seal it, so that rows are as wide as real ones."""
    answers = SubjectCounts(60, 20, 15, 5)
    counts = SessionCounts(100, 100, 100, 100, 0, dict.fromkeys(Subject, answers))
    superiors = {subject: SuperiorRates(Fraction(1), Fraction(1)) for subject in Subject}
    result = session_result(counts, superiors, default_weights(law, has_party=True), law)
    return {"law": law.as_json(), "counts": {answer.value: 1 for answer in Answer}, **result.as_json()}
