"""A rule names its clauses, a reason cites its own, and what was sealed comes back."""

import json
from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction

import pytest

from policy.citing import Basis, CitedRule, Reason, Verdict, cited_rules, cites
from policy.documents import Law, UnknownName

MET = Reason("plan", met=True, shown="年度计划 3/3 项落实", clause="2014-31/5.2")
UNMET = Reason("plan", met=False, shown="年度计划 2/3 项落实", clause="2014-31/5.2")
UNKNOWN = Reason("accepted", met=None, shown="尚未验收", clause="2014-31/6.4")


def test_a_rule_carries_its_citation() -> None:
    @cites("2014-31/5.1", "2014-31/5.2", rule="R-T1")
    def rule() -> int:
        return 1

    assert rule() == 1
    cited = CitedRule(f"{__name__}.{rule.__qualname__}", "R-T1", ("2014-31/5.1", "2014-31/5.2"))
    assert rule.cited == cited
    assert cited in cited_rules()


def test_citing_an_unknown_clause_fails_at_import() -> None:
    with pytest.raises(UnknownName, match=r"2014-31/5\.1"):
        cites("2014-31/5.9")


def test_citing_nothing_is_refused() -> None:
    with pytest.raises(TypeError, match="at least one clause"):
        cites()


def test_a_reason_reads_as_a_sentence_with_its_clause() -> None:
    assert str(UNMET) == "年度计划 2/3 项落实（大工发〔2014〕31号 五、2）"


def test_a_reason_cites_a_known_clause() -> None:
    with pytest.raises(UnknownName):
        Reason("plan", met=True, shown="", clause="2014-31/9")


def test_a_reason_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        MET.met = False


@pytest.mark.parametrize(
    ("reasons", "met"),
    [
        ((), True),
        ((MET,), True),
        ((MET, UNKNOWN), None),
        ((MET, UNKNOWN, UNMET), False),
        ((UNMET,), False),
    ],
)
def test_a_verdict_is_met_only_if_all_its_reasons_are(reasons: tuple[Reason, ...], met: bool | None) -> None:
    assert Verdict(reasons).met is met


def test_a_verdict_sorts_out_what_is_unmet_and_what_is_undecided() -> None:
    verdict = Verdict((MET, UNKNOWN, UNMET))
    assert verdict.unmet == (UNMET,)
    assert verdict.undecided == (UNKNOWN,)


def test_a_basis_shows_formula_rule_and_clause() -> None:
    basis = Basis("R-C1", "2014-31/5.2", {"达标单位": 30, "已建工会单位": 90}, "30 ÷ 90 = 33.33%")
    assert str(basis) == "30 ÷ 90 = 33.33%（R-C1，大工发〔2014〕31号 五、2）"


def test_a_verdict_comes_back_from_its_sealed_form() -> None:
    parameters = Law.of_year(2014).as_json(["standard_line"])["parameters"]
    basis = Basis("R-S1", "2014-31/5.2", {"综合满意率": Fraction(7, 10), "元": Decimal("1.00")}, "70%", parameters)
    sealed = json.loads(json.dumps(Verdict((MET, UNMET), (basis,)).as_json()))
    again = Verdict.from_json(sealed)
    assert again.reasons == (MET, UNMET)
    assert again.as_json() == sealed
    assert sealed["bases"][0]["inputs"] == {"综合满意率": "7/10", "元": "1.00"}
